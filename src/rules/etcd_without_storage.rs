//! ## What it does
//! Finds members of etcd without a volume.
//!
//! ## Example
//! ```yaml
//! etcd: {storage: none}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {storage: local}
//! ```
//!
//! ## How to mend it
//! Keep its data on a disk of its machine. The fix is not safe: the members begin anew, on the
//! volumes.
//!
//! ## Source
//! etcd documentation, "Clustering": all --initial flags are ignored once there is a data
//! directory; etcd FAQ on members that lost theirs.

use super::rule::{Findings, reset};
use super::system_folder::system_folder_of;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{EtcdStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-E10", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A member of etcd forgets everything when it restarts",
    why: "A pod that is made anew comes back empty and asks to found the cluster that it was a member of. The others refuse it until somebody removes and adds it by hand; when a majority has restarted, all that etcd knew about the database is gone.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let etcd = &view.design.etcd;
    if etcd.storage == EtcdStorage::Nowhere {
        let place = Place::field("etcd", "storage");
        let message = "Members of etcd keep their data nowhere.".to_owned();
        let folder_fits = system_folder_of(etcd.local_path.as_str()).is_none();
        if folder_fits && etcd.members.iter().all(|member| member.machine.is_some()) {
            let edit = reset(&place);
            findings.add_with_fix(place, message, "Use local volumes", edit);
        } else {
            findings.add(place, message);
        }
    }
}
