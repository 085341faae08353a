//! ## What it does
//! Finds a machine on which half of the replicas or more are expected.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! percona: {replicas: 3, spread: preferred}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}, {name: node-3, address: 192.168.56.13}]
//! percona: {replicas: 3}
//! ```
//!
//! ## How to mend it
//! As many machines as replicas, or fewer replicas.
//!
//! ## Source
//! Galera documentation, "Weighted Quorum".

use super::rule::Findings;
use super::tier_spread::fullest;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;
use crate::topology::Tier;

pub(super) const RULE: Rule = Rule { code: "PW-P04", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Most replicas of the database are on one machine",
    why: "With that machine the majority is gone, and the rest stop to be safe.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let replicas = view.design.percona.replicas.get() as usize;
    let Some((host, there)) = fullest(view, Tier::Percona) else { return };
    if replicas > 1 && view.workers().nth(1).is_some() && there * 2 >= replicas {
        findings.add(
            Place::field("percona", "spread"),
            format!("{there} of {replicas} replicas of the database would run on {}.", host.name),
        );
    }
}
