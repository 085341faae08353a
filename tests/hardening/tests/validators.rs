//! What the validators say of every design: nothing but the closed list of exceptions, each of which
//! still occurs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use hardening_tests::case::{Case, cases};
use hardening_tests::exception::EXCEPTIONS;
use hardening_tests::finding::{By, Looked};
use hardening_tests::tool::Written;

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| cases().unwrap());
static WRITTEN: LazyLock<Written> = LazyLock::new(|| Written::of(&CASES).unwrap());

/// Fails for a finding that is no exception, and for an exception that no fixed design shows.
fn only_exceptions(by: By, looked: &Looked) {
    let names: BTreeSet<String> = CASES.iter().map(|case| case.name.clone()).collect();
    assert_eq!(looked.read, names, "{by:?} did not read every design");
    let mut used = BTreeSet::new();
    let mut more = BTreeSet::new();
    for finding in &looked.findings {
        let case = CASES.iter().find(|case| case.name == finding.case).unwrap();
        let mut fitting = EXCEPTIONS.iter().enumerate().filter(|(_, one)| one.fits(finding, case));
        match fitting.next() {
            Some((index, _)) if case.fixed => {
                used.insert(index);
            }
            Some(_) => {}
            None => {
                more.insert(finding.to_string());
            }
        }
        assert!(fitting.next().is_none(), "two exceptions of one finding: {finding}");
    }
    let stale: Vec<&str> = EXCEPTIONS
        .iter()
        .enumerate()
        .filter(|(index, one)| one.by == by && !used.contains(index))
        .map(|(_, one)| one.check)
        .collect();
    let more: Vec<String> = more.into_iter().collect();
    assert!(more.is_empty(), "{} findings of {by:?}:\n{}", more.len(), more.join("\n"));
    assert!(stale.is_empty(), "exceptions of {by:?} that no longer occur: {stale:?}");
    println!("{by:?}: {} designs, {} findings, all exceptions", names.len(), looked.findings.len());
}

#[test]
fn checkov_finds_nothing_more() {
    only_exceptions(By::Checkov, &WRITTEN.checkov().unwrap());
}

#[test]
fn kube_score_finds_nothing_more() {
    only_exceptions(By::KubeScore, &WRITTEN.kube_score().unwrap());
}

#[test]
fn monokle_finds_nothing_more() {
    only_exceptions(By::Monokle, &WRITTEN.monokle().unwrap());
}

#[test]
fn yamllint_finds_nothing() {
    assert_eq!(WRITTEN.yamllint().unwrap(), "");
}
