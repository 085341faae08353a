//! ## What it does
//! Finds four, six or eight replicas.
//!
//! ## Example
//! ```yaml
//! percona: {replicas: 4}
//! ```
//! Use instead:
//! ```yaml
//! percona: {replicas: 3}
//! ```
//!
//! ## How to mend it
//! Three, five or seven. The fix takes one away; it is not safe, since a replica's volume stays
//! behind.
//!
//! ## Source
//! Galera documentation, "Weighted Quorum".

use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P02", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "An even number of replicas of the database",
    why: "When the network splits them in halves, neither half is more than half, and both stop. One replica fewer bears as much.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let replicas = view.design.percona.replicas.get();
    if replicas > 2 && replicas.is_multiple_of(2) {
        let place = Place::field("percona", "replicas");
        let edit = set(&place, replicas - 1);
        let message =
            format!("{replicas} replicas of the database bear no more than {} do.", replicas - 1);
        findings.add_with_fix(place, message, &format!("Make it {}", replicas - 1), edit);
    }
}
