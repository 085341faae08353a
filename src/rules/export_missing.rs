//! ## What it does
//! Finds database, WordPress files or backups that are to lie on the NFS export of a design that
//! has none.
//!
//! ## Example
//! ```yaml
//! percona: {storage: nfs}
//! wordpress: {files: {class: shared}}
//! backups: {storage: none}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! percona: {storage: nfs}
//! ```
//!
//! ## How to mend it
//! Add an export, or keep the files elsewhere. The fix puts one on a file server, else the control
//! plane, else the first machine; it is not safe, since it decides where data will lie.
//!
//! ## Source
//! kubernetes/api `core/v1/types.go`, `NFSVolumeSource`.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{BackupStorage, Files, PerconaStorage, Place, Role};

pub(super) const RULE: Rule = Rule { code: "PW-N02", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Something is stored on NFS, and there is no export",
    why: "There is no server to name in the volumes.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    if design.nfs.is_some() {
        return;
    }
    let of_role = |role: Role| design.machines.iter().find(|machine| machine.role == role);
    let server = of_role(Role::Storage)
        .or_else(|| of_role(Role::ControlPlane))
        .or_else(|| design.machines.first())
        .filter(|machine| view.is_vagrant() || machine.address.is_some());
    let users = [
        (
            "The database's files are",
            design.percona.storage == PerconaStorage::Nfs,
            Place::field("percona", "storage"),
        ),
        (
            "WordPress' files are",
            design.wordpress.files == Files::Nfs,
            Place::field("wordpress", "files"),
        ),
        (
            "Backups are",
            design.backups.storage == BackupStorage::Nfs,
            Place::field("backups", "storage"),
        ),
    ];
    for (what, on_nfs, place) in users {
        if !on_nfs {
            continue;
        }
        let message = format!("{what} to lie on NFS, and there is no export.");
        match server {
            Some(machine) => {
                let edit = set_text(&Place::field("nfs", "machine"), machine.name.as_str());
                let title = format!("Export a folder of {}", machine.name);
                findings.add_with_fix(place, message, &title, edit);
            }
            None => findings.add(place, message),
        }
    }
}
