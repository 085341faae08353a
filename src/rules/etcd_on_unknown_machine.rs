//! ## What it does
//! Finds members of etcd whose machine is not among the machines.
//!
//! ## Example
//! ```yaml
//! etcd: {members: [{machine: node-9}]}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-9, address: 192.168.56.19}]
//! etcd: {members: [{machine: node-9}]}
//! ```
//!
//! ## How to mend it
//! Pin it to a machine that exists. The fix takes the first one that runs pods and has no member
//! yet; it is not safe, since data of the old member do not move by themselves.
//!
//! ## Source
//! Kubernetes documentation, "Assigning Pods to Nodes", node affinity.

use super::etcd_pins::Pins;
use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E02", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A member of etcd is pinned to a machine that does not exist",
    why: "No node has that name, so the member's pod stays Pending.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let mut pins = Pins::of(view);
    for (index, member) in view.design.etcd.members.iter().enumerate() {
        let Some(name) = &member.machine else { continue };
        if view.position(name).is_none() {
            let place = Place::etcd_member(index).key("machine");
            let message =
                format!("etcd-{index} is pinned to {name}, and there is no such machine.");
            match pins.next_free_for(view, index) {
                Some(free) => {
                    let edit = set_text(&place, free.as_str());
                    findings.add_with_fix(place, message, &format!("Pin it to {free}"), edit);
                }
                None => findings.add(place, message),
            }
        }
    }
}
