//! ## What it does
//! Finds local volumes of two replicas on one machine, where each must have a machine of its own.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! percona: {storage: local, replicas: 2, machines: [node-1, node-1]}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! percona: {storage: local, replicas: 2, machines: [node-1, node-2]}
//! ```
//!
//! ## How to mend it
//! Name each machine once, or leave the list out. The fix leaves it out; it is not safe, since data
//! on other machines do not move by themselves.
//!
//! ## Source
//! Kubernetes documentation, "Assigning Pods to Nodes",
//! `requiredDuringSchedulingIgnoredDuringExecution`.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{PerconaStorage, Place, Spread};
use crate::topology::Tier;

pub(super) const RULE: Rule = Rule { code: "PW-P06", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Replicas that must keep apart have their volumes on one machine",
    why: "Each replica runs where its volume is, and two may not be on one machine. The second stays Pending.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    let enough = view.workers().count() >= percona.replicas.get() as usize;
    if percona.storage != PerconaStorage::Local || percona.spread != Spread::Required || !enough {
        return;
    }
    let place = Place::field("percona", "machines");
    let mut seen = vec![None; view.topology.hosts.len()];
    for volume in view.topology.volumes.iter().filter(|volume| volume.tier == Tier::Percona) {
        let Some(host) = volume.host() else { continue };
        let Some(seen) = seen.get_mut(host) else { continue };
        let Some(first) = *seen else {
            *seen = Some(volume.ordinal);
            continue;
        };
        let name = view.design.machines.get(host).map_or("one machine", |one| one.name.as_str());
        let edit = reset(&place);
        findings.add_with_fix(
            place.clone(),
            format!(
                "percona-{first} and percona-{} both have their volume on {name}.",
                volume.ordinal
            ),
            "Let the workers take their turns",
            edit,
        );
    }
}
