//! ## What it does
//! Finds a grace period below two minutes.
//!
//! ## Example
//! ```yaml
//! percona: {grace-period: 10}
//! ```
//! Use instead:
//! ```yaml
//! percona: {grace-period: 600}
//! ```
//!
//! ## How to mend it
//! Ten minutes, as Percona's operator gives it. The fix is safe: it is the most that is waited, and
//! stopping takes no longer than it needs.
//!
//! ## Source
//! percona/percona-xtradb-cluster-operator `deploy/cr.yaml`: `gracePeriod` 600.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P12", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The database has too little time to stop",
    why: "A replica that is stopped writes its changed pages and leaves the group. When the time is over it is killed: it then recovers from its log at the next start, and may need a full copy from another replica.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let seconds = view.design.percona.grace_period.get();
    if seconds < 120 {
        let place = Place::field("percona", "grace-period");
        let edit = reset(&place);
        let message =
            format!("A replica of the database is killed {seconds} s after it was asked to stop.");
        findings.add_with_safe_fix(place, message, "Give it 600 s", edit);
    }
}
