//! ## What it does
//! Compares the quota of etcd's database with its volume.
//!
//! ## Example
//! ```yaml
//! etcd: {quota: 2Gi, volume: 2Gi}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {quota: 512Mi, volume: 2Gi}
//! ```
//!
//! ## How to mend it
//! A larger volume, or a smaller quota; discovery needs a few kilobytes. The fix enlarges the
//! volume; it is not safe, since a claim that exists grows only if its class allows it.
//!
//! ## Source
//! etcd documentation, "Hardware recommendations" and "Maintenance", space quota and
//! defragmentation.

use super::rule::{Findings, set};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{EtcdStorage, Place, Quantity};

pub(super) const RULE: Rule = Rule { code: "PW-E14", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "etcd's volume cannot hold its database twice",
    why: "Compaction and snapshots write the database a second time, and the log takes up to half a GiB beside it. A member whose disk is full stops.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let etcd = &view.design.etcd;
    let wanted = etcd.quota.bytes().saturating_mul(2).saturating_add(512 << 20);
    if etcd.storage != EtcdStorage::Nowhere && etcd.volume.bytes() < wanted {
        let place = Place::field("etcd", "volume");
        let message = format!(
            "etcd's volume has {}; for a quota of {} it wants {}.",
            size(etcd.volume.bytes()),
            size(etcd.quota.bytes()),
            size(wanted)
        );
        let larger =
            Quantity::from_bytes(wanted.div_ceil(1 << 30).saturating_mul(1 << 30).min(1 << 62));
        let title = format!("Make it {}", size(larger.bytes()));
        let edit = set(&place, larger);
        findings.add_with_fix(place, message, &title, edit);
    }
}
