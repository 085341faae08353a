//! ## What it does
//! Finds local volumes of the database in a design that names no machines.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: existing}
//! percona: {storage: local}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: existing}
//! percona: {storage: {class: fast}}
//! ```
//!
//! ## How to mend it
//! Name the machines of the cluster that have the disks under `machines`, or use a StorageClass of the
//! cluster (`kubectl get storageclass`).
//!
//! ## Source
//! Kubernetes documentation, "Volumes", local: `nodeAffinity` is required.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-P20", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Local volumes of the database are on no machine",
    why: "A local volume is a folder on one machine. The volumes cannot be written down without machines, and the database would have none.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let local = view.design.percona.storage == PerconaStorage::Local;
    let named = view.design.percona.machines.iter().any(|name| view.machine(name).is_some());
    if local && !named && view.workers().next().is_none() {
        findings.add(
            Place::field("percona", "storage"),
            "The database has local volumes, and the design names no machine that runs pods."
                .to_owned(),
        );
    }
}
