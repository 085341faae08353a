//! ## What it does
//! Compares the volume for backups with one volume of the database.
//!
//! ## Example
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! percona: {volume: 50Gi}
//! backups: {volume: 10Gi}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! percona: {volume: 50Gi}
//! backups: {volume: 100Gi}
//! ```
//!
//! ## How to mend it
//! Make it at least twice the database's volume, and larger the more backups are kept. The fix is
//! not safe: a claim that exists grows only if its class allows it.
//!
//! ## Source
//! Percona XtraBackup documentation: a full backup takes as much as the data directory before
//! compression.

use super::rule::{Findings, set};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{BackupStorage, Place, Quantity};

pub(super) const RULE: Rule = Rule { code: "PW-S09", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The volume for backups is smaller than what is backed up",
    why: "One full backup of a full database does not fit. The CronJob fails just when the data have grown enough to matter.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    let (backups, data) = (&design.backups.volume, &design.percona.volume);
    if design.backups.storage != BackupStorage::Nowhere && backups.bytes() < data.bytes() {
        let place = Place::field("backups", "volume");
        let larger = Quantity::from_bytes(data.bytes().saturating_mul(2).min(1 << 62));
        let title = format!("Make it {}", size(larger.bytes()));
        let edit = set(&place, larger);
        let message = format!(
            "Backups have {}, the database up to {}.",
            size(backups.bytes()),
            size(data.bytes())
        );
        findings.add_with_fix(place, message, &title, edit);
    }
}
