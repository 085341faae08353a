//! What a chapter and a step are.

use super::Question;
use crate::design::{Design, Edit, Place};
use crate::rules::{Finding, Report, Severity};
use crate::topology::Topology;

/// What a check looks at.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The design.
    pub design: &'a Design,
    /// What the cluster will hold of it.
    pub topology: &'a Topology,
    /// What is wrong with it.
    pub report: &'a Report,
}

/// A chapter of the course.
pub struct Chapter {
    /// The word by which it is asked for, as in `#learn=etcd`.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Its steps, in order.
    pub steps: &'static [Step],
}

/// A step: something to find, to understand and to mend.
pub struct Step {
    /// Its name, which no other step of the chapter has.
    pub name: &'static str,
    /// What it is called; its section of the text has the same heading.
    pub title: &'static str,
    /// What must not be found any more.
    pub mends: &'static [Mend],
    /// What must hold besides: so that taking the whole thing away is no way out.
    pub besides: fn(&Seen) -> bool,
    /// The field that it is about.
    pub field: &'static str,
    /// One way to do it.
    pub solution: &'static [Change],
    /// What the learner says before the simulator does.
    pub questions: &'static [Question],
}

/// A finding that a step is about.
pub struct Mend {
    /// The rule.
    pub code: &'static str,
    /// Only at this part of the design; everywhere if empty.
    pub part: &'static str,
}

/// A field of the design and what it becomes.
pub struct Change {
    /// The field.
    pub field: &'static str,
    /// Its value.
    pub to: To,
}

/// What a field becomes.
pub enum To {
    /// Its default.
    Default,
    /// A word or a text.
    Text(&'static str),
    /// A number, a truth value or a measure.
    Plain(&'static str),
}

/// Nothing must hold besides.
pub(super) fn nothing(_: &Seen) -> bool {
    true
}

/// Everywhere.
pub(super) const fn everywhere(code: &'static str) -> Mend {
    Mend { code, part: "" }
}

/// A field that gets its default back.
pub(super) const fn default(field: &'static str) -> Change {
    Change { field, to: To::Default }
}

/// A field that gets a text.
pub(super) const fn text(field: &'static str, text: &'static str) -> Change {
    Change { field, to: To::Text(text) }
}

/// A field that gets a number or a measure.
pub(super) const fn plain(field: &'static str, value: &'static str) -> Change {
    Change { field, to: To::Plain(value) }
}

impl Mend {
    fn means(&self, finding: &Finding) -> bool {
        finding.code == self.code && finding.place.to_string().starts_with(self.part)
    }
}

impl Change {
    /// The change; nothing where the field is none.
    pub fn edit(&self) -> Option<Edit> {
        let path = self.field.parse().ok()?;
        Some(match self.to {
            To::Default => Edit::default(path),
            To::Text(text) => Edit::text(path, text),
            To::Plain(value) => Edit::plain(path, value),
        })
    }
}

impl Step {
    /// What of it is still found, and any error that its own field has got meanwhile.
    pub fn left<'a>(&self, seen: &Seen<'a>) -> impl Iterator<Item = &'a Finding> {
        let meant = |finding: &&Finding| {
            self.mends.iter().any(|mend| mend.means(finding))
                || finding.severity == Severity::Error
                    && finding.place.to_string().starts_with(self.field)
        };
        seen.report.findings().iter().filter(meant)
    }

    /// Whether it is done, whichever way.
    pub fn holds(&self, seen: &Seen) -> bool {
        self.left(seen).next().is_none() && (self.besides)(seen)
    }

    /// Where to look: at what is still found, else at its field.
    pub fn place(&self, seen: &Seen) -> Place {
        let found = self.left(seen).next().map(|finding| finding.place.clone());
        found.unwrap_or_else(|| self.field.parse().map(Place::at).unwrap_or_default())
    }

    /// One way to do it.
    pub fn solved(&self) -> Edit {
        Edit::Many(self.solution.iter().filter_map(Change::edit).collect())
    }
}
