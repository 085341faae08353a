//! Where a text comes from: a file, a bundle, or standard input.

use crate::failure::Failure;
use crate::folder::DESIGN;
use presswright::bundle::open_zip;
use presswright::document::LARGEST_TEXT;
use presswright::share::word::unpack;
use presswright::share::{is_picture, open_picture, word_of};
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

/// The largest zip that is read, in bytes: no bundle comes near it.
const LARGEST_ZIP: usize = 64 << 20;

impl Source {
    /// Reads a design from a file, or from standard input for `-`.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let (name, bytes) = bytes(path, LARGEST_TEXT)?;
        let text = decode(bytes, &name)?;
        Ok(Self { text, path: (name != STANDARD_INPUT).then(|| path.to_owned()), name })
    }

    /// Reads a design from a file, from standard input, or out of a bundle, a picture or a link.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if let Some(link) = path.to_str().filter(|path| path.contains("://")) {
            let text = unpack(word_of(link))?;
            return Ok(Self { name: "the link".to_owned(), path: None, text });
        }
        if path.is_dir() {
            let design = path.join(DESIGN);
            if !design.is_file() {
                return Err(Failure::NoDesign(path.to_owned()));
            }
            return Self::read(&design);
        }
        let (name, bytes) = bytes(path, LARGEST_ZIP)?;
        let text = if bytes.starts_with(b"PK") {
            open_zip(&bytes).map_err(|source| Failure::Open { name: name.clone(), source })?
        } else if is_picture(&bytes) {
            open_picture(&bytes)
                .map_err(|source| Failure::Picture { name: name.clone(), source })?
        } else if bytes.len() > LARGEST_TEXT {
            return Err(Failure::TooLarge { name, limit: LARGEST_TEXT });
        } else {
            decode(bytes, &name)?
        };
        Ok(Self { text, path: (name != STANDARD_INPUT).then(|| path.to_owned()), name })
    }
}

const STANDARD_INPUT: &str = "standard input";

/// All bytes of a file or of standard input, and its name. More than `limit` are not read.
fn bytes(path: &Path, limit: usize) -> Result<(String, Vec<u8>), Failure> {
    let failed = |source| Failure::Read { path: path.to_owned(), source };
    if path == Path::new("-") {
        let name = STANDARD_INPUT.to_owned();
        return Ok((name.clone(), bounded(io::stdin().lock(), limit, &name, failed)?));
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(failed)?;
    Ok((name.clone(), bounded(file, limit, &name, failed)?))
}

fn bounded(
    from: impl Read,
    limit: usize,
    name: &str,
    failed: impl Fn(io::Error) -> Failure,
) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > limit {
        return Err(Failure::TooLarge { name: name.to_owned(), limit });
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
