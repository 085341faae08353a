//! ## What it does
//! Finds a quota that is more than twice the memory of a member, or more than 8 `GiB`.
//!
//! ## Example
//! ```yaml
//! etcd: {quota: 1Gi, memory: 256Mi, volume: 4Gi}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {quota: 512Mi, memory: 256Mi}
//! ```
//!
//! ## How to mend it
//! Lower the quota; discovery needs a few kilobytes. The fix takes the default; it is not safe if
//! the database is larger already.
//!
//! ## Source
//! etcd documentation, "Maintenance" (8 `GiB` is the suggested most) and "Hardware
//! recommendations".

use super::rule::{Findings, set};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{Place, Quantity};

pub(super) const RULE: Rule = Rule { code: "PW-E15", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "etcd's database may outgrow its memory",
    why: "etcd maps its database into memory. A member that has far less reads from disk for every answer and misses heartbeats.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let etcd = &view.design.etcd;
    let most = etcd.memory.bytes().saturating_mul(2).min(8 << 30);
    if etcd.quota.bytes() > most {
        let place = Place::field("etcd", "quota");
        let message = format!(
            "etcd's database may grow to {}; with {} of memory {} is the most that makes sense.",
            size(etcd.quota.bytes()),
            size(etcd.memory.bytes()),
            size(most)
        );
        let edit = set(&place, Quantity::from_bytes(most.min(512 << 20)));
        let title = format!("Allow {}", size(most.min(512 << 20)));
        findings.add_with_fix(place, message, &title, edit);
    }
}
