//! Opening a bundle again: its design, untouched, out of a zip or a folder from anywhere.
//!
//! A zip may come from anybody, so nothing in it is believed: names are checked, sizes are counted
//! before anything is unpacked, and only the design is unpacked at all.

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, crc32};

/// The most files of a bundle.
pub const MOST_FILES: usize = 5_000;
/// The most bytes of all files of a bundle together: 32 MiB.
pub const MOST_BYTES: u64 = 32 << 20;
/// The most bytes of a design: 1 MiB.
pub const LARGEST_DESIGN: u64 = 1 << 20;
/// How many times larger than its packed form a file may be, beyond its first 64 KiB.
const MOST_RATIO: u64 = 200;
const RATIO_FREE: u64 = 64 << 10;

/// The file that a bundle is made from.
const DESIGN: &str = "design.yaml";

/// Something that is not a bundle, or that is not safe to open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not a zip, or a damaged one.
    #[error("this is not a zip that can be read: {reason}. Was it cut short while it was copied?")]
    NotAZip {
        /// What the reader of zips says.
        reason: String,
    },
    /// No design in it.
    #[error(
        "there is no design.yaml in it, neither at the top nor in one folder at the top. A bundle of Presswright has one; open design.yaml by itself if you have it."
    )]
    NoDesign,
    /// More than one design.
    #[error(
        "there are {count} designs in it, such as {first} and {second}: which one is meant? Open that design.yaml by itself."
    )]
    ManyDesigns {
        /// How many.
        count: usize,
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// A name that could leave the folder into which a bundle is unpacked.
    #[error(
        "{path:?} is not a name that a bundle has: it leads out of its folder. Nothing was opened."
    )]
    UnsafePath {
        /// The name.
        path: String,
    },
    /// Too many files.
    #[error("it has more than {MOST_FILES} files; no bundle has. Nothing was opened.")]
    TooManyFiles,
    /// Too large.
    #[error("unpacked it would have more than {} MiB; no bundle has. Nothing was opened.", MOST_BYTES >> 20)]
    TooLarge,
    /// Packed in a way that only bombs are.
    #[error(
        "{path} unpacks to {size} bytes out of {packed}; no file of a bundle does. Nothing was opened."
    )]
    Bomb {
        /// The file.
        path: String,
        /// Its size.
        size: u64,
        /// Its packed size.
        packed: u64,
    },
    /// A design that is too large.
    #[error("{path} has {size} bytes; a design has at most 1 MiB")]
    DesignTooLarge {
        /// The file.
        path: String,
        /// Its size.
        size: u64,
    },
    /// A design whose bytes are not what the zip says.
    #[error("{path} is damaged: {reason}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A design that is no text.
    #[error("{path} is not text in UTF-8: byte {at} is not part of any character")]
    NotText {
        /// The file.
        path: String,
        /// The first byte that is wrong, counted from 0.
        at: usize,
    },
}

/// The text of the design in a zip, byte for byte.
pub fn open_zip(bytes: &[u8]) -> Result<String, OpenError> {
    let archive = ZipArchive::from_slice(bytes).map_err(not_a_zip)?;
    let mut files = 0;
    let mut total: u64 = 0;
    let mut designs = Designs::default();
    let mut found = None;
    for entry in archive.entries() {
        let entry = entry.map_err(not_a_zip)?;
        let path = checked_path(entry.file_path().as_ref())?;
        files += 1;
        if files > MOST_FILES {
            return Err(OpenError::TooManyFiles);
        }
        let (size, packed) = (entry.uncompressed_size_hint(), entry.compressed_size_hint());
        total = total.saturating_add(size);
        if total > MOST_BYTES {
            return Err(OpenError::TooLarge);
        }
        if size > RATIO_FREE && size / MOST_RATIO > packed {
            return Err(OpenError::Bomb { path, size, packed });
        }
        if !entry.is_dir() && designs.saw(&path) {
            check_design_size(&path, size)?;
            found = Some((path, entry));
        }
    }
    let path = designs.only()?;
    let Some((_, entry)) = found else { return Err(OpenError::NoDesign) };
    let data = unpack(&archive, &entry, &path)?;
    text(path, data)
}

