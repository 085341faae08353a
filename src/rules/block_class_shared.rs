//! ## What it does
//! Finds WordPress' files or backups on the same StorageClass as database or etcd.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: existing}
//! percona: {storage: {class: fast}}
//! wordpress: {files: {class: fast}}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: existing}
//! percona: {storage: {class: fast}}
//! wordpress: {files: {class: shared}}
//! ```
//!
//! ## How to mend it
//! Name a class that gives ReadWriteMany for the shared files, or be sure that this one does.
//!
//! ## Source
//! Kubernetes documentation, "Persistent Volumes", Access Modes.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{BackupStorage, EtcdStorage, Files, PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S03", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "One StorageClass is to serve a database and many machines at once",
    why: "Databases want a block device, which one machine can write to; shared files want a file system that many can (ReadWriteMany). Few classes give both, and a claim for what a class cannot do stays Pending.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    let mut block = Vec::new();
    if let PerconaStorage::Class(class) = &design.percona.storage {
        block.push(("the database", class));
    }
    if let EtcdStorage::Class(class) = &design.etcd.storage {
        block.push(("etcd", class));
    }
    let files = match &design.wordpress.files {
        Files::Class(class) => {
            Some(("WordPress' files", class, Place::field("wordpress", "files")))
        }
        Files::Nfs | Files::HostPath(_) => None,
    };
    let backups = match &design.backups.storage {
        BackupStorage::Class(class) => Some(("Backups", class, Place::field("backups", "storage"))),
        BackupStorage::Nfs | BackupStorage::Nowhere => None,
    };
    for (what, class, place) in [files, backups].into_iter().flatten() {
        if let Some((other, _)) = block.iter().find(|(_, other)| *other == class) {
            findings.add(
                place,
                format!("{what} want a class that many machines can write to; {class} also serves {other}."),
            );
        }
    }
}
