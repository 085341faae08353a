//! ## What it does
//! Finds members of etcd with local volumes that are not pinned.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! etcd: {members: [{}], storage: local}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! etcd: {members: [{machine: node-1}], storage: local}
//! ```
//!
//! ## How to mend it
//! Pin each member to a machine, or use a StorageClass. The fix pins all of them, each to a machine
//! without a member. It is safe: without a machine they have never run.
//!
//! ## Source
//! Kubernetes documentation, "Volumes", local: `nodeAffinity` is required.

use super::etcd_pins::{MOST_MEMBERS, Pins};
use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Design, Edit, EtcdStorage, Label, Place};

pub(super) const RULE: Rule = Rule { code: "PW-E09", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A member with local storage is on no machine",
    why: "A local volume is a folder on one machine. The volume cannot be written down without its name.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let etcd = &view.design.etcd;
    if etcd.storage != EtcdStorage::Local {
        return;
    }
    let loose: Vec<usize> = etcd
        .members
        .iter()
        .enumerate()
        .filter(|(_, member)| member.machine.is_none())
        .map(|(index, _)| index)
        .collect();
    if loose.is_empty() {
        return;
    }
    let place = |index: usize| Place::etcd_member(index).key("machine");
    let pins: Vec<(usize, &Label)> = loose.iter().copied().zip(Pins::of(view).free()).collect();
    let pin_all = |design: &mut Design| {
        for (index, name) in &pins {
            if let Some(member) = design.etcd.members.get_mut(*index) {
                member.machine = Some((*name).clone());
            }
        }
    };
    // Each finding carries the whole fix, so there must not be many.
    let few = loose.len() <= MOST_MEMBERS && pins.len() == loose.len();
    let fix = (few && view.fits_with(pin_all)).then(|| {
        Edit::Many(
            pins.iter().map(|(index, name)| set_text(&place(*index), name.as_str())).collect(),
        )
    });
    for index in &loose {
        let message = format!("etcd-{index} has a local volume and no machine.");
        match &fix {
            Some(edit) => {
                let title = "Pin each to a machine of its own";
                findings.add_with_safe_fix(place(*index), message, title, edit.clone());
            }
            None => findings.add(place(*index), message),
        }
    }
}
