//! `presswright open`: the design out of a bundle, in today's format.

use crate::failure::Failure;
use crate::finding::Findings;
use crate::report;
use crate::source::Source;
use crate::{Format, Outcome, replace, terminal};
use clap::Args;
use presswright::design::{Document, modernise};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Take the design out of a bundle, a picture or a link, or bring an old design to today's format
#[derive(Args)]
pub struct Open {
    /// A bundle (zip or folder), a picture (SVG or PNG), a link or a design; - for standard input
    bundle: PathBuf,
    /// Write to this file instead of standard output; of files that are there already, only the
    /// one that is opened is replaced
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Open {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut source = Source::open(&self.bundle)?;
        let newer = modernise(&source.text);
        let mended = newer.is_some();
        source.text = newer.unwrap_or(source.text);
        if let Err(unreadable) = Document::read(&source.text) {
            // What cannot be read may hold anything; it goes to no terminal as it is.
            let findings = Findings::of_reading(&source.text, &unreadable);
            report::tell(&findings, &source, self.format.into())?;
            return Ok(Outcome::Stopped);
        }
        if let Some(path) = &self.output {
            if is_same(path, &self.bundle) {
                replace::replace(path, source.text.as_bytes(), replace::Durability::OnDisk)?;
            } else {
                replace::create(path, source.text.as_bytes())?;
            }
        }
        match (self.format, &self.output) {
            (Format::Json, written) => terminal::print_json(&json!({
                "text": source.text,
                "modernised": mended,
                "written": written.as_ref().map(|path| path.display().to_string()),
            }))?,
            (Format::Human, None) => terminal::print(&source.text)?,
            (Format::Human, Some(path)) => {
                let path = terminal::visible(&path.display().to_string());
                terminal::remark(&format!("Wrote {path}."));
            }
        }
        if mended && self.format == Format::Human {
            terminal::remark("The design was of an old format; this is today's.");
        }
        Ok(Outcome::Fine)
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}
