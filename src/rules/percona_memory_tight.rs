//! ## What it does
//! Adds up the buffer pool, 1 `MiB` for each connection and 300 `MiB` for mysqld and Galera, and
//! compares with the memory of a replica.
//!
//! ## Example
//! ```yaml
//! percona: {memory: 1Gi, max-connections: 500}
//! ```
//! Use instead:
//! ```yaml
//! percona: {memory: 4Gi, max-connections: 500}
//! ```
//!
//! ## How to mend it
//! More memory, fewer connections or a smaller pool.
//!
//! ## Source
//! MySQL 8.4 reference manual, "How MySQL Uses Memory"; percona-xtradb-cluster-operator
//! `deploy/cr.yaml`: 1G is the least.

use super::rule::Findings;
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P17", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Buffer pool and connections want more memory than the pod has",
    why: "It goes well until all connections are in use, which is when the site is busiest. Then the kernel ends mysqld.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    const MIB: u64 = 1 << 20;
    let percona = &view.design.percona;
    let (pool, memory) = (percona.buffer_pool_bytes(), percona.memory.bytes());
    let wanted = pool.saturating_add((300 + u64::from(percona.connections())) * MIB);
    if wanted > memory && pool < memory {
        findings.add(
            Place::field("percona", "memory"),
            format!(
                "A replica has {} of memory; with a pool of {} and {} connections it may want {}.",
                size(memory),
                size(pool),
                percona.connections(),
                size(wanted)
            ),
        );
    }
}
