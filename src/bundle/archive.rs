//! A bundle as a zip: the same bytes on every platform, with unix modes.
//!
//! Readers that matter: Info-ZIP's unzip, Python's zipfile, macOS' Archive Utility. One pinned deflate
//! in pure Rust, entries sorted, no clock: 1980-01-01 is the first date that a zip can hold.

use super::Bundle;
use super::checksum::SUMS;
use crate::file::File;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, Crc32Option, ZipArchiveWriter, crc32};
use std::io::{Write, sink};

/// Half of what level 4 takes, for a fourth more bytes (117 kB instead of 95 kB for `lab`): a bundle is made
/// where it is used, and deflating was the longest part of making it.
const LEVEL: i32 = 1;
/// A zip has its own header around each file, and none of zlib's.
const NO_HEADER: i32 = 0;
/// zlib's default: matches and Huffman codes as they come.
const STRATEGY: i32 = 0;
/// Up to so many bytes a file is not deflated: clearing the tables for the next takes longer than it would save.
const TOO_SMALL: usize = 1024;
/// Enough for most bundles.
const ROOM: usize = 256 * 1024;
/// Type and rights of a file that is read: `-rw-r--r--`.
const READ: u32 = 0o100_644;
/// Type and rights of a script: `-rwxr-xr-x`.
const RUN: u32 = 0o100_755;

/// A bundle that no zip can hold.
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    /// A path that the format cannot hold.
    #[error("{path} cannot be put into a zip: {reason}")]
    Unwritable {
        /// The file's path in the zip.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The list of files at the end could not be written.
    #[error("the zip could not be finished: {0}")]
    Unfinished(rawzip::Error),
}

impl Bundle {
    /// The bundle as a zip, all of it in one folder of the bundle's name.
    pub fn zip(&self) -> Result<Vec<u8>, ZipError> {
        let mut packer = Packer::new();
        archive(&self.name, self.files.iter().map(|file| (file, packer.pack(file))))
    }
}

/// The zip of those files, in their order.
pub(super) fn archive<'f>(
    name: &str,
    files: impl Iterator<Item = (&'f File, Packed)>,
) -> Result<Vec<u8>, ZipError> {
    let mut archive = ZipArchiveWriter::new(Vec::with_capacity(ROOM));
    for (file, packed) in files {
        let path = format!("{name}/{}", file.path);
        add(&mut archive, &path, file, &packed)
            .map_err(|error| ZipError::Unwritable { path, reason: error.to_string() })?;
    }
    archive.finish().map_err(ZipError::Unfinished)
}

/// Deflates one file after the other. Making its tables anew for each would take longer than most files do.
pub(super) struct Packer(CompressorOxide);

impl Packer {
    pub(super) fn new() -> Self {
        Self(CompressorOxide::new(create_comp_flags_from_zip_params(LEVEL, NO_HEADER, STRATEGY)))
    }

    pub(super) fn pack(&mut self, file: &File) -> Packed {
        // Sums do not shrink, and they are known last.
        if file.bytes.len() <= TOO_SMALL || file.path == SUMS {
            return Packed::stored(&file.bytes);
        }
        let mut deflated = Vec::with_capacity(file.bytes.len() / 2);
        compress_to_output(&mut self.0, &file.bytes, TDEFLFlush::Finish, |part| {
            deflated.extend_from_slice(part);
            true
        });
        self.0.reset();
        Packed { deflated, sum: crc32(&file.bytes) }
    }
}

/// What of a file stands in a zip.
pub(super) struct Packed {
    deflated: Vec<u8>,
    /// CRC-32 of its bytes.
    sum: u32,
}

impl Packed {
    #[cfg(test)]
    pub(super) fn deflated(&self) -> &[u8] {
        &self.deflated
    }

    /// As it is, in deflate's own form for that (RFC 1951, 3.2.4).
    pub(super) fn stored(bytes: &[u8]) -> Self {
        let mut deflated = Vec::with_capacity(bytes.len() + 5);
        let mut rest = bytes;
        loop {
            let (block, more) = rest.split_at(rest.len().min(usize::from(u16::MAX)));
            let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
            // Bit 0: the last one; bits 1 and 2: stored.
            deflated.push(u8::from(more.is_empty()));
            deflated.extend(length.to_le_bytes());
            deflated.extend((!length).to_le_bytes());
            deflated.extend(block);
            if more.is_empty() {
                return Self { deflated, sum: crc32(bytes) };
            }
            rest = more;
        }
    }
}

/// Every entry is deflated: a stored one without its size before it is what some readers refuse.
fn add(
    archive: &mut ZipArchiveWriter<Vec<u8>>,
    path: &str,
    file: &File,
    packed: &Packed,
) -> Result<(), rawzip::Error> {
    let mut builder = archive
        .new_file(path)
        .compression_method(CompressionMethod::Deflate)
        .unix_permissions(if file.executable { RUN } else { READ })
        .crc32(Crc32Option::Custom(packed.sum));
    if let Some(date) = UtcDateTime::from_components(1980, 1, 1, 0, 0, 0, 0) {
        builder = builder.last_modified(date);
    }
    let (mut entry, config) = builder.start()?;
    // The size is that of the bytes, what is written is deflated at once.
    let mut counted = config.wrap(sink());
    counted.write_all(&file.bytes)?;
    let (_, described) = counted.finish()?;
    entry.write_all(&packed.deflated)?;
    entry.finish(described)?;
    Ok(())
}
