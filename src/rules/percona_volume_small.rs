//! ## What it does
//! Finds volumes of the database below 3 `GiB`.
//!
//! ## Example
//! ```yaml
//! percona: {volume: 1Gi}
//! ```
//! Use instead:
//! ```yaml
//! percona: {volume: 10Gi}
//! ```
//!
//! ## How to mend it
//! 10 `GiB` do for most sites. The fix is not safe: a claim that exists grows only if its class
//! allows it.
//!
//! ## Source
//! Galera documentation, gcache.size (128 `MiB`); MySQL 8.4 reference manual,
//! `innodb_redo_log_capacity` (100 `MiB`), `max_binlog_size` (1 `GiB`);
//! percona-xtradb-cluster-operator asks for 6G.

use super::rule::{Findings, reset};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P18", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The database's volume is very small",
    why: "Logs, the cache for replicas that come back and the first binary logs take about 1 GiB before the first article is written. A full disk stops all replicas at the same time.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let volume = &view.design.percona.volume;
    if volume.bytes() < 3 << 30 {
        let place = Place::field("percona", "volume");
        let edit = reset(&place);
        let message = format!("The database has {} for everything.", size(volume.bytes()));
        findings.add_with_fix(place, message, "Make it 10 GiB", edit);
    }
}
