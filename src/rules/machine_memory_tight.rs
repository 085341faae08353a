//! ## What it does
//! Finds nodes with less than 2 `GiB`, control planes with less than a cluster of this size wants,
//! and file servers without 1 `GiB` more for their cache.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, memory: 1Gi}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, memory: 4Gi}]
//! ```
//!
//! ## How to mend it
//! Give it more, or move the export to another machine. The fix is not safe: a virtual machine
//! restarts for it, and the host must have the memory.
//!
//! ## Source
//! kubeadm documentation, "2 GB or more of RAM per machine"; Kubernetes documentation, "Building
//! large clusters", sizes of the master: 3.75 GB up to 5 nodes, 7.5 up to 10, 15 up to 100, 30 up
//! to 250, 60 up to 500, then 120.

use super::control_plane_too_small::LEAST_MEMORY;
use super::rule::{Findings, set};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{Place, Quantity, Role};

pub(super) const RULE: Rule = Rule { code: "PW-M02", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "A machine has less memory than its duties want",
    why: "When memory runs out, the kernel ends processes. On a control plane these are the API server and its etcd, on a file server the cache that every pod's files go through.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    const GIB: u64 = 1 << 30;
    if !view.is_vagrant() {
        return;
    }
    let nodes = view.design.machines.iter().filter(|machine| machine.role.is_node()).count();
    // Quarters of a gibibyte, since the documentation counts in them.
    let control_plane = GIB / 4
        * match nodes {
            0..=1 => 8,
            2..=5 => 15,
            6..=10 => 30,
            11..=100 => 60,
            101..=250 => 120,
            251..=500 => 240,
            _ => 480,
        };
    for (index, machine) in view.design.machines.iter().enumerate() {
        let (duty, base) = match machine.role {
            Role::ControlPlane => ("the control plane", control_plane),
            Role::Single => ("control plane and pods", control_plane + 2 * GIB),
            Role::Worker => ("a node", 2 * GIB),
            Role::Storage => ("a file server", GIB),
        };
        let serves = view.design.nfs.as_ref().is_some_and(|nfs| nfs.machine == machine.name);
        let (duties, wanted) = match (serves, &machine.role) {
            (true, Role::Worker | Role::ControlPlane | Role::Single) => {
                (format!("{duty} and the export"), base + GIB)
            }
            _ => (duty.to_owned(), base),
        };
        let too_small_at_all = matches!(machine.role, Role::ControlPlane | Role::Single)
            && machine.memory.bytes() < LEAST_MEMORY;
        let wanted = wanted.div_ceil(GIB) * GIB;
        if machine.memory.bytes() < wanted && !too_small_at_all {
            let place = Place::machine(index).key("memory");
            let edit = set(&place, Quantity::from_bytes(wanted));
            findings.add_with_fix(
                place,
                format!(
                    "{} has {} of memory; as {duties} it wants {}.",
                    machine.name,
                    size(machine.memory.bytes()),
                    size(wanted)
                ),
                &format!("Give it {}", size(wanted)),
                edit,
            );
        }
    }
}
