//! For each rule a design that passes and one that fails.

use crate::{finds, read, report, repository};
use presswright::design::Edit;
use presswright::rules::{Finding, Fix, RULES, Words, words};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

#[test]
fn every_rule_finds_its_failing_design_and_lets_the_other_pass() {
    let mut wrong = Vec::new();
    for (rule, _) in RULES {
        for (name, wanted) in [("fail", true), ("pass", false)] {
            let report = report(&read(&fixture(rule.code, name)));
            if finds(&report, rule.code) != wanted {
                wrong.push(format!("{} {name}.yaml", rule.code));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_finding_reads_as_it_did() {
    for (rule, _) in RULES {
        let report = report(&read(&fixture(rule.code, "fail")));
        let found: Vec<String> = report
            .findings()
            .iter()
            .filter(|finding| finding.code == rule.code)
            .map(in_words)
            .collect();
        insta::assert_snapshot!(rule.code, found.join("\n"));
    }
}

#[test]
fn every_rule_has_a_code_and_a_file_of_its_own() {
    let codes: Vec<&str> = RULES.iter().map(|(rule, _)| rule.code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "in order, none twice: {codes:?}");
    let well_formed = |code: &&str| {
        let (letter, digits) = code.strip_prefix("PW-").unwrap().split_at(1);
        "CMNSEPWAKX".contains(letter) && digits.len() == 2 && digits.parse::<u8>().is_ok()
    };
    assert!(codes.iter().all(well_formed), "{codes:?}");
    let files: BTreeSet<String> = fs::read_dir(repository("src/rules"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .filter(|text| text.contains("const RULE: Rule"))
        .map(|text| text.split_once("code: \"").unwrap().1.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes, files.iter().map(String::as_str).collect::<Vec<_>>());
    let folders: BTreeSet<String> = fs::read_dir(repository("tests/fixtures/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, folders, "a folder of fixtures for each rule, and no other");
}

/// The words are for people: short, plain, and they end.
#[test]
fn titles_and_messages_are_sentences() {
    for (rule, _) in RULES {
        let Words { title, why } = words(rule.code).unwrap();
        assert!(!title.ends_with('.') && title.len() < 90, "{title}");
        assert!(why.ends_with('.') && why.len() < 420, "{}: {why}", rule.code);
        for finding in report(&read(&fixture(rule.code, "fail"))).findings() {
            let message = &finding.message;
            assert!(message.ends_with('.') && message.len() < 200, "{}: {message}", rule.code);
            assert!(!message.contains(['!', '\n']), "{}: {message}", rule.code);
        }
    }
}

fn fixture(code: &str, name: &str) -> String {
    let path = repository(&format!("tests/fixtures/rules/{code}/{name}.yaml"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn in_words(finding: &Finding) -> String {
    let fix = finding.fix.as_ref().map_or("none".to_owned(), |fix| {
        format!("{} ({})", fix.title, if fix.safe { "safe" } else { "not safe" })
    });
    let Finding { code, severity, message, place, .. } = finding;
    let why = words(code).unwrap().why;
    format!("{severity} {code}: {message}\nat {place}\nwhy: {why}\nfix: {fix}\n")
}

/// The most machines and members that a document may hold, each with something wrong.
#[test]
fn a_design_full_of_faults_is_checked_in_linear_space() {
    let mut text = "presswright: 1\nname: a\nmachines:\n".to_owned();
    for number in 0..5000 {
        writeln!(text, "  - {{name: m{number}, memory: 1Gi}}").unwrap();
    }
    text += "nfs: {machine: m1, clients: 10.0.0.0/8}\netcd:\n  members:\n";
    for _ in 0..500 {
        text += "    - {}\n";
    }
    let report = report(&read(&text));
    let of = |code| report.findings().iter().filter(|one| one.code == code).count();
    assert_eq!((of("PW-M05"), of("PW-E09"), of("PW-E07")), (5000, 500, 1));
    let edits: usize = report.findings().iter().filter_map(|one| one.fix.as_ref()).map(edits).sum();
    assert!(edits <= report.findings().len() + 5000, "{edits} edits");
}

fn edits(fix: &Fix) -> usize {
    match &fix.edit {
        Edit::Many(edits) => edits.len(),
        _ => 1,
    }
}
