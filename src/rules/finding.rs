//! What a check gives: findings, and the report that holds them.

use crate::design::{Edit, Place};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// It would not run, or would lose data without a word. Nothing is exported.
    Error,
    /// It runs, but not as a person would expect of it.
    Warning,
    /// It could be better.
    Advice,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        })
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Code of the rule: `PW-S04`. [`words`](super::words) says why it matters.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong with this design, with its names and figures, in one sentence.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What would mend it, where a change of the design can.
    pub fix: Option<Fix>,
}

/// A change that removes a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as an order: "Use local volumes".
    pub title: String,
    /// The change.
    pub edit: Edit,
    /// Whether it can neither lose data nor change what runs in a way that surprises.
    pub safe: bool,
}

/// Every finding of a check: errors first, then in the order of the document, then by code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    pub(super) fn of(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// The findings, in order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many findings stop an export.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many findings warn.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// How many findings advise.
    pub fn advice(&self) -> usize {
        self.count(Severity::Advice)
    }

    /// Whether anything stops an export.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}
