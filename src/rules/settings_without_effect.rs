//! ## What it does
//! Finds provider, box or host sizes in a design for a cluster that exists.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: existing, provider: libvirt, host-memory: 16Gi}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: existing}
//! ```
//!
//! ## How to mend it
//! Take them out. The fix is safe.
//!
//! ## Source
//! The bundle for a cluster that exists holds no vagrant folder.

use super::rule::{Findings, reset};
use super::view::{View, list};
use super::{Rule, Severity, Words};
use crate::design::{Edit, Place, Provider};

pub(super) const RULE: Rule = Rule { code: "PW-C07", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "Settings for virtual machines mean nothing to a cluster that exists",
    why: "Nothing reads them there. Who reads the design later will think that something does.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let cluster = &view.design.cluster;
    if view.is_vagrant() {
        return;
    }
    let given: Vec<&str> = [
        ("provider", cluster.provider != Provider::Virtualbox),
        ("box", cluster.image_box.is_some()),
        ("host-memory", cluster.host_memory.is_some()),
        ("host-cpu", cluster.host_cpu.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, given)| given.then_some(key))
    .collect();
    if let Some(first) = given.first() {
        let edits = given.iter().map(|key| reset(&Place::field("cluster", key))).collect();
        findings.add_with_safe_fix(
            Place::field("cluster", first),
            format!("The cluster exists: {} has no effect.", list(&given)),
            "Take it out",
            Edit::Many(edits),
        );
    }
}
