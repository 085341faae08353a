//! ## What it does
//! Finds designs without backups.
//!
//! ## Example
//! ```yaml
//! backups: {storage: none}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! backups: {storage: nfs}
//! ```
//!
//! ## How to mend it
//! Let the CronJobs make them. The fix sends them to the export, or to the class of WordPress'
//! files. It is safe: it adds jobs and a volume, and changes nothing that runs.
//!
//! ## Source
//! Percona XtraDB Cluster documentation, "Backup and restore".

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{BackupStorage, Edit, Files, Place};
use crate::document::Tree;

pub(super) const RULE: Rule = Rule { code: "PW-S07", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "There are no backups",
    why: "Replicas repeat a mistaken deletion within a second. Only a backup brings back what was there before.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    if design.backups.storage != BackupStorage::Nowhere {
        return;
    }
    let place = Place::field("backups", "storage");
    let message = "There are no backups.".to_owned();
    match (&design.nfs, &design.wordpress.files) {
        (Some(nfs), _) => {
            let edit = set_text(&place, "nfs");
            let title = format!("Back up to the export on {}", nfs.machine);
            findings.add_with_safe_fix(place, message, &title, edit);
        }
        (None, Files::Class(class)) => {
            let value = vec![("class".to_owned(), Tree::Text(class.to_string()))];
            let edit = Edit::Set { path: place.path().clone(), value: Some(Tree::Mapping(value)) };
            let title = format!("Back up to a volume of {class}");
            findings.add_with_safe_fix(place, message, &title, edit);
        }
        (None, Files::Nfs | Files::HostPath(_)) => findings.add(place, message),
    }
}
