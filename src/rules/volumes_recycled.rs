//! ## What it does
//! Finds volumes with the reclaim policy `recycle`.
//!
//! ## Example
//! ```yaml
//! percona: {reclaim: recycle}
//! ```
//! Use instead:
//! ```yaml
//! percona: {reclaim: retain}
//! ```
//!
//! ## How to mend it
//! Use `retain`. The fix is safe: it only keeps more.
//!
//! ## Source
//! Kubernetes documentation, "Persistent Volumes", Recycle.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{PerconaStorage, Place, Reclaim};

pub(super) const RULE: Rule = Rule { code: "PW-N11", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Deleting a claim wipes the data",
    why: "When a claim is deleted, a pod of the cluster runs `rm -rf` over its folder. One mistaken command and the database is gone. The policy is deprecated, and local volumes do not know it at all.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    let ours = !matches!(percona.storage, PerconaStorage::Class(_));
    if percona.reclaim == Reclaim::Recycle && ours {
        let place = Place::field("percona", "reclaim");
        let edit = reset(&place);
        findings.add_with_safe_fix(
            place,
            "The database's files are wiped when a claim is deleted.".to_owned(),
            "Keep them",
            edit,
        );
    }
}
