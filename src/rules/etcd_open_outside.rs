//! ## What it does
//! Finds a node port for etcd.
//!
//! ## Example
//! ```yaml
//! etcd: {node-port: 30079}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {}
//! ```
//!
//! ## How to mend it
//! Close it after the test; `kubectl port-forward` does the same for one person. The fix is not
//! safe if somebody still uses it.
//!
//! ## Source
//! The article, "delete the NodePort services"; etcd documentation, "Role-based access control":
//! off by default.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E17", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "etcd can be reached from outside the cluster",
    why: "Whoever reaches a machine can then read and change by which address the database's replicas find each other, without a password. The article opened it for a test and says to close it.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if let Some(port) = view.design.etcd.node_port {
        let place = Place::field("etcd", "node-port");
        let edit = reset(&place);
        let message = format!("etcd answers anyone on port {port} of every machine.");
        findings.add_with_fix(place, message, "Close it", edit);
    }
}
