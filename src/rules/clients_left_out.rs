//! ## What it does
//! Finds a range of NFS clients that leaves out nodes of the cluster.
//!
//! ## Example
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}, {name: node-1, address: 192.168.56.11}]
//! nfs: {machine: files, clients: 192.168.57.0/24}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}, {name: node-1, address: 192.168.56.11}]
//! nfs: {machine: files, clients: 192.168.56.0/24}
//! ```
//!
//! ## How to mend it
//! Leave `clients` out: then just the cluster's machines may mount it. The fix does that. It is
//! safe: it lets in the machines that the pods run on.
//!
//! ## Source
//! exports(5).

use super::rule::{Findings, reset};
use super::view::{View, list};
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-N04", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Machines may not mount the export",
    why: "The server refuses them. A pod that lands on such a machine stays in ContainerCreating until somebody looks.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(clients) = view.design.nfs.as_ref().and_then(|nfs| nfs.clients) else { return };
    let left_out: Vec<&str> = view
        .design
        .machines
        .iter()
        .filter(|machine| machine.role.runs_pods())
        .filter(|machine| machine.address.is_some_and(|address| !clients.contains(address)))
        .map(|machine| machine.name.as_str())
        .collect();
    if !left_out.is_empty() {
        let place = Place::field("nfs", "clients");
        let edit = reset(&place);
        let message =
            format!("{clients} may mount the export; that leaves out {}.", list(&left_out));
        findings.add_with_safe_fix(place, message, "Let in just the cluster's machines", edit);
    }
}
