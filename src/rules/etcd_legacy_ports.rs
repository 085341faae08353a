//! ## What it does
//! Finds the ports 4001 and 7001 of etcd before 2.0.
//!
//! ## Example
//! ```yaml
//! etcd: {legacy-ports: true}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {legacy-ports: false}
//! ```
//!
//! ## How to mend it
//! Take them out. The fix is safe: nobody was ever answered there.
//!
//! ## Source
//! etcd 2.0 release notes: 2379 and 2380 in place of 4001 and 7001.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E16", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "Nothing listens on etcd's old ports",
    why: "They open a way to nowhere, and who reads the Service looks for what answers there.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.etcd.legacy_ports {
        let place = Place::field("etcd", "legacy-ports");
        let edit = reset(&place);
        let message = "Ports 4001 and 7001 are open, and nothing listens there.".to_owned();
        findings.add_with_safe_fix(place, message, "Close them", edit);
    }
}
