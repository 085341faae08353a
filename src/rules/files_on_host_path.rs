//! ## What it does
//! Finds WordPress' files in a folder of whichever machine a replica runs on.
//!
//! ## Example
//! ```yaml
//! wordpress: {files: {host-path: /mnt/data/web}}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! wordpress: {files: nfs}
//! ```
//!
//! ## How to mend it
//! Use a folder of the export or a StorageClass that many machines can write to. The fix is not
//! safe: what lies in the folders of the machines stays there.
//!
//! ## Source
//! Kubernetes documentation, "Volumes", `hostPath`: the content differs from node to node; with no
//! type a missing folder is made.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Files, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S02", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Each machine has its own copy of WordPress' files",
    why: "A picture that is uploaded through one replica is on that machine only; a replica on another shows a gap in its place, and with the machine the picture is lost. A folder that is missing is made, empty, without a word: in the article the server made `content` and the pods mounted `web`.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Files::HostPath(path) = &view.design.wordpress.files else { return };
    let place = Place::field("wordpress", "files");
    let Some(nfs) = &view.design.nfs else {
        let message =
            format!("WordPress' files lie in {path} of whichever machine a replica runs on.");
        findings.add(place, message);
        return;
    };
    let edit = set_text(&place, "nfs");
    let message = format!(
        "WordPress' files lie in {path} of each machine, not in a folder of the export {}.",
        nfs.path
    );
    findings.add_with_fix(place, message, "Use the export", edit);
}
