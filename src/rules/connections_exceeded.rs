//! ## What it does
//! Counts the PHP processes that fit the memory of all replicas of WordPress, at 64 `MiB` each, and
//! compares with the connections of the database.
//!
//! ## Example
//! ```yaml
//! percona: {max-connections: 30}
//! wordpress: {autoscaling: {min: 3, max: 10}}
//! ```
//! Use instead:
//! ```yaml
//! percona: {max-connections: 151}
//! wordpress: {autoscaling: {min: 3, max: 10}}
//! ```
//!
//! ## How to mend it
//! More connections (with the memory for them), or fewer replicas of WordPress.
//!
//! ## Source
//! WordPress `WP_MEMORY_LIMIT` (40 `MiB`, beside PHP itself); MySQL 8.4 reference manual,
//! `max_connections`.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Access, Place};

pub(super) const RULE: Rule = Rule { code: "PW-P19", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "WordPress at its largest may want more connections than the database gives",
    why: "Each process that serves a page holds a connection. The one that gets none shows \"Error establishing a database connection\".",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    let (_, most) = design.wordpress.replica_bounds();
    let processes = (design.wordpress.memory_limit.bytes() / (64 << 20)).clamp(1, 150);
    let wanted = u64::from(most) * processes;
    // Through HAProxy all of them meet in one replica.
    let serving = match design.percona.access {
        Access::Haproxy => 1,
        Access::Service => u64::from(design.percona.replicas.get()),
    };
    let given = u64::from(design.percona.connections()) * serving;
    if wanted > given {
        findings.add(
            Place::field("percona", "max-connections"),
            format!("{most} replicas of WordPress may open {wanted} connections; the database gives {given}."),
        );
    }
}
