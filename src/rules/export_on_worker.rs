//! ## What it does
//! Finds an export on a worker.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! nfs: {machine: node-1}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}, {name: node-1, address: 192.168.56.11}]
//! nfs: {machine: files}
//! ```
//!
//! ## How to mend it
//! Put it on a machine of its own, or on the control plane.
//!
//! ## Source
//! Kubernetes documentation, "Safely Drain a Node": a drained worker is expected to go down.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Role};

pub(super) const RULE: Rule = Rule { code: "PW-N07", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "The export is on a machine that runs pods",
    why: "A worker is restarted for its pods' sake, and pods can fill its memory and disk. All files of all other machines go with it.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(nfs) = &view.design.nfs else { return };
    if view.machine(&nfs.machine).is_some_and(|machine| machine.role == Role::Worker) {
        findings.add(
            Place::field("nfs", "machine"),
            format!("{} serves the export and runs pods.", nfs.machine),
        );
    }
}
