//! ## What it does
//! Finds a buffer pool that is not smaller than the memory of a replica.
//!
//! ## Example
//! ```yaml
//! percona: {memory: 1Gi, buffer-pool: 1Gi}
//! ```
//! Use instead:
//! ```yaml
//! percona: {memory: 2Gi, buffer-pool: 1Gi}
//! ```
//!
//! ## How to mend it
//! Leave it out: then it is half of the memory. The fix does that. It is safe: the larger pool
//! could never be used.
//!
//! ## Source
//! MySQL 8.4 reference manual, "How MySQL Uses Memory".

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P16", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "InnoDB's buffer pool is larger than the pod",
    why: "The kernel ends mysqld as soon as the pool fills, again and again. Each time a replica recovers or copies all data anew.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    let Some(pool) = &percona.buffer_pool else { return };
    if pool.bytes() >= percona.memory.bytes() {
        let place = Place::field("percona", "buffer-pool");
        let edit = reset(&place);
        let message =
            format!("The buffer pool has {pool}, a replica {} of memory in all.", percona.memory);
        findings.add_with_safe_fix(place, message, "Use half of the memory", edit);
    }
}
