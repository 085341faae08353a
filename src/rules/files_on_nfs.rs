//! ## What it does
//! Finds WordPress' files on the one NFS server.
//!
//! ## Example
//! ```yaml
//! machines: [{name: master, role: control-plane, address: 192.168.56.10}]
//! nfs: {machine: master}
//! wordpress: {files: nfs}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {files: {class: shared}}
//! ```
//!
//! ## How to mend it
//! A StorageClass that replicates and that many machines can write to (CephFS, Longhorn, a cloud's)
//! bears the loss of a machine.
//!
//! ## Source
//! The article's closing remarks: Gluster or Ceph in place of NFS; nfs(5), `hard`.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Files, Place};

pub(super) const RULE: Rule = Rule { code: "PW-S05", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "WordPress' files lie on one machine",
    why: "However many replicas there are, pages that need a file wait while that machine is away: mounts are hard, as they must be. It is what the article chose, and simple.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if let (Files::Nfs, Some(nfs)) = (&view.design.wordpress.files, &view.design.nfs) {
        findings.add(
            Place::field("wordpress", "files"),
            format!("WordPress' files lie on {}: the site waits while it is away.", nfs.machine),
        );
    }
}
