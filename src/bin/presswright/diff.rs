//! `presswright diff`: what a changed design changes, and what it takes on a cluster that runs the
//! old one.

use crate::check::approve;
use crate::failure::Failure;
use crate::{Format, Outcome, terminal};
use clap::Args;
use presswright::bundle::{Bundle, Change, Subject, What, diff, effort, plan};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Say what a changed design changes, and what it takes on a living cluster
#[derive(Args)]
pub struct Diff {
    /// The design or bundle (zip or folder) that runs now; - for standard input
    before: PathBuf,
    /// The design or bundle that shall run
    after: PathBuf,
    /// Show the lines of the files that differ, too
    #[arg(long)]
    text: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Diff {
    pub fn run(self) -> Result<Outcome, Failure> {
        if self.before == Path::new("-") && self.after == Path::new("-") {
            return Err(Failure::Arguments("only one of the two can come from standard input"));
        }
        let Some(before) = bundle(&self.before, self.format)? else { return Ok(Outcome::Stopped) };
        let Some(after) = bundle(&self.after, self.format)? else { return Ok(Outcome::Stopped) };
        let changes = diff(&before, &after);
        match self.format {
            Format::Human => terminal::print_lines(&self.text(&changes))?,
            Format::Json => terminal::print_json(&json(&changes))?,
        }
        Ok(Outcome::Fine)
    }

    fn text(&self, changes: &[Change]) -> String {
        if changes.is_empty() {
            return "Nothing changes.\n".to_owned();
        }
        let mut text = format!("What it takes: {}\n\n", effort(changes).words());
        for change in changes {
            let (kind, name) = named(&change.subject);
            let word = word(change.what);
            let effort = change.effort.words();
            let _ = match kind {
                "file" => writeln!(text, "  {word:7}  {name}"),
                _ => writeln!(text, "  {word:7}  {name}: {effort}, {}", change.why),
            };
        }
        let _ = write!(text, "\n{}", plan(changes).trim_start());
        if self.text {
            for change in changes.iter().filter(|change| !change.text.is_empty()) {
                let _ = write!(text, "\n{}", change.text);
            }
        }
        text
    }
}

/// The bundle of a design, as this release makes it; nothing if its findings stop that.
fn bundle(path: &Path, format: Format) -> Result<Option<Bundle>, Failure> {
    let approved = approve(path, format, "There is no bundle of it: the errors have to go first.")?;
    Ok(approved.as_ref().map(Bundle::of).transpose()?)
}

fn json(changes: &[Change]) -> Value {
    let each: Vec<Value> = changes
        .iter()
        .map(|change| {
            let (kind, name) = named(&change.subject);
            let steps = change.steps.iter();
            let steps: Vec<Value> =
                steps.map(|step| json!({"what": step.what, "commands": step.commands})).collect();
            json!({
                "kind": kind,
                "name": name,
                "change": word(change.what),
                "effort": change.effort.words(),
                "why": change.why,
                "steps": steps,
                "text": change.text,
            })
        })
        .collect();
    json!({"effort": effort(changes).words(), "changes": each, "plan": plan(changes)})
}

fn named(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Cluster(name) => ("cluster", name),
        Subject::Object(name) => ("object", name),
        Subject::File(path) => ("file", path),
    }
}

fn word(what: What) -> &'static str {
    match what {
        What::Added => "added",
        What::Removed => "removed",
        What::Changed => "changed",
    }
}
