//! ## What it does
//! Finds an export on a machine without an address, on a cluster that exists.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: existing}
//! machines: [{name: files, role: storage}]
//! nfs: {machine: files}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: existing}
//! machines: [{name: files, role: storage, address: 10.0.0.9}]
//! nfs: {machine: files}
//! ```
//!
//! ## How to mend it
//! Give the machine the address by which the nodes reach it.
//!
//! ## Source
//! kubernetes/api `core/v1/types.go`, `NFSVolumeSource`: the kubelet mounts from the node, outside
//! the cluster's DNS.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-N03", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The file server has no address",
    why: "The volumes name their server by its address, so that a node can mount them before the cluster's DNS runs.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(nfs) = &view.design.nfs else { return };
    let Some(index) = view.position(&nfs.machine) else { return };
    let nameless = view.machine(&nfs.machine).is_some_and(|machine| machine.address.is_none());
    if !view.is_vagrant() && nameless {
        findings.add(
            Place::machine(index).key("address"),
            format!("{} serves the export, and has no address.", nfs.machine),
        );
    }
}
