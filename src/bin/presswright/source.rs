//! Where a text comes from: a file, or standard input.

use crate::failure::Failure;
use presswright::document::LARGEST_TEXT;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A text and where it came from.
pub struct Source {
    /// What a person calls it: the path as given, or "standard input".
    pub name: String,
    /// The file; nothing for standard input.
    pub path: Option<PathBuf>,
    /// The text.
    pub text: String,
}

impl Source {
    /// Reads a file, or standard input for `-`. At most 1 MiB and one byte is ever read.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let failed = |source| Failure::Read { path: path.to_owned(), source };
        if path == Path::new("-") {
            let name = "standard input".to_owned();
            let bytes = bounded(io::stdin().lock(), &name, failed)?;
            return Ok(Self { text: decode(bytes, &name)?, name, path: None });
        }
        let name = path.display().to_string();
        let bytes = bounded(File::open(path).map_err(failed)?, &name, failed)?;
        Ok(Self { text: decode(bytes, &name)?, name, path: Some(path.to_owned()) })
    }
}

fn bounded(
    from: impl Read,
    name: &str,
    failed: impl Fn(io::Error) -> Failure,
) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LARGEST_TEXT).unwrap_or(u64::MAX).saturating_add(1);
    from.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > LARGEST_TEXT {
        return Err(Failure::TooLarge { name: name.to_owned() });
    }
    Ok(bytes)
}

fn decode(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(good);
        Failure::NotUtf8 {
            name: name.to_owned(),
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            byte: error.as_bytes().get(good).copied().unwrap_or_default(),
        }
    })
}
