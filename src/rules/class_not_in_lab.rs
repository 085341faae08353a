//! ## What it does
//! Finds volumes of a StorageClass on a cluster that the bundle makes.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: vagrant}
//! percona: {storage: {class: longhorn}}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: vagrant}
//! percona: {storage: local}
//! ```
//!
//! ## How to mend it
//! Use local volumes or the export, or install the provisioner after `vagrant up` and before
//! `deploy.sh`.
//!
//! ## Source
//! Kubernetes documentation, "Storage Classes", Provisioner.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{BackupStorage, EtcdStorage, Files, PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S10", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The virtual machines bring no StorageClass",
    why: "The scripts install no provisioner. Until somebody installs one that makes volumes of this class, the claims stay Pending and their pods with them.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    let design = view.design;
    let database = match &design.percona.storage {
        PerconaStorage::Class(class) => Some((class, Place::field("percona", "storage"))),
        PerconaStorage::Nfs | PerconaStorage::Local => None,
    };
    let etcd = match &design.etcd.storage {
        EtcdStorage::Class(class) => Some((class, Place::field("etcd", "storage"))),
        EtcdStorage::Local | EtcdStorage::Nowhere => None,
    };
    let files = match &design.wordpress.files {
        Files::Class(class) => Some((class, Place::field("wordpress", "files"))),
        Files::Nfs | Files::HostPath(_) => None,
    };
    let backups = match &design.backups.storage {
        BackupStorage::Class(class) => Some((class, Place::field("backups", "storage"))),
        BackupStorage::Nfs | BackupStorage::Nowhere => None,
    };
    for (class, place) in [etcd, database, files, backups].into_iter().flatten() {
        let message = format!("Nothing in the Vagrant cluster makes volumes of the class {class}.");
        findings.add(place, message);
    }
}
