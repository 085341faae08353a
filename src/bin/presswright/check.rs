//! `presswright check`: every finding of a design, and its safe fixes.

use crate::failure::Failure;
use crate::finding::Findings;
use crate::report::{self, ReportFormat};
use crate::source::Source;
use crate::{Format, Outcome, replace, terminal};
use clap::{Args, ValueEnum};
use presswright::design::{Document, modernise};
use presswright::rules::{Approved, check, fix_all_safe};
use presswright::topology::Topology;
use std::path::{Path, PathBuf};

/// Check a design and say all that is wrong with it
#[derive(Args)]
pub struct Check {
    /// The design; - for standard input
    file: PathBuf,
    /// Make the fixes that are safe; a design from standard input goes to standard output
    #[arg(long)]
    fix: bool,
    /// End with 1 on these findings, too
    #[arg(long, value_name = "WHAT", value_enum)]
    deny: Option<Deny>,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings stop as errors do
    Warnings,
}

impl Check {
    pub fn run(self) -> Result<Outcome, Failure> {
        let piped = self.file.as_os_str() == "-";
        if self.fix && piped && self.format != ReportFormat::Human {
            return Err(Failure::Arguments(
                "with --fix a design from standard input goes to standard output, where the findings of this format would go, too; leave one of the two out",
            ));
        }
        let mut source = Source::read(&self.file)?;
        if self.fix {
            let mended = mend(&source.text)?;
            match &source.path {
                None => terminal::print(&mended)?,
                Some(path) if mended != source.text => {
                    replace::replace(path, mended.as_bytes(), replace::Durability::OnDisk)?;
                }
                Some(_) => {}
            }
            source.text = mended;
        }
        let findings = find(&source.text);
        report::tell(&findings, &source, self.format)?;
        let stops = findings.summary.errors > 0
            || (self.deny == Some(Deny::Warnings) && findings.summary.warnings > 0);
        Ok(if stops { Outcome::Stopped } else { Outcome::Fine })
    }
}

/// All that is wrong with a text.
pub fn find(text: &str) -> Findings {
    match Document::read(text) {
        Err(unreadable) => Findings::of_reading(text, &unreadable),
        Ok(document) => {
            let report = check(document.design(), &Topology::of(document.design()));
            Findings::of_rules(&document, &report)
        }
    }
}

/// The design of a file or bundle, as approved. Nothing if its findings stop that: then they are told, and
/// to a person also what there is not.
pub fn approve(path: &Path, format: Format, without: &str) -> Result<Option<Approved>, Failure> {
    let mut source = Source::open(path)?;
    source.text = modernise(&source.text).unwrap_or(source.text);
    if let Ok(document) = Document::read(&source.text)
        && let Ok(approved) = Approved::of(document)
    {
        return Ok(Some(approved));
    }
    report::tell(&find(&source.text), &source, format.into())?;
    if format == Format::Human {
        terminal::remark(without);
    }
    Ok(None)
}

/// The text with the safe fixes made, comments and all. One that cannot be read stays as it is.
fn mend(text: &str) -> Result<String, Failure> {
    let text = modernise(text).unwrap_or_else(|| text.to_owned());
    let Ok(document) = Document::read(&text) else { return Ok(text) };
    let mut design = document.design().clone();
    design.apply(&fix_all_safe(document.design()))?;
    Ok(document.reconciled(&design).text().to_owned())
}
