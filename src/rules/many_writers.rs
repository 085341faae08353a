//! ## What it does
//! Finds one Service over all replicas of the database, where there are several.
//!
//! ## Example
//! ```yaml
//! percona: {replicas: 3, access: service}
//! ```
//! Use instead:
//! ```yaml
//! percona: {replicas: 3, access: haproxy}
//! ```
//!
//! ## How to mend it
//! Put HAProxy in front: one replica is written to, the others stand by. The fix is not safe:
//! connections break once while WordPress moves over.
//!
//! ## Source
//! percona/pxc-docs `docs/limitation.md` and `docs/wsrep-system-index.md` (`wsrep_sync_wait`).

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Access, Place};

pub(super) const RULE: Rule = Rule { code: "PW-P11", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "WordPress writes to several replicas at once",
    why: "Two replicas that change the same row at the same time both say yes at first; at COMMIT one of them fails with a deadlock error (1213), which WordPress shows to the visitor. And what was just written through one replica may not be there yet when it is read through another.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    if percona.access == Access::Service && percona.replicas.get() > 1 {
        let place = Place::field("percona", "access");
        let edit = reset(&place);
        let message = format!("WordPress writes to any of the {} replicas.", percona.replicas);
        if view.fits_with(|design| design.percona.access = Access::Haproxy) {
            findings.add_with_fix(place, message, "Put HAProxy in front", edit);
        } else {
            findings.add(place, message);
        }
    }
}
