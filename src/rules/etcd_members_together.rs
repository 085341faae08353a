//! ## What it does
//! Finds members of etcd that are pinned to a machine that has one already.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! etcd: {members: [{machine: node-1}, {machine: node-1}, {}]}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}, {name: node-2, address: 192.168.56.12}]
//! etcd: {members: [{machine: node-1}, {machine: node-2}, {}]}
//! ```
//!
//! ## How to mend it
//! Pin each to a machine of its own. The fix moves the second to the first free one; it is not
//! safe, since its data do not move by themselves.
//!
//! ## Source
//! etcd documentation, "Run etcd clusters inside Kubernetes": required `podAntiAffinity` on
//! kubernetes.io/hostname.

use super::etcd_pins::Pins;
use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule { code: "PW-E04", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Two members of etcd are pinned to one machine",
    why: "Members keep apart, so the second stays Pending. Were it to run, the loss of that one machine would take two members and with them perhaps the majority.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let mut pins = Pins::of(view);
    let mut seen = BTreeMap::new();
    for (index, member) in view.design.etcd.members.iter().enumerate() {
        let Some(name) = &member.machine else { continue };
        let Some(first) = seen.get(name.as_str()) else {
            seen.insert(name.as_str(), index);
            continue;
        };
        let place = Place::etcd_member(index).key("machine");
        let message = format!("etcd-{first} and etcd-{index} are both pinned to {name}.");
        match pins.next_free_for(view, index) {
            Some(free) => {
                let edit = set_text(&place, free.as_str());
                findings.add_with_fix(
                    place,
                    message,
                    &format!("Move etcd-{index} to {free}"),
                    edit,
                );
            }
            None => findings.add(place, message),
        }
    }
}
