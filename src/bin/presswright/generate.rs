//! `presswright generate`: the bundle of a design, as a zip or a folder.

use crate::check::find;
use crate::failure::Failure;
use crate::finding::{Findings, Summary};
use crate::report::{self, ReportFormat};
use crate::source::Source;
use crate::threads::Threads;
use crate::{Format, Outcome, folder, replace, terminal};
use clap::Args;
use presswright::bundle::Bundle;
use presswright::design::Document;
use presswright::rules::Approved;
use serde_json::{Value, json};
use std::mem::forget;
use std::path::{Path, PathBuf};

/// Check a design and write its bundle
#[derive(Args)]
pub struct Generate {
    /// The design; - for standard input
    file: PathBuf,
    /// Where the bundle goes: a zip if the name ends in .zip, otherwise a folder that is new, empty
    /// or holds a bundle
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Generate {
    pub fn run(self) -> Result<Outcome, Failure> {
        let source = Source::read(&self.file)?;
        let approved = match Document::read(&source.text) {
            Ok(document) => Approved::of(document).ok(),
            Err(_) => None,
        };
        let Some(approved) = approved else {
            let findings = find(&source.text);
            match self.format {
                Format::Human => report::tell(&findings, &source, ReportFormat::Human)?,
                Format::Json => terminal::print_json(&result(&findings, Value::Null)?)?,
            }
            if self.format == Format::Human {
                terminal::remark("Nothing was written: the errors have to go first.");
            }
            return Ok(Outcome::Stopped);
        };
        let bundle = if is_zip(&self.output) {
            let (bundle, zip) = Bundle::zipped_by(&Threads, &approved)?;
            replace::replace(&self.output, &zip, replace::Durability::CanBeMadeAgain)?;
            bundle
        } else {
            let bundle = Bundle::made_by(&Threads, &approved)?;
            folder::replace(&self.output, &bundle.files)?;
            bundle
        };
        self.tell(&bundle, &approved)?;
        // The process ends here: taking a hundred thousand values apart first is time lost.
        forget((bundle, approved));
        Ok(Outcome::Fine)
    }

    fn tell(&self, bundle: &Bundle, approved: &Approved) -> Result<(), Failure> {
        let path = self.output.display().to_string();
        match self.format {
            Format::Human => {
                let path = terminal::visible(&path);
                terminal::remark(&format!("Wrote {path}: {} files.", bundle.files.len()));
                let open = Summary::of_remarks(approved.remarks());
                if open.warnings + open.advice > 0 {
                    let said = report::sum(open);
                    terminal::remark(&format!("The design has {said}: presswright check"));
                }
                Ok(())
            }
            Format::Json => {
                let files: Vec<&str> = bundle.files.iter().map(|file| file.path.as_str()).collect();
                let written = json!({"path": path, "files": files});
                terminal::print_json(&result(&find(approved.text()), written)?)
            }
        }
    }
}

/// The findings as `check` gives them, and what was written.
fn result(findings: &Findings, written: Value) -> Result<Value, Failure> {
    let mut value = serde_json::to_value(findings)?;
    if let Some(object) = value.as_object_mut() {
        object.insert("written".to_owned(), written);
    }
    Ok(value)
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}
