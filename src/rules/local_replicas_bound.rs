//! ## What it does
//! Finds a database on local volumes.
//!
//! ## Example
//! ```yaml
//! percona: {storage: local}
//! ```
//! Use instead:
//! ```yaml
//! percona: {storage: {class: fast}}
//! ```
//!
//! ## How to mend it
//! Nothing has to be mended: this is what local disks cost, and the runbook has the steps. A
//! StorageClass that replicates does without them.
//!
//! ## Source
//! Kubernetes documentation, "Volumes", local: "If a node becomes unhealthy, then the local volume
//! becomes inaccessible by the pod".

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S01", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "A replica on local storage waits for its machine",
    why: "A local volume ties its replica to one machine. While that is away, the replica is Pending; when it is gone for good, a person deletes the claim and gives the replica a new volume, and its data come from the others.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    if percona.storage == PerconaStorage::Local {
        let message = match percona.replicas.get() {
            1 => "The database has one replica, and it is tied to one machine.".to_owned(),
            n => format!("Each of the {n} replicas of the database waits for its own machine."),
        };
        findings.add(Place::field("percona", "storage"), message);
    }
}
