//! SHA256SUMS, as `sha256sum --check` reads it.

use crate::file::File;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// One line for each file, in the order given: `<sum>  <path>`.
pub(super) fn sums(files: &[File]) -> File {
    let mut text = String::new();
    for file in files {
        for byte in Sha256::digest(&file.bytes) {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        let _ = writeln!(text, "  {}", file.path);
    }
    File::text("SHA256SUMS", text)
}
