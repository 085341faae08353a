//! ## What it does
//! Finds etcd clusters of more than seven members.
//!
//! ## Example
//! ```yaml
//! etcd: {members: [{}, {}, {}, {}, {}, {}, {}, {}, {}]}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {members: [{}, {}, {}, {}, {}]}
//! ```
//!
//! ## How to mend it
//! Five bear the loss of any two. Members are taken away one by one, as the runbook says.
//!
//! ## Source
//! etcd documentation, FAQ, "What is maximum cluster size?".

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E07", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "More than seven members of etcd",
    why: "Each write waits for a majority. More members make every write slower and bear losses that do not happen together.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let members = view.design.etcd.members.len();
    if members > 7 {
        findings.add(
            Place::field("etcd", "members"),
            format!("etcd has {members} members; seven are the most that make sense."),
        );
    }
}
