//! ## What it does
//! Finds one or two replicas of the database.
//!
//! ## Example
//! ```yaml
//! percona: {replicas: 2}
//! ```
//! Use instead:
//! ```yaml
//! percona: {replicas: 3}
//! ```
//!
//! ## How to mend it
//! Three replicas on three machines bear the loss of any one.
//!
//! ## Source
//! Galera documentation, "Weighted Quorum"; percona/pxc-docs, "three nodes are the recommended
//! least".

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P01", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The database bears no loss",
    why: "Replicas go on while more than half of them see each other. Of two, one alone is not more than half: the loss of either stops both.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let replicas = view.design.percona.replicas.get();
    if replicas < 3 {
        let message = match replicas {
            1 => "The database has one replica and bears the loss of none.".to_owned(),
            n => format!("The database has {n} replicas, and both stop when one is lost."),
        };
        findings.add(Place::field("percona", "replicas"), message);
    }
}