/// The text of the design in a folder, or in a list of files from a folder.
pub fn open_files<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<String, OpenError> {
    let mut designs = Designs::default();
    let mut found: &[u8] = &[];
    let mut total: u64 = 0;
    for (index, (path, bytes)) in files.into_iter().enumerate() {
        let path = checked_path(path.as_bytes())?;
        if index >= MOST_FILES {
            return Err(OpenError::TooManyFiles);
        }
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        total = total.saturating_add(size);
        if total > MOST_BYTES {
            return Err(OpenError::TooLarge);
        }
        if designs.saw(&path) {
            check_design_size(&path, size)?;
            found = bytes;
        }
    }
    text(designs.only()?, found.to_vec())
}

#[allow(clippy::needless_pass_by_value)] // what map_err gives
fn not_a_zip(error: rawzip::Error) -> OpenError {
    OpenError::NotAZip { reason: error.to_string() }
}

/// A name that stays in its folder: relative, no `..`, no backslash, no drive, no NUL.
fn checked_path(bytes: &[u8]) -> Result<String, OpenError> {
    let unsafe_path = || OpenError::UnsafePath {
        path: String::from_utf8_lossy(bytes).chars().take(200).collect(),
    };
    let path = str::from_utf8(bytes).map_err(|_| unsafe_path())?;
    let leaves = path.is_empty()
        || path.starts_with('/')
        || path.contains(['\\', '\0', ':'])
        || path.split('/').any(|part| part == "..");
    if leaves { Err(unsafe_path()) } else { Ok(path.to_owned()) }
}

fn check_design_size(path: &str, size: u64) -> Result<(), OpenError> {
    if size > LARGEST_DESIGN {
        return Err(OpenError::DesignTooLarge { path: path.to_owned(), size });
    }
    Ok(())
}

/// The designs seen: at the top, or in a folder at the top.
#[derive(Default)]
struct Designs(Vec<String>);

impl Designs {
    /// Whether this is one.
    fn saw(&mut self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').filter(|part| *part != ".").collect();
        let is_design = match parts.as_slice() {
            [name] => *name == DESIGN,
            // Archive Utility adds a folder of its own with the files' attributes.
            [folder, name] => *name == DESIGN && *folder != "__MACOSX",
            _ => false,
        };
        if is_design {
            self.0.push(path.to_owned());
        }
        is_design
    }

    fn only(mut self) -> Result<String, OpenError> {
        match self.0.as_slice() {
            [first, second, ..] => Err(OpenError::ManyDesigns {
                count: self.0.len(),
                first: first.clone(),
                second: second.clone(),
            }),
            _ => self.0.pop().ok_or(OpenError::NoDesign),
        }
    }
}

fn unpack(
    archive: &rawzip::ZipSliceArchive<&[u8]>,
    entry: &ZipFileHeaderRecord<'_>,
    path: &str,
) -> Result<Vec<u8>, OpenError> {
    let damaged =
        |reason: &str| OpenError::Damaged { path: path.to_owned(), reason: reason.to_owned() };
    let size = usize::try_from(entry.uncompressed_size_hint()).unwrap_or(usize::MAX);
    let slice = archive.get_entry(entry.wayfinder()).map_err(not_a_zip)?;
    let data = match entry.compression_method() {
        CompressionMethod::Store => slice.data().to_vec(),
        CompressionMethod::Deflate => decompress_to_vec_with_limit(slice.data(), size)
            .map_err(|_| damaged("it cannot be unpacked to the size that the zip gives"))?,
        _ => {
            return Err(damaged(
                "it is packed in a way that is not read here; pack it with deflate",
            ));
        }
    };
    if data.len() != size {
        return Err(damaged("its size is not the one that the zip gives"));
    }
    if crc32(&data) != entry.crc32() {
        return Err(damaged("its checksum is not the one that the zip gives"));
    }
    Ok(data)
}

fn text(path: String, data: Vec<u8>) -> Result<String, OpenError> {
    String::from_utf8(data)
        .map_err(|error| OpenError::NotText { path, at: error.utf8_error().valid_up_to() })
}
