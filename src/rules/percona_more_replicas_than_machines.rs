//! ## What it does
//! Finds more replicas than machines that run pods, where each must have one of its own.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! percona: {replicas: 3}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! percona: {replicas: 3, spread: preferred}
//! ```
//!
//! ## How to mend it
//! Add machines, or let replicas share one. Where Vagrant makes the cluster and one is missing, the
//! fix adds a worker as large as the last one. Else it lets replicas share; it is not safe, since the loss
//! of one machine may then take the majority.
//!
//! ## Source
//! Kubernetes documentation, "Assigning Pods to Nodes",
//! `requiredDuringSchedulingIgnoredDuringExecution`.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Spread};

pub(super) const RULE: Rule = Rule { code: "PW-P03", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "More replicas of the database than machines for them",
    why: "The rest stay Pending. With the replicas started in order, or all needed for a first start, that can be the whole database.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    let (replicas, machines) = (percona.replicas.get() as usize, view.workers().count());
    if percona.spread == Spread::Required && machines > 0 && replicas > machines {
        let place = Place::field("percona", "replicas");
        let more = view.worker_for(replicas - machines);
        let machines = if machines == 1 {
            "1 machine runs".to_owned()
        } else {
            format!("{machines} machines run")
        };
        let message = format!(
            "The database has {replicas} replicas that must keep apart, and {machines} pods."
        );
        if let Some(edit) = more {
            findings.add_with_fix(place, message, "Add a machine", edit);
        } else if view.fits_with(|design| design.percona.spread = Spread::Preferred) {
            let edit = set_text(&Place::field("percona", "spread"), "preferred");
            findings.add_with_fix(place, message, "Let them share machines", edit);
        } else {
            findings.add(place, message);
        }
    }
}
