//! ## What it does
//! Finds the flush method `O_DIRECT` with the database's files on NFS.
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
//! percona: {storage: nfs, flush-method: fsync}
//! ```
//!
//! ## How to mend it
//! Try `fsync` and measure. The fix is not safe: the replicas restart one after the other, and on
//! some servers it is slower.
//!
//! ## Source
//! NetApp documentation, "MySQL on NFS, `innodb_flush_method`"; MySQL 8.4 reference manual,
//! `innodb_flush_method`.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{FlushMethod, PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S08", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "InnoDB goes past the page cache, on NFS",
    why: "O_DIRECT is meant for disks of one's own. Over NFS every write becomes a round trip to the server, and vendors of NFS servers measured `fsync` faster.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    let on_nfs = percona.storage == PerconaStorage::Nfs && view.design.nfs.is_some();
    if on_nfs && percona.flush_method == FlushMethod::Direct {
        let place = Place::field("percona", "flush-method");
        let edit = set_text(&place, "fsync");
        findings.add_with_fix(
            place,
            "The database writes with O_DIRECT to NFS; fsync is often faster there.".to_owned(),
            "Use fsync",
            edit,
        );
    }
}
