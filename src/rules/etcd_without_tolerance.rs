//! ## What it does
//! Finds a single member of etcd.
//!
//! ## Example
//! ```yaml
//! etcd: {members: [{}]}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {members: [{}, {}, {}]}
//! ```
//!
//! ## How to mend it
//! Three members on three machines bear the loss of any one.
//!
//! ## Source
//! etcd documentation, FAQ, table of fault tolerance.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E06", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "One member of etcd bears no loss",
    why: "While it is away, no replica of the database can start or come back, and if its data are lost a person has to decide who founds the database anew.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.etcd.members.len() == 1 {
        findings.add(
            Place::field("etcd", "members"),
            "etcd has one member and bears the loss of none.".to_owned(),
        );
    }
}
