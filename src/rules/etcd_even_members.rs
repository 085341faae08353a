//! ## What it does
//! Finds two, four or six members.
//!
//! ## Example
//! ```yaml
//! etcd: {members: [{}, {}, {}, {}]}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {members: [{}, {}, {}]}
//! ```
//!
//! ## How to mend it
//! Three or five. The fix takes the last member away; it is not safe, since a living cluster has to
//! be told first, as the runbook says.
//!
//! ## Source
//! etcd documentation, FAQ, "Why an odd number of cluster members?".

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Edit, Place};

pub(super) const RULE: Rule = Rule { code: "PW-E05", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "An even number of members of etcd",
    why: "A majority of four is three, so four bear the loss of one, as three do, and there is one more to lose.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let members = view.design.etcd.members.len();
    if members > 0 && members.is_multiple_of(2) {
        let place = Place::field("etcd", "members");
        let edit = Edit::Remove { list: place.path().clone(), index: members - 1 };
        let message = format!(
            "{members} members of etcd bear the loss of {}, no more than {} do.",
            (members - 1) / 2,
            members - 1
        );
        findings.add_with_fix(place, message, &format!("Make it {}", members - 1), edit);
    }
}
