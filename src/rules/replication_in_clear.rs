//! ## What it does
//! Finds a database whose replicas do not encrypt what they send each other.
//!
//! ## Example
//! ```yaml
//! percona: {encryption: false}
//! ```
//! Use instead:
//! ```yaml
//! percona: {encryption: true}
//! ```
//!
//! ## How to mend it
//! Encrypt with certificates of one Secret, which make-secrets.sh makes. The fix is not safe:
//! replicas with and without cannot talk, so all of them stop at once.
//!
//! ## Source
//! percona/pxc-docs `docs/encrypt-traffic.md`: on by default since 8.0.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P15", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Replicas send each other everything in clear",
    why: "Whoever can listen on the pods' network reads every row that is written, and whoever can speak there can join the group and get a copy of all data.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    if !percona.encryption && percona.replicas.get() > 1 {
        let place = Place::field("percona", "encryption");
        let edit = reset(&place);
        let message =
            "The database's replicas do not encrypt what they send each other.".to_owned();
        findings.add_with_fix(place, message, "Encrypt it", edit);
    }
}
