//! `presswright share`: a design as a link that opens it in the page.

use crate::failure::Failure;
use crate::finding::Findings;
use crate::report;
use crate::source::Source;
use crate::{Format, Outcome, terminal};
use clap::Args;
use presswright::design::{Document, modernise};
use presswright::share::{EVERYWHERE, LONGEST, Reach, link};
use serde_json::json;
use std::path::PathBuf;

/// Print a link that opens a design in the page
#[derive(Args)]
pub struct Share {
    /// A design or a bundle; - for standard input
    file: PathBuf,
    /// The address of the page; the design comes after it, behind a #
    #[arg(short, long, value_name = "ADDRESS")]
    page: String,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Share {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut source = Source::open(&self.file)?;
        source.text = modernise(&source.text).unwrap_or(source.text);
        if let Err(unreadable) = Document::read(&source.text) {
            let findings = Findings::of_reading(&source.text, &unreadable);
            report::tell(&findings, &source, self.format.into())?;
            return Ok(Outcome::Stopped);
        }
        let link = link(&self.page, &source.text);
        let signs = link.chars().count();
        let reach = Reach::of(signs);
        if reach == Reach::Nowhere {
            return Err(Failure::LongLink { signs });
        }
        match self.format {
            Format::Human => terminal::print(&format!("{link}\n"))?,
            Format::Json => terminal::print_json(&json!({"link": link, "characters": signs}))?,
        }
        if reach == Reach::MostPlaces && self.format == Format::Human {
            terminal::remark(&format!(
                "The link has {signs} of at most {LONGEST} characters; above {EVERYWHERE} some chat tools cut it."
            ));
        }
        Ok(Outcome::Fine)
    }
}
