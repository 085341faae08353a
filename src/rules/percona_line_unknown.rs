//! ## What it does
//! Finds images of Percona before 8.0 or after 9.
//!
//! ## Example
//! ```yaml
//! percona: {image: "perconalab/percona-xtradb-cluster:5.6"}
//! ```
//! Use instead:
//! ```yaml
//! percona: {image: "percona/percona-xtradb-cluster:8.4"}
//! ```
//!
//! ## How to mend it
//! Use 8.4, the line with long-term support. The fix is not safe: data of an older line are
//! upgraded one line at a time.
//!
//! ## Source
//! percona/percona-docker `percona-xtradb-cluster-5.6/dockerdir/entrypoint.sh` (`set +e` around
//! discovery); folders 5.6 to 9.x.

use super::rule::{Findings, reset};
use super::support::PERCONA_MAJORS;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P09", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The bundle does not fit this line of Percona XtraDB Cluster",
    why: "Settings, accounts and encryption of the bundle are those of 8.0 to 9. Version 5.6 is worse: when etcd is away, each replica founds a database of its own without a word, and what was written to all but one of them is lost when they meet.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let image = &view.design.percona.image;
    if let Some((major, minor, _)) =
        image.version().filter(|(major, ..)| !PERCONA_MAJORS.contains(major))
    {
        let place = Place::field("percona", "image");
        let edit = reset(&place);
        let message = format!("The bundle is made for Percona 8.0 to 9; this is {major}.{minor}.");
        findings.add_with_fix(place, message, "Use 8.4", edit);
    }
}
