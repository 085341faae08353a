//! ## What it does
//! Finds a database without probes.
//!
//! ## Example
//! ```yaml
//! percona: {probes: false}
//! ```
//! Use instead:
//! ```yaml
//! percona: {probes: true}
//! ```
//!
//! ## How to mend it
//! Use the probes. The fix is safe: replicas restart one after the other.
//!
//! ## Source
//! percona/percona-docker `clustercheck.sh`; Kubernetes documentation, "StatefulSets",
//! `OrderedReady`.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-P13", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Nobody asks a replica of the database how it is",
    why: "Kubernetes then takes a replica for ready as soon as its container runs: WordPress is sent to one that is still copying its data, and in the article's order the next replica starts while the first is not yet set up.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.design.percona.probes {
        let place = Place::field("percona", "probes");
        let edit = reset(&place);
        let message = "A replica counts as ready while it still copies its data.".to_owned();
        findings.add_with_safe_fix(place, message, "Use the probes", edit);
    }
}
