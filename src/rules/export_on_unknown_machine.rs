//! ## What it does
//! Finds an NFS export whose machine is not among the machines.
//!
//! ## Example
//! ```yaml
//! nfs: {machine: files}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! ```
//!
//! ## How to mend it
//! Name one of the machines. The fix takes a file server, else the control plane, else the first
//! machine; it is not safe, since files that are elsewhere do not move by themselves.
//!
//! ## Source
//! kubernetes/api `core/v1/types.go`, `NFSVolumeSource`: `server` is required.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Role};

pub(super) const RULE: Rule = Rule { code: "PW-N01", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The export is on a machine that does not exist",
    why: "There is nobody to serve it. Every pod with a folder there waits for its mount for ever.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(nfs) = &view.design.nfs else { return };
    if view.position(&nfs.machine).is_some() {
        return;
    }
    let place = Place::field("nfs", "machine");
    let message = format!("The export is on {}, and there is no such machine.", nfs.machine);
    let of_role = |role: Role| view.design.machines.iter().find(|machine| machine.role == role);
    let better = of_role(Role::Storage)
        .or_else(|| of_role(Role::ControlPlane))
        .or_else(|| view.design.machines.first())
        // On a cluster that exists the server must have an address, too.
        .filter(|machine| view.is_vagrant() || machine.address.is_some());
    match better {
        Some(machine) => {
            let edit = set_text(&place, machine.name.as_str());
            findings.add_with_fix(place, message, &format!("Put it on {}", machine.name), edit);
        }
        None => findings.add(place, message),
    }
}
