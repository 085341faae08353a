//! ## What it does
//! Finds designs in which just one machine runs pods.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, role: single, address: 192.168.56.11, memory: 8Gi}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}, {name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! ```
//!
//! ## How to mend it
//! Three workers bear the loss of any one: two are left for a majority.
//!
//! ## Source
//! etcd documentation, FAQ, table of fault tolerance.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-M15", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "All pods are on one machine",
    why: "Replicas protect against the loss of a machine only if they are on several. Here the site is gone while this one restarts, however many replicas there are.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let mut workers = view.workers();
    if let (Some(only), None) = (workers.next(), workers.next()) {
        findings.add(
            Place::machine(only.index),
            format!("All pods are on {}: nothing survives its loss.", only.name),
        );
    }
}
