//! What a rule is, and how it tells what it found.

use super::view::View;
use super::{Finding, Fix, Severity};
use crate::design::{Edit, Place};

/// A rule. What it is called and why it matters stand in its [`Words`].
pub struct Rule {
    /// Its code: a letter for the part, two digits.
    pub code: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    pub(super) check: fn(&View<'_>, &mut Findings<'_>),
}

/// A rule in words. Its page is the doc comment of its file, with these in it.
///
/// They are apart from the rule so that the browser's code, which checks and fetches the pages, does
/// not hold them.
pub struct Words {
    /// What it finds, in one short sentence.
    pub title: &'static str,
    /// Why that matters, in one to three sentences.
    pub why: &'static str,
}

/// How settled a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its code, meaning and severity stay.
    Stable,
    /// It may still change.
    Preview,
}

impl Status {
    /// In lower case, for tables.
    pub fn word(self) -> &'static str {
        match self {
            Status::Stable => "stable",
            Status::Preview => "preview",
        }
    }
}

/// Where a rule puts what it found.
pub(super) struct Findings<'a> {
    rule: &'static Rule,
    into: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) fn of(rule: &'static Rule, into: &'a mut Vec<Finding>) -> Self {
        Self { rule, into }
    }

    /// Adds a finding.
    pub(super) fn add(&mut self, place: Place, message: String) {
        self.push(place, message, None);
    }

    /// Adds a finding and what would mend it, for a person to decide.
    pub(super) fn add_with_fix(&mut self, place: Place, message: String, title: &str, edit: Edit) {
        self.push(place, message, Some(Fix { title: title.to_owned(), edit, safe: false }));
    }

    /// Adds a finding and what mends it without a risk.
    pub(super) fn add_with_safe_fix(
        &mut self,
        place: Place,
        message: String,
        title: &str,
        edit: Edit,
    ) {
        self.push(place, message, Some(Fix { title: title.to_owned(), edit, safe: true }));
    }

    fn push(&mut self, place: Place, message: String, fix: Option<Fix>) {
        let Rule { code, severity, .. } = *self.rule;
        self.into.push(Finding { code, severity, message, place, fix });
    }
}

/// Gives the place a word or a text.
pub(super) fn set_text(place: &Place, value: &str) -> Edit {
    Edit::text(place.path().clone(), value)
}

/// Gives the place a number, a truth value or a measure.
pub(super) fn set(place: &Place, value: impl ToString) -> Edit {
    Edit::plain(place.path().clone(), value)
}

/// Gives the place its default.
pub(super) fn reset(place: &Place) -> Edit {
    Edit::default(place.path().clone())
}
