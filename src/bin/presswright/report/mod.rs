//! The ways in which findings are written.

mod github;
mod human;
mod sarif;

pub use human::sum;

use crate::Format;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::source::Source;
use crate::terminal;
use clap::ValueEnum;

/// How findings are written.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a person, on standard error
    #[default]
    Human,
    /// For a program: one JSON value on standard output
    Json,
    /// Annotations of a GitHub workflow, on standard output
    Github,
    /// SARIF 2.1.0 for code scanning, on standard output
    Sarif,
}

impl From<Format> for ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => ReportFormat::Human,
            Format::Json => ReportFormat::Json,
        }
    }
}

/// Writes the findings of a text.
pub fn tell(findings: &Findings, source: &Source, format: ReportFormat) -> Result<(), Failure> {
    match format {
        ReportFormat::Human => {
            terminal::remark(&human::write(findings, source));
            Ok(())
        }
        ReportFormat::Json => terminal::print_json(findings),
        ReportFormat::Github => terminal::print(&github::write(findings, source)),
        ReportFormat::Sarif => terminal::print_json(&sarif::log(findings, source)),
    }
}
