//! Findings as SARIF 2.1.0, which code scanning services read.

use crate::catalogue::entry;
use crate::finding::{Finding, Findings, Severity};
use crate::source::Source;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The log of one run.
pub fn log(findings: &Findings, source: &Source) -> Value {
    // A result names its rule by its place in the list of those that found something.
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &findings.findings {
        rules.entry(finding.code).or_default();
    }
    for (index, place) in rules.values_mut().enumerate() {
        *place = index;
    }
    let described: Vec<Value> = rules.keys().filter_map(|code| rule(code)).collect();
    let results: Vec<Value> = findings
        .findings
        .iter()
        .map(|finding| result(finding, rules.get(finding.code).copied(), source))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "presswright",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": described,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str) -> Option<Value> {
    let entry = entry(code)?;
    let level = match entry.severity.as_str() {
        "error" => "error",
        "warning" => "warning",
        _ => "note",
    };
    Some(json!({
        "id": entry.code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.why},
        "help": {"text": entry.page(), "markdown": entry.page()},
        "defaultConfiguration": {"level": level},
    }))
}

fn result(finding: &Finding, rule: Option<usize>, source: &Source) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    };
    let path = finding.place.path.as_str();
    let uri = source.path.as_ref().map_or_else(|| "stdin".to_owned(), |path| uri(path));
    json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": level,
        "message": {"text": finding.message},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": uri},
                "region": {"startLine": finding.place.line, "startColumn": finding.place.column},
            },
            "logicalLocations": [{
                "name": finding.place.thing,
                "fullyQualifiedName": if path.is_empty() { "design" } else { path },
            }],
        }],
    })
}

/// A path as a URI reference (RFC 3986): relative as given, or `file:`.
fn uri(path: &Path) -> String {
    let mut text = if path.is_absolute() { "file://".to_owned() } else { String::new() };
    for byte in path.display().to_string().replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri(Path::new("my designs/50%.yaml")), "my%20designs/50%25.yaml");
        assert_eq!(uri(Path::new("a:b.yaml")), "a%3Ab.yaml");
    }
}
