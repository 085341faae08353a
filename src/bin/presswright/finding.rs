//! A finding as it is told: the same for a mistake in the text and for what a rule found.

use presswright::design::{Document, Unreadable, modernise};
use presswright::document::{Mistake, MistakeKind, Node, Path, Span, Step, parse};
use presswright::rules::{self, Remark, Report};
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Advice,
}

/// A finding with its place in the text.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    pub title: &'static str,
    pub message: String,
    pub why: &'static str,
    pub place: Place,
    pub fix: Option<Fix>,
    /// The part of the text that is pointed at.
    #[serde(skip)]
    pub span: Span,
}

/// Where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The field: `machines[2].memory`; empty for the design as a whole.
    pub path: String,
    /// The thing that it belongs to, by its name on the canvas.
    pub thing: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

/// What would mend it.
#[derive(Clone, Debug, Serialize)]
pub struct Fix {
    pub title: String,
    pub safe: bool,
}

/// All findings of one text.
#[derive(Clone, Debug, Serialize)]
pub struct Findings {
    pub findings: Vec<Finding>,
    pub summary: Summary,
}

/// How many there are of each severity.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Summary {
    pub errors: usize,
    pub warnings: usize,
    pub advice: usize,
}

impl Summary {
    /// Of the findings that do not stop an export.
    pub fn of_remarks(remarks: &[Remark]) -> Self {
        let of = |severity| remarks.iter().filter(|remark| remark.severity == severity).count();
        Self {
            errors: of(rules::Severity::Error),
            warnings: of(rules::Severity::Warning),
            advice: of(rules::Severity::Advice),
        }
    }
}

impl Findings {
    fn of(findings: Vec<Finding>) -> Self {
        let mut summary = Summary::default();
        for finding in &findings {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Advice => summary.advice += 1,
            }
        }
        Self { findings, summary }
    }

    /// What keeps a text from being read.
    pub fn of_reading(text: &str, unreadable: &Unreadable) -> Self {
        let root = parse(text).0;
        let told = |mistake| of_mistake(mistake, text, root.as_ref());
        Self::of(unreadable.mistakes.iter().map(told).collect())
    }

    /// What the rules found in a document.
    pub fn of_rules(document: &Document, report: &Report) -> Self {
        Self::of(report.findings().iter().map(|finding| of_rule(finding, document)).collect())
    }
}

fn of_mistake(mistake: &Mistake, text: &str, root: Option<&Node>) -> Finding {
    let Mistake { kind, span, path, message, hint, mend: _ } = mistake;
    let old = *kind == MistakeKind::OtherFormat && modernise(text).is_some();
    Finding {
        code: kind.code(),
        severity: Severity::Error,
        title: kind.title(),
        message: match hint {
            Some(hint) => format!("{message} ({hint})"),
            None => message.clone(),
        },
        why: kind.why(),
        place: Place {
            path: path.to_string(),
            thing: thing(path, root),
            line: span.line,
            column: span.column,
        },
        fix: old.then(|| Fix { title: "Bring it to today's format".to_owned(), safe: true }),
        span: *span,
    }
}

/// The thing at a path of a text that is no design yet: a machine by its name, if it has one.
fn thing(path: &Path, root: Option<&Node>) -> String {
    let machine = match (path.steps(), root) {
        ([part @ Step::Key(key), index @ Step::Index(_), ..], Some(root)) if key == "machines" => {
            let machine = [part, index].into_iter().fold(Path::top(), |path, step| match step {
                Step::Key(key) => path.key(key),
                Step::Index(index) => path.index(*index),
            });
            root.nearest(&machine).get("name").and_then(Node::text)
        }
        _ => None,
    };
    match (machine, path.steps().first()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(Step::Key(part))) => part.clone(),
        _ => "design".to_owned(),
    }
}

fn of_rule(finding: &rules::Finding, document: &Document) -> Finding {
    let rules::Finding { code, severity, message, place, fix } = finding;
    let words = rules::words(code);
    let span = document.span(place);
    Finding {
        code,
        severity: match severity {
            rules::Severity::Error => Severity::Error,
            rules::Severity::Warning => Severity::Warning,
            rules::Severity::Advice => Severity::Advice,
        },
        title: words.map_or("", |words| words.title),
        message: message.clone(),
        why: words.map_or("", |words| words.why),
        place: Place {
            path: place.to_string(),
            thing: place.thing(document.design()),
            line: span.line,
            column: span.column,
        },
        fix: fix.as_ref().map(|fix| Fix { title: fix.title.clone(), safe: fix.safe }),
        span,
    }
}
