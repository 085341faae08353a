//! What keeps a command from doing what it was asked for. Findings in a design are no failure.

use presswright::bundle::NotZipped;
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
    /// A file is larger than any design or bundle.
    #[error("{name} holds more than {} MiB, and nothing that is read here does: is it the right file?", .limit >> 20)]
    TooLarge {
        /// Which.
        name: String,
        /// The most bytes that are read.
        limit: usize,
    },
    /// A bundle cannot be opened.
    #[error("cannot open {name}: {source}")]
    Open {
        /// Which.
        name: String,
        /// Why.
        source: presswright::bundle::OpenError,
    },
    /// A picture that holds no design.
    #[error("cannot open {name}: {source}")]
    Picture {
        /// Which.
        name: String,
        /// Why.
        source: presswright::share::PictureError,
    },
    /// A link that holds no design.
    #[error("cannot open the link: {0}")]
    Link(#[from] presswright::share::WordError),
    /// A link that would not arrive whole.
    #[error(
        "the link would have {signs} characters, and above {} not every program keeps one whole; send the design.yaml instead",
        presswright::share::LONGEST
    )]
    LongLink {
        /// Its length.
        signs: usize,
    },
    /// A machine that the design does not have as a node.
    #[error("there is no machine {name} among the nodes: {}", .known.join(", "))]
    NoMachine {
        /// What was asked for.
        name: String,
        /// The nodes that there are.
        known: Vec<String>,
    },
    /// A fault of something that the design does not have.
    #[error(
        "--{flag}: there is no {what} `{name}`; {}",
        suggestion(.near.as_deref(), &format!("there are: {}", .known.join(", ")))
    )]
    NoSuch {
        /// The flag that names it.
        flag: &'static str,
        /// What it would be.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// One that looks like it.
        near: Option<String>,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A link that does not name two machines.
    #[error("--cut-link: `{0}` does not name two machines; write it as node-1:node-2")]
    LinkEnds(String),
    /// A text that is no curve.
    #[error("--curve {name}: {source}; the curves that have a name are {}", .known.join(", "))]
    Curve {
        /// Where it comes from.
        name: String,
        /// What is wrong with it.
        source: presswright::simulate::load::CurveError,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A fault that there is none of.
    #[error(
        "--break: there is no fault `{name}`; {}",
        suggestion(.near.as_deref(), &format!("there are: {}", .known.join(", ")))
    )]
    NoFault {
        /// What was asked for.
        name: String,
        /// One that looks like it.
        near: Option<String>,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A fault without what it is of, or with too much.
    #[error("--break: `{name}` wants {wants}")]
    BreakWants {
        /// The fault.
        name: &'static str,
        /// What it wants.
        wants: &'static str,
    },
    /// A text that is no break.
    #[error(
        "--break: `{0}` says no time and fault; write it as 90s:kill node-1, or 30s-2m:cut-off node-1 with its end"
    )]
    NoBreak(String),
    /// An end of what cannot end, or before its beginning.
    #[error("--break: `{text}`: {why}")]
    BreakEnd {
        /// What was asked for.
        text: String,
        /// What is wrong with its end.
        why: &'static str,
    },
    /// An export that the design does not have.
    #[error("--export-down: nothing of this design lies on an NFS export")]
    NoExport,
    /// A folder without a design.
    #[error("{} has no design.yaml, so it is no bundle of presswright", .0.display())]
    NoDesign(PathBuf),
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
    /// The target is no folder.
    #[error("{} is not a folder; choose another name, or end it in .zip", .0.display())]
    NotAFolder(PathBuf),
    /// The target is a folder of somebody else's.
    #[error(
        "{} holds files, but no bundle (SHA256SUMS and design.yaml); choose a folder that is new or empty",
        .0.display()
    )]
    NotOurs(PathBuf),
    /// The command stands in the folder that it would replace.
    #[error("{} is the folder that you are in, and it is replaced as a whole; run this from outside of it", .0.display())]
    Inside(PathBuf),
    /// A file that is not of the bundle stands where one of the new bundle belongs.
    #[error("{} is not of the bundle that is there, but the new one has a file in its place; move it away first", .0.display())]
    InTheWay(PathBuf),
    /// The new bundle is in place, but something of the person's could not be carried over to it.
    #[error(
        "the new bundle is in place, but {} could not be carried over to it: {source}; it is in {}",
        .path.display(), .old.display()
    )]
    LeftBehind {
        /// What was not carried over.
        path: PathBuf,
        /// The old folder.
        old: PathBuf,
        /// What the system said.
        source: io::Error,
    },
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
    /// A chapter of that name does not exist.
    #[error("there is no chapter `{name}`; {}", suggestion(.near.as_deref(), "see: presswright learn"))]
    UnknownChapter {
        /// The name.
        name: String,
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
    /// A design for which scripts cannot be written.
    #[error("cannot make the bundle: {0}")]
    Unprovided(#[from] presswright::provision::Unprovided),
    /// A bundle does not fit into a zip: a fault of ours.
    #[error("cannot pack the bundle: {0}; please report this as a fault of presswright")]
    Zip(presswright::bundle::ZipError),
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

impl From<NotZipped> for Failure {
    fn from(not: NotZipped) -> Self {
        match not {
            NotZipped::Unprovided(unprovided) => Failure::Unprovided(unprovided),
            NotZipped::Zip(error) => Failure::Zip(error),
        }
    }
}
