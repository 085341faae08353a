//! ## What it does
//! Finds local volumes in the exported folder of the machine that serves it.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, role: single, address: 192.168.56.11}]
//! nfs: {machine: node-1, path: /var/lib/presswright}
//! etcd: {members: [{machine: node-1}]}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, role: single, address: 192.168.56.11}]
//! nfs: {machine: node-1, path: /srv/presswright}
//! etcd: {members: [{machine: node-1}]}
//! ```
//!
//! ## How to mend it
//! Keep the two in folders apart. The fix exports the usual folder; it is not safe, since files do
//! not move by themselves.
//!
//! ## Source
//! exports(5): a client that may mount a folder reaches all below it.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{MountPath, Place};

pub(super) const RULE: Rule = Rule { code: "PW-N10", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Local volumes lie within the export",
    why: "Every machine of the cluster can then mount and change what is meant to belong to one pod.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(nfs) = &view.design.nfs else { return };
    let Some(server) = view.position(&nfs.machine) else { return };
    let export = nfs.path.as_str();
    let within = view.topology.local_folders.iter().find(|folder| {
        folder.host == server
            && folder.path.strip_prefix(export).is_some_and(|rest| rest.starts_with('/'))
    });
    if let Some(folder) = within {
        let place = Place::field("nfs", "path");
        let message =
            format!("{} of {} lies within the export {export}.", folder.path, nfs.machine);
        let usual = MountPath::known("/srv/presswright");
        if nfs.path == usual {
            findings.add(place, message);
        } else {
            let edit = reset(&place);
            findings.add_with_fix(place, message, "Export /srv/presswright", edit);
        }
    }
}
