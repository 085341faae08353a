//! ## What it does
//! Finds more members of etcd than there are machines that run pods.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! etcd: {members: [{}, {}, {}], storage: {class: fast}}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}, {name: node-3, address: 192.168.56.13}]
//! etcd: {members: [{}, {}, {}], storage: {class: fast}}
//! ```
//!
//! ## How to mend it
//! Add machines or take members away. Where Vagrant makes the cluster and one is missing, the fix adds a
//! worker as large as the last one.
//!
//! ## Source
//! etcd documentation, "Run etcd clusters inside Kubernetes": required `podAntiAffinity` on
//! kubernetes.io/hostname.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E08", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "More members of etcd than machines for them",
    why: "Members keep apart, one a machine. The rest stay Pending, and they count towards the majority that the others must reach.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let members = view.design.etcd.members.len();
    let machines = view.workers().count();
    if machines == 0 || members <= machines {
        return;
    }
    let run = if machines == 1 { "machine runs" } else { "machines run" };
    let message = format!("etcd has {members} members, and {machines} {run} pods.");
    let place = Place::field("etcd", "members");
    match view.worker_for(members - machines) {
        Some(edit) => findings.add_with_fix(place, message, "Add a machine", edit),
        None => findings.add(place, message),
    }
}
