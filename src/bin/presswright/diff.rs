//! `presswright diff`: what a changed design changes in the bundle.

use crate::check::find;
use crate::failure::Failure;
use crate::report;
use crate::source::Source;
use crate::{Format, Outcome, terminal};
use clap::Args;
use presswright::bundle::Bundle;
use presswright::design::{Document, modernise};
use presswright::rules::Approved;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Say what a changed design changes in the bundle
#[derive(Args)]
pub struct Diff {
    /// The design or bundle (zip or folder) that runs now; - for standard input
    before: PathBuf,
    /// The design or bundle that shall run
    after: PathBuf,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What becomes of a file.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Fate {
    Added,
    Changed,
    Removed,
}

#[derive(Serialize)]
struct FileChange {
    path: String,
    change: Fate,
}

impl Diff {
    pub fn run(self) -> Result<Outcome, Failure> {
        if self.before == Path::new("-") && self.after == Path::new("-") {
            return Err(Failure::Arguments("only one of the two can come from standard input"));
        }
        let Some(before) = bundle(&self.before, self.format)? else { return Ok(Outcome::Stopped) };
        let Some(after) = bundle(&self.after, self.format)? else { return Ok(Outcome::Stopped) };
        let files = compare(&before, &after);
        match self.format {
            Format::Human => terminal::print(&text(&files))?,
            Format::Json => terminal::print_json(&json!({ "files": files }))?,
        }
        Ok(Outcome::Fine)
    }
}

/// The bundle of a design, as this release makes it; nothing if its findings stop that.
fn bundle(path: &Path, format: Format) -> Result<Option<Bundle>, Failure> {
    let mut source = Source::open(path)?;
    source.text = modernise(&source.text).unwrap_or(source.text);
    if let Ok(document) = Document::read(&source.text)
        && let Ok(approved) = Approved::of(document)
    {
        return Ok(Some(Bundle::of(&approved)?));
    }
    report::tell(&find(&source.text), &source, format.into())?;
    if format == Format::Human {
        terminal::remark("There is no bundle of it: the errors have to go first.");
    }
    Ok(None)
}

fn compare(before: &Bundle, after: &Bundle) -> Vec<FileChange> {
    // The sums change with every file, and say nothing more.
    let files = |bundle: &Bundle| -> BTreeMap<String, Vec<u8>> {
        let files = bundle.files.iter().filter(|file| file.path != crate::folder::SUMS);
        files.map(|file| (file.path.clone(), file.bytes.clone())).collect()
    };
    let (old, new) = (files(before), files(after));
    let gone = old.keys().filter(|path| !new.contains_key(*path));
    let mut changes: Vec<FileChange> =
        gone.map(|path| FileChange { path: path.clone(), change: Fate::Removed }).collect();
    for (path, bytes) in &new {
        match old.get(path) {
            None => changes.push(FileChange { path: path.clone(), change: Fate::Added }),
            Some(was) if was != bytes => {
                changes.push(FileChange { path: path.clone(), change: Fate::Changed });
            }
            Some(_) => {}
        }
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

fn text(files: &[FileChange]) -> String {
    if files.is_empty() {
        return "Nothing changes.\n".to_owned();
    }
    let mut text = "Files of the bundle:\n".to_owned();
    for FileChange { path, change } in files {
        let word = match change {
            Fate::Added => "added",
            Fate::Changed => "changed",
            Fate::Removed => "removed",
        };
        let _ = writeln!(text, "  {word:7}  {path}");
    }
    text
}
