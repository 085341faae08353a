//! Findings for a person: each with its line of the text and a caret.
//!
//! The drawing is that of annotate-snippets, which draws rustc's own: wide characters, tabs and
//! columns beyond the terminal's width are its trade.

use crate::finding::{Finding, Findings, Severity, Summary};
use crate::source::Source;
use crate::terminal::{render, shown, visible};
use annotate_snippets::{AnnotationKind, Level, Snippet};
use presswright::document::{Node, Path, parse};
use std::fmt::Write;
use std::ops::Range;

/// How the codes of reading mistakes begin: those say in words what is missing.
const READING: &str = "PW-D";

pub fn write(findings: &Findings, source: &Source) -> String {
    let lines: Vec<&str> = source.text.split('\n').collect();
    let root = parse(&source.text).0;
    let mut text = String::new();
    for finding in &findings.findings {
        text.push_str(&one(finding, &lines, root.as_ref(), source));
        text.push_str("\n\n");
    }
    let _ = write!(text, "{}: {}", visible(&source.name), sum(findings.summary));
    text
}

fn one(finding: &Finding, lines: &[&str], root: Option<&Node>, source: &Source) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name("advice"),
    };
    let line = lines.get(finding.span.line.saturating_sub(1)).copied().unwrap_or_default();
    let (shown, caret) = pointed(line, finding, &source.text);
    let snippet = Snippet::source(shown)
        .line_start(finding.span.line)
        .path(visible(&source.name))
        .annotation(AnnotationKind::Primary.span(caret).label(left_out(finding, root)));
    let mut group = level
        .primary_title(visible(&finding.message))
        .id(finding.code)
        .element(snippet)
        .element(Level::NOTE.message(visible(finding.why)));
    if let Some(fix) = &finding.fix {
        let how = if fix.safe { "safe; --fix makes it" } else { "for you to decide" };
        let told = format!("{} ({how})", visible(&fix.title));
        group = group.element(Level::HELP.with_name("fix").message(told));
    }
    render(&[group])
}

/// What the caret cannot point at: a field that is left to its default.
fn left_out(finding: &Finding, root: Option<&Node>) -> Option<String> {
    let path: Path = finding.place.path.parse().ok()?;
    let by_rule = !finding.code.starts_with(READING);
    (by_rule && !root?.has(&path)).then(|| format!("{} is left out", visible(&finding.place.path)))
}

/// The line with its control characters made visible, and the bytes of it to point at.
fn pointed(line: &str, finding: &Finding, text: &str) -> (String, Range<usize>) {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let width = |characters: usize| -> usize {
        line.chars().take(characters).map(|character| seen(character).len_utf8()).sum()
    };
    let span = finding.span;
    let inside = text.get(span.start..span.end).unwrap_or_default();
    let long = inside.lines().next().unwrap_or_default().chars().count().max(1);
    let first = span.column.saturating_sub(1);
    let shown: String = line.chars().map(seen).collect();
    (shown, width(first)..width(first + long))
}

/// Tabs are left to the drawing, which knows their width.
fn seen(character: char) -> char {
    if character == '\t' { character } else { shown(character) }
}

/// How many findings there are, in words.
pub fn sum(summary: Summary) -> String {
    let Summary { errors, warnings, advice } = summary;
    let count = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let said: Vec<String> = [
        count(errors, "error", "errors"),
        count(warnings, "warning", "warnings"),
        count(advice, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if said.is_empty() { "no findings".to_owned() } else { said.join(", ") }
}
