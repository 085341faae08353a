//! ## What it does
//! Finds machines for local volumes of the database that do not exist or run no pods.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! percona: {storage: local, replicas: 1, machines: [node-9]}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! percona: {storage: local, replicas: 1, machines: [node-1]}
//! ```
//!
//! ## How to mend it
//! Name machines that run pods, or leave the list out: then the workers take their turns. The fix
//! leaves it out; it is not safe, since data on other machines do not move by themselves.
//!
//! ## Source
//! Kubernetes documentation, "Volumes", local: `nodeAffinity` is required.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-P05", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A replica's volume is on a machine that it cannot use",
    why: "The replica runs where its volume is. No node has that name, or the node takes no pods, so it stays Pending.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    if percona.storage != PerconaStorage::Local {
        return;
    }
    let list_place = Place::field("percona", "machines");
    for (index, name) in percona.machines.iter().take(percona.replicas.get() as usize).enumerate() {
        let what = match view.machine(name) {
            None => "there is no such machine",
            Some(machine) if !machine.role.runs_pods() => "no pods run there",
            Some(_) => continue,
        };
        let edit = reset(&list_place);
        findings.add_with_fix(
            Place::at(list_place.path().index(index)),
            format!("percona-{index} has its volume on {name}, and {what}."),
            "Let the workers take their turns",
            edit,
        );
    }
}
