//! SHA256SUMS, as `sha256sum --check` reads it.

use crate::file::File;
use sha2::digest::Output;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The file's path.
pub(super) const SUMS: &str = "SHA256SUMS";

/// The SHA-256 of a file's bytes.
#[derive(Clone, Copy)]
pub(super) struct Sum(Output<Sha256>);

impl Sum {
    pub(super) fn of(file: &File) -> Self {
        Self(Sha256::digest(&file.bytes))
    }
}

/// One line for each file, in the order given: `<sum>  <path>`.
pub(super) fn sums<'f>(files: impl Iterator<Item = (&'f File, Sum)>) -> File {
    let mut text = String::new();
    for (file, Sum(sum)) in files {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{sum:x}  {}", file.path);
    }
    File::text(SUMS, text)
}
