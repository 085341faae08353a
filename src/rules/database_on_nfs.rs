//! ## What it does
//! Finds a database whose replicas all keep their files on the one NFS server.
//!
//! ## Example
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}]
//! nfs: {machine: master}
//! percona: {storage: nfs}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}]
//! nfs: {machine: master}
//! percona: {storage: local}
//! ```
//!
//! ## How to mend it
//! Keep each replica's files on a disk of its own machine, or on a StorageClass that replicates.
//! The fix is not safe: files that are on the export already stay there, and a living database has
//! to be moved as the runbook says.
//!
//! ## Source
//! MySQL 8.4 reference manual, "Disk I/O considerations, Using NFS with MySQL"; the article's own
//! closing remarks.

use super::rule::{Findings, set_text};
use super::system_folder::system_folder_of;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Design, PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S04", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The database's files lie on NFS",
    why: "The replicas protect against the loss of a machine, but all of them need the one that serves the files. It also sets their pace: each commit waits for the network and for that one disk.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let (percona, Some(nfs)) = (&view.design.percona, &view.design.nfs) else { return };
    if percona.storage != PerconaStorage::Nfs {
        return;
    }
    let place = Place::field("percona", "storage");
    let message = match percona.replicas.get() {
        1 => format!("The database's files lie on NFS: it stops when {} does.", nfs.machine),
        n => {
            format!(
                "The database's files lie on NFS: all {n} replicas stop when {} does.",
                nfs.machine
            )
        }
    };
    // A local volume each needs a machine each.
    let each_its_own = view.workers().nth(percona.replicas.get() as usize - 1).is_some();
    let fits = |design: &mut Design| design.percona.storage = PerconaStorage::Local;
    let folder_fits = system_folder_of(percona.local_path.as_str()).is_none();
    if each_its_own && folder_fits && percona.machines.is_empty() && view.fits_with(fits) {
        let edit = set_text(&place, "local");
        findings.add_with_fix(place, message, "Use local volumes", edit);
    } else {
        findings.add(place, message);
    }
}
