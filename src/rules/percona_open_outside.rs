//! ## What it does
//! Finds a node port for the database.
//!
//! ## Example
//! ```yaml
//! percona: {node-port: 30078}
//! ```
//! Use instead:
//! ```yaml
//! percona: {}
//! ```
//!
//! ## How to mend it
//! Close it after the test; `kubectl port-forward` does the same for one person. The fix is not
//! safe if somebody still uses it.
//!
//! ## Source
//! The article, "delete the NodePort services".

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P14", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The database can be reached from outside the cluster",
    why: "Whoever reaches a machine can then try passwords on it. The article opened it for a test and says to close it.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if let Some(port) = view.design.percona.node_port {
        let place = Place::field("percona", "node-port");
        let edit = reset(&place);
        let message = format!("The database answers on port {port} of every machine.");
        findings.add_with_fix(place, message, "Close it", edit);
    }
}
