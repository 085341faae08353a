//! ## What it does
//! Finds an NFS export in which nothing keeps its files.
//!
//! ## Example
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! percona: {storage: local}
//! wordpress: {files: {class: shared}}
//! backups: {storage: none}
//! ```
//! Use instead:
//! ```yaml
//! percona: {storage: local}
//! wordpress: {files: {class: shared}}
//! backups: {storage: none}
//! ```
//!
//! ## How to mend it
//! Take it out of the design. The fix is not safe: files of an earlier design may still lie there.
//!
//! ## Source
//! The folders of the export are derived from who uses them.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-N08", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "Nothing uses the export",
    why: "It is a server to keep running and a door to keep shut, for nothing.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.nfs.is_some() && view.topology.folders.is_empty() {
        let place = Place::part("nfs");
        let edit = reset(&place);
        let message = "Nothing keeps its files on the export.".to_owned();
        findings.add_with_fix(place, message, "Take it out", edit);
    }
}
