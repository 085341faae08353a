//! ## What it does
//! Finds an export without `sync`.
//!
//! ## Example
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files, sync: false}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! ```
//!
//! ## How to mend it
//! Set `sync`. The fix is safe: writes become slower, and true.
//!
//! ## Source
//! exports(5): `async` "can cause data to be lost or corrupted" when the server restarts uncleanly.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-N06", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A power cut on the file server loses what it said was written",
    why: "The server then says \"written\" before anything is on disk. InnoDB relies on that word: after a power cut commits that visitors saw are gone, and tables can be torn.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.nfs.as_ref().is_some_and(|nfs| !nfs.sync) {
        let place = Place::field("nfs", "sync");
        let edit = reset(&place);
        findings.add_with_safe_fix(
            place,
            "The export answers before writes are on disk.".to_owned(),
            "Answer when they are",
            edit,
        );
    }
}
