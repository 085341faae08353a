//! A rule's page: the doc comment of its file, with its title and its `why` in it.
//!
//! Nothing that runs in the page calls this, so that the text is not linked into it; there the
//! rendered pages are fetched.

use super::table::{RULES, source, words};
use super::{Rule, rule};
use std::fmt::Write as _;

/// The page of the rule with that code, as Markdown.
pub fn page(code: &str) -> Option<String> {
    let (rule, status) = rule(code)?;
    let words = words(code)?;
    let sections: String = source(code)?
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .collect();
    // The reason is also shown by itself, beside a finding; here it takes its place.
    let reason = format!("## Why is this bad?\n{}\n\n## Example", words.why);
    let sections = sections.replacen("## Example", &reason, 1);
    Some(format!(
        "# {}: {}\n\nSeverity: {}. Status: {}.\n\n{sections}",
        rule.code,
        words.title,
        rule.severity,
        status.word()
    ))
}

/// The list of all rules, as Markdown.
pub fn index() -> String {
    let mut text = "# Rules\n\nMade from the rules' own files. Errors stop an export; warnings and advice do not.\nWhat cannot go wrong, since the bundle is made so: [by construction](by-construction.md).\n".to_owned();
    let mut part = "";
    for (Rule { code, severity, .. }, status) in RULES {
        let title = words(code).map_or("", |words| words.title);
        let here = part_of(code);
        if here != part {
            part = here;
            let _ = write!(
                text,
                "\n## {part}\n\n| code | severity | finds | status |\n|---|---|---|---|\n"
            );
        }
        let _ =
            writeln!(text, "| [{code}]({code}.md) | {severity} | {title} | {} |", status.word());
    }
    text
}

/// The part of a design that a code's letter stands for.
fn part_of(code: &str) -> &'static str {
    match code.get(3..4) {
        Some("C") => "Cluster",
        Some("M") => "Machines",
        Some("N") => "NFS and volumes",
        Some("S") => "Storage",
        Some("E") => "etcd",
        Some("P") => "Percona",
        Some("W") => "WordPress",
        Some("A") => "Autoscaling",
        Some("K") => "Kubernetes objects",
        _ => "Security",
    }
}
