//! ## What it does
//! Finds members of etcd on a control plane or a file server.
//!
//! ## Example
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}]
//! etcd: {members: [{machine: master}]}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! etcd: {members: [{machine: node-1}]}
//! ```
//!
//! ## How to mend it
//! Pin it to a worker. The fix takes the first one without a member; it is not safe, since data of
//! the old member do not move by themselves.
//!
//! ## Source
//! kubeadm documentation, "Control plane node isolation".

use super::etcd_pins::Pins;
use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E03", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A member of etcd is pinned to a machine that runs no pods",
    why: "The control plane's taint keeps the pod away, and a file server is no node at all. The member stays Pending.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let mut pins = Pins::of(view);
    for (index, member) in view.design.etcd.members.iter().enumerate() {
        let Some(name) = &member.machine else { continue };
        let Some(machine) = view.machine(name) else { continue };
        if !machine.role.runs_pods() {
            let place = Place::etcd_member(index).key("machine");
            let message = format!("etcd-{index} is pinned to {name}, where no pods run.");
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
