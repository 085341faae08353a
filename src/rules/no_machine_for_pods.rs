//! ## What it does
//! Finds designs in which every machine is a control plane or a file server.
//!
//! ## Example
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}, {name: node-1, address: 192.168.56.11}]
//! ```
//!
//! ## How to mend it
//! Add workers, as many as the database has replicas, or make the one machine `single`.
//!
//! ## Source
//! kubeadm documentation, "Control plane node isolation".

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-M08", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "No machine runs pods",
    why: "A control plane has a taint that keeps pods away. Every pod would stay Pending.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let none_named = !view.is_vagrant() && view.design.machines.is_empty();
    if view.workers().next().is_none() && !none_named {
        let message = "No machine runs pods: there is no worker.".to_owned();
        findings.add(Place::part("machines"), message);
    }
}
