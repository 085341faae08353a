//! ## What it does
//! Finds Percona 8.0 and 9.
//!
//! ## Example
//! ```yaml
//! percona: {image: "percona/percona-xtradb-cluster:8.0"}
//! ```
//! Use instead:
//! ```yaml
//! percona: {image: "percona/percona-xtradb-cluster:8.4"}
//! ```
//!
//! ## How to mend it
//! Use 8.4. From 8.0 that is an upgrade replica by replica, as the runbook says; back it is not.
//!
//! ## Source
//! MySQL release model: 8.0 ended in April 2026, 8.4 is the long-term support line;
//! percona/pxc-docs.

use super::rule::Findings;
use super::support::{PERCONA_LONG_TERM, PERCONA_MAJORS};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P10", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "This line of Percona has no long-term support",
    why: "8.0 ended with MySQL 8.0 in April 2026. Versions 9 are replaced every quarter, and each one ends the support of the last.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let version = view.design.percona.image.version();
    if let Some((major, minor, _)) = version
        && PERCONA_MAJORS.contains(&major)
        && (major, minor) != PERCONA_LONG_TERM
    {
        findings.add(
            Place::field("percona", "image"),
            format!("Percona {major}.{minor} has no long-term support; 8.4 has."),
        );
    }
}
