//! What keeps a command from doing what it was asked for. Findings in a design are no failure.

use std::io;
use std::path::PathBuf;

/// Why a command could not be carried out. Each says what, where and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A text is larger than any design.
    #[error("{name} holds more than 1 MiB; a design never does: is it the right file?")]
    TooLarge {
        /// Which.
        name: String,
    },
    /// A text is not in UTF-8.
    #[error(
        "{name} is not text in UTF-8: the byte 0x{byte:02x} on line {line} belongs to no character; save it as UTF-8"
    )]
    NotUtf8 {
        /// Which.
        name: String,
        /// The line, from 1.
        line: usize,
        /// The first byte that does not fit.
        byte: u8,
    },
    /// Nothing can be written there.
    #[error("cannot write {}: {source}; what was there before is as it was", .path.display())]
    Write {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is a file already where a new one was to be.
    #[error("{} is there already; choose another name, or remove it first", .0.display())]
    Exists(PathBuf),
    /// The target is no file that could be replaced: a folder, a device.
    #[error("{} is not a file that can be replaced; choose another name", .0.display())]
    NotAFile(PathBuf),
    /// Standard output cannot be written to.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] io::Error),
    /// A preset of that name does not exist.
    #[error("there is no preset `{name}`; {}", suggestion(.near.as_deref(), "see: presswright new --list"))]
    UnknownPreset {
        /// The name.
        name: String,
        /// One that looks like it.
        near: Option<String>,
    },
    /// A rule of that code does not exist.
    #[error("there is no rule `{code}`; {}", suggestion(.near.as_deref(), "see: presswright rules"))]
    UnknownRule {
        /// The code.
        code: String,
        /// One that looks like it.
        near: Option<String>,
    },
    /// Two arguments that exclude each other.
    #[error("{0}")]
    Arguments(&'static str),
    /// A safe fix could not be made: a fault of ours.
    #[error(
        "a fix that was said to be safe cannot be made: {0}; please report this as a fault of presswright"
    )]
    Fix(#[from] presswright::design::EditError),
    /// A value could not be written as JSON: a fault of ours.
    #[error("cannot write JSON: {0}; please report this as a fault of presswright")]
    Json(#[from] serde_json::Error),
}

fn suggestion(near: Option<&str>, otherwise: &str) -> String {
    near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

impl Failure {
    /// Whether standard output was closed by its reader.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The candidate that looks most like `word`, if one does.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    candidates
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}
