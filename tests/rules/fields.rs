//! The settings of the inspector and the rules that say most about them.

use crate::{read, report, repository};
use presswright::document::Path;
use presswright::editor::{RULES_OF_FIELDS, Thing, form, rule_of};
use presswright::rules::RULES;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The settings of which each rule speaks in its failing design, and those that the inspector shows.
fn spoken_of() -> (BTreeMap<String, BTreeSet<&'static str>>, BTreeSet<String>) {
    let mut spoken: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    let mut shown = BTreeSet::new();
    for (rule, _) in RULES {
        let path = format!("tests/fixtures/rules/{}/fail.yaml", rule.code);
        let design = read(&fs::read_to_string(repository(&path)).unwrap());
        for finding in report(&design).findings().iter().filter(|one| one.code == rule.code) {
            let setting = without_places(&finding.place.to_string());
            spoken.entry(setting).or_default().insert(rule.code);
            let fields = form(&design, Thing::of_place(&finding.place));
            shown.extend(fields.iter().map(|field| without_places(&field.path.to_string())));
        }
    }
    (spoken, shown)
}

/// `machines[2].cpu` is `machines[].cpu`.
fn without_places(path: &str) -> String {
    path.chars().filter(|sign| !sign.is_ascii_digit() || !path.contains('[')).collect()
}

#[test]
fn each_rule_speaks_of_its_setting_and_no_setting_is_left_out() {
    let (spoken, shown) = spoken_of();
    for (setting, code) in RULES_OF_FIELDS {
        let codes = spoken.get(*setting);
        assert!(codes.is_some_and(|codes| codes.contains(code)), "{code} is not of {setting}");
    }
    let listed = |setting: &&String| !RULES_OF_FIELDS.iter().any(|(own, _)| own == *setting);
    let left_out: Vec<&String> =
        spoken.keys().filter(|setting| shown.contains(*setting)).filter(listed).collect();
    assert_eq!(left_out, Vec::<&String>::new(), "settings without their rule");
}

#[test]
fn a_setting_in_a_list_has_the_rule_of_all_of_them() {
    let path: Path = "machines[2].cpu".parse().unwrap();
    assert_eq!(rule_of(&path), Some("PW-M11"));
    assert_eq!(rule_of(&"percona.replicas".parse().unwrap()), Some("PW-P02"));
    assert_eq!(rule_of(&"percona".parse().unwrap()), None);
}
