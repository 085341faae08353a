//! The forms in which findings are written: JSON, GitHub's annotations, SARIF.

use crate::program::{preset, run, run_with};
use serde_json::Value;
use std::fs;

/// A text whose names and values try to break out of every form.
const HOSTILE: &str = "presswright: 1\nname: \"a,b:c%0A::error::\\n::warning::x\\e[31m\"\nmachines:\n  - {name: \"<b>&'\\\"`$(id)\\n::set-output name=x::y\", cpu: 2, memory: 1Gi}\n\"key,with:all%\": 1\n";

#[test]
fn json_follows_its_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("../fixtures/cli/findings.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let presets = ["lab", "article-2017", "small", "cloud", "large"].map(preset);
    for text in presets.iter().map(String::as_str).chain([HOSTILE, "", "presswright: 0\n"]) {
        let found = run_with(["check", "-", "--format", "json"], text.as_bytes()).json();
        let wrong: Vec<String> = validator
            .iter_errors(&found)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert_eq!(wrong, Vec::<String>::new(), "{found}");
        let findings = found["findings"].as_array().unwrap();
        let count = |severity: &str| {
            findings.iter().filter(|finding| finding["severity"] == severity).count()
        };
        let summary = &found["summary"];
        assert_eq!(summary["errors"], count("error"));
        assert_eq!(summary["warnings"], count("warning"));
        assert_eq!(summary["advice"], count("advice"));
    }
    // The schema itself says no to what is not ours.
    assert!(!validator.is_valid(&serde_json::json!({"findings": [], "summary": {"errors": 0}})));
}

#[test]
fn no_name_becomes_a_workflow_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a,b:c%.yaml");
    fs::write(&path, HOSTILE).unwrap();
    let run = run(["check", path.to_str().unwrap(), "--format", "github"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let findings =
        crate::program::run(["check", path.to_str().unwrap(), "--format", "json"]).json();
    let count = findings["findings"].as_array().unwrap().len();
    assert_eq!(run.out.lines().count(), count, "one line each: {}", run.out);
    for line in run.out.lines() {
        assert!(line.starts_with("::error file="), "{line}");
        let (properties, message) =
            line.strip_prefix("::error ").unwrap().split_once("::").unwrap();
        assert!(properties.contains("a%2Cb%3Ac%25.yaml,line="), "{properties}");
        assert_eq!(properties.split(',').count(), 4, "{properties}");
        assert!(properties.split(',').all(|property| property.contains('=')), "{properties}");
        assert!(!message.contains('\u{1b}'), "{message}");
    }
}

#[test]
fn github_calls_the_severities_by_its_own_words() {
    for (text, word) in [(HOSTILE.to_owned(), "error"), (preset("lab"), "warning")] {
        let run = run_with(["check", "-", "--format", "github"], text.as_bytes());
        let start = format!("::{word} line=");
        assert!(run.out.lines().any(|line| line.starts_with(&start)), "{}", run.out);
    }
}

#[test]
fn sarif_has_the_shape_that_code_scanning_reads() {
    for text in [preset("article-2017"), HOSTILE.to_owned(), String::new()] {
        let log = run_with(["check", "-", "--format", "sarif"], text.as_bytes()).json();
        assert_eq!(log["version"], "2.1.0");
        assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
        let run = &log["runs"][0];
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "presswright");
        assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            assert!(rule["shortDescription"]["text"].is_string());
            assert!(rule["fullDescription"]["text"].is_string());
            assert!(rule["help"]["markdown"].as_str().unwrap().contains("Why is this bad?"));
        }
        let results = run["results"].as_array().unwrap();
        assert!(!results.is_empty());
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert_eq!(rules[index]["defaultConfiguration"]["level"], result["level"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
            assert!(place["region"]["startColumn"].as_u64().unwrap() >= 1);
            assert_eq!(place["artifactLocation"]["uri"], "stdin");
        }
    }
}
