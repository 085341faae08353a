//! The rules' pages: docs/rules is what the doc comments say.
//!
//! To write it anew: `UPDATE_DOCS=1 cargo test --test rules pages`.

use crate::{finds, read, report, repository};
use presswright::rules::{RULES, index, page, words};
use std::collections::BTreeMap;
use std::fs;

const SECTIONS: [&str; 5] =
    ["## What it does", "## Why is this bad?", "## Example", "## How to mend it", "## Source"];

#[test]
fn the_pages_in_docs_are_those_of_the_rules() {
    let folder = repository("docs/rules");
    let mut made: BTreeMap<String, String> = RULES
        .iter()
        .map(|(rule, _)| (format!("{}.md", rule.code), page(rule.code).unwrap()))
        .collect();
    made.insert("README.md".to_owned(), index());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &made {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        // Written by hand: what the bundle is made so that no rule is needed.
        if name != "by-construction.md" {
            found.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&made), "UPDATE_DOCS=1 cargo test --test rules pages");
    for (name, text) in &made {
        assert_eq!(&found[name], text, "{name}: UPDATE_DOCS=1 cargo test --test rules pages");
    }
}

#[test]
fn every_page_has_the_same_sections_and_names_its_rule() {
    for (rule, _) in RULES {
        let page = page(rule.code).unwrap();
        let title = words(rule.code).unwrap().title;
        assert!(page.starts_with(&format!("# {}: {}\n", rule.code, title)));
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, SECTIONS, "{}", rule.code);
        for section in page.split("\n## ").skip(1) {
            assert!(section.lines().count() > 1, "{}: an empty section", rule.code);
        }
    }
    assert_eq!(page("PW-Z99"), None);
}

#[test]
fn every_example_does_what_the_page_says() {
    for (rule, _) in RULES {
        let page = page(rule.code).unwrap();
        let examples: Vec<&str> =
            page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        let [bad, good] = examples[..] else { panic!("{}: two examples", rule.code) };
        let found = |example: &str| {
            let text = format!("presswright: 1\nname: blog\n{example}");
            finds(&report(&read(&text)), rule.code)
        };
        assert!(found(bad), "{}: the example is not found", rule.code);
        assert!(!found(good), "{}: what to use instead is found too", rule.code);
    }
}
