//! ## What it does
//! Finds WordPress' files in a host path in a namespace that is `baseline` or `restricted`.
//!
//! ## Example
//! ```yaml
//! wordpress: {files: {host-path: /srv/web}}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! wordpress: {files: nfs}
//! ```
//!
//! ## How to mend it
//! Keep the files on the export or a StorageClass. The fix is not safe: what lies in the folders of
//! the machines stays there.
//!
//! ## Source
//! Kubernetes documentation, "Pod Security Standards", `hostPath` volumes.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Files, Place, PodSecurity};

pub(super) const RULE: Rule = Rule { code: "PW-X04", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Pod Security refuses a folder of the machine",
    why: "Both levels forbid hostPath volumes: the API server refuses every pod of WordPress.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    let Files::HostPath(path) = &design.wordpress.files else { return };
    if design.cluster.pod_security == PodSecurity::Privileged {
        return;
    }
    let place = Place::field("wordpress", "files").key("host-path");
    let message = format!("The namespace allows no folder of the machine such as {path}.");
    if design.nfs.is_some() {
        let edit = set_text(&Place::field("wordpress", "files"), "nfs");
        findings.add_with_fix(place, message, "Use the export", edit);
    } else {
        findings.add(place, message);
    }
}
