//! ## What it does
//! Adds up the volumes that lie on each machine's disk, with 10 `GiB` for system and images, and
//! compares.
//!
//! ## Example
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10, disk: 40Gi}]
//! nfs: {machine: master}
//! percona: {replicas: 3, volume: 20Gi}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10, disk: 200Gi}]
//! nfs: {machine: master}
//! percona: {replicas: 3, volume: 20Gi}
//! ```
//!
//! ## How to mend it
//! Give the machine a larger disk or ask for smaller volumes. The fix sets the disk; it is not
//! safe, since a machine that exists keeps the disk it was made with.
//!
//! ## Source
//! Kubernetes documentation, "Node-pressure eviction" (nodefs.available below 10 %); "Volumes", nfs
//! and local have no quota.

use super::rule::{Findings, set};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{Place, Quantity};
use crate::topology::Backing;

pub(super) const RULE: Rule = Rule { code: "PW-M12", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "A disk is smaller than what may come to lie on it",
    why: "Neither NFS nor local volumes hold anyone to the size that a claim asks for. When the disk is full, everything on it stops at once: the database refuses writes and the kubelet throws pods out.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    const SYSTEM: u64 = 10 << 30;
    if !view.is_vagrant() {
        return;
    }
    let mut on_disk = vec![0_u64; view.topology.hosts.len()];
    let server = view.design.nfs.as_ref().and_then(|nfs| view.position(&nfs.machine));
    for volume in &view.topology.volumes {
        let host = match &volume.backing {
            Backing::Folder(_) => server,
            Backing::Local { host, .. } => Some(*host),
            Backing::Class(_) | Backing::HostPath(_) => None,
        };
        if let Some(sum) = host.and_then(|host| on_disk.get_mut(host)) {
            *sum = sum.saturating_add(volume.size.bytes());
        }
    }
    for (index, (machine, volumes)) in view.design.machines.iter().zip(on_disk).enumerate() {
        let wanted = volumes.saturating_add(SYSTEM);
        if volumes > 0 && wanted > machine.disk.bytes() {
            let place = Place::machine(index).key("disk");
            let message = format!(
                "{} has a disk of {}; system and volumes may take {}.",
                machine.name,
                size(machine.disk.bytes()),
                size(wanted)
            );
            // Whole tens of GiB, as disks come.
            let larger = Quantity::gibibytes(wanted.div_ceil(10 << 30).saturating_mul(10));
            let title = format!("Give it {}", size(larger.bytes()));
            let edit = set(&place, larger);
            findings.add_with_fix(place, message, &title, edit);
        }
    }
}
