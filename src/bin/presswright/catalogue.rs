//! Everything that can be found: the rules' findings and the mistakes of reading, by their codes.

use presswright::document::MistakeKind;
use presswright::rules::{RULES, page, words};
use serde::Serialize;

/// What stands behind a code.
#[derive(Serialize)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// error, warning or advice.
    pub severity: String,
    /// What it finds, in one short sentence.
    pub title: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// stable or preview.
    pub status: &'static str,
}

impl Entry {
    /// Its page, as Markdown.
    pub fn page(&self) -> String {
        page(self.code).unwrap_or_else(|| {
            format!(
                "# {}: {}\n\nSeverity: {}. Status: {}.\n\n## Why is this bad?\n{}\n",
                self.code, self.title, self.severity, self.status, self.why
            )
        })
    }
}

/// All of them: reading first, then the rules in the order of the table.
pub fn entries() -> Vec<Entry> {
    let reading = MistakeKind::ALL.iter().map(|kind| Entry {
        code: kind.code(),
        severity: "error".to_owned(),
        title: kind.title(),
        why: kind.why(),
        status: "stable",
    });
    let rules = RULES.iter().filter_map(|(rule, status)| {
        let words = words(rule.code)?;
        Some(Entry {
            code: rule.code,
            severity: rule.severity.to_string(),
            title: words.title,
            why: words.why,
            status: status.word(),
        })
    });
    reading.chain(rules).collect()
}

/// The one with that code, whatever its case.
pub fn entry(code: &str) -> Option<Entry> {
    entries().into_iter().find(|entry| entry.code.eq_ignore_ascii_case(code))
}
