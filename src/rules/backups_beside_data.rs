//! ## What it does
//! Finds backups on the NFS export that also holds what is backed up.
//!
//! ## Example
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}]
//! nfs: {machine: master}
//! backups: {storage: nfs}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}]
//! nfs: {machine: master}
//! backups: {storage: {class: archive}}
//! ```
//!
//! ## How to mend it
//! Send them to a StorageClass that is elsewhere, or copy the folder off the machine; the runbook
//! has a line for it.
//!
//! ## Source
//! MySQL 8.4 reference manual, "Backup and Recovery": keep backups apart from the server.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{BackupStorage, Files, PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S06", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Backups lie on the same disk as the data",
    why: "A backup is for the day when the disk is gone. On that day these are gone with it. They do help against a mistaken deletion.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let (design, Some(nfs)) = (view.design, &view.design.nfs) else { return };
    let files = design.wordpress.files == Files::Nfs;
    let database = design.percona.storage == PerconaStorage::Nfs;
    if design.backups.storage != BackupStorage::Nfs || !(files || database) {
        return;
    }
    let what = match (database, files) {
        (true, true) => "the database and WordPress' files",
        (true, false) => "the database",
        _ => "WordPress' files",
    };
    findings.add(
        Place::field("backups", "storage"),
        format!("Backups lie on {}, on the same export as {what}.", nfs.machine),
    );
}
