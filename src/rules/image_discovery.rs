//! ## What it does
//! Finds the discovery that Percona's image brings.
//!
//! ## Example
//! ```yaml
//! etcd: {image: "gcr.io/etcd-development/etcd:v3.5.33"}
//! percona: {discovery: image}
//! ```
//! Use instead:
//! ```yaml
//! percona: {discovery: etcd}
//! ```
//!
//! ## How to mend it
//! Use our start script over etcd v3. The fix is not safe: the way of starting pods cannot change
//! on a living StatefulSet, and etcd's image has to fit.
//!
//! ## Source
//! percona/percona-docker `entrypoint.sh`; percona/pxc-docs `docs/crash-recovery.md`; etcd
//! CHANGELOG-3.6.

use super::rule::{Findings, reset};
use super::support::{ETCD_WITH_PROBES, PERCONA_MAJORS};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Discovery, Edit, Place};

pub(super) const RULE: Rule = Rule { code: "PW-P07", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The image's own discovery needs a person after a full restart",
    why: "It speaks the v2 API that etcd dropped after 3.5, so it ends with that line. Replicas must start in order, so after a crash of all of them the first waits for the others, which are not started: a person has to edit a file on a volume. A replica whose volume was lost can found a second, empty database.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    if design.percona.discovery != Discovery::Image {
        return;
    }
    let place = Place::field("percona", "discovery");
    let mut edits = vec![reset(&place)];
    if design.etcd.image.version().is_none_or(|version| version < ETCD_WITH_PROBES) {
        edits.push(reset(&Place::field("etcd", "image")));
    }
    if !design.percona.image.version().is_some_and(|(major, ..)| PERCONA_MAJORS.contains(&major)) {
        edits.push(reset(&Place::field("percona", "image")));
    }
    findings.add_with_fix(
        place,
        "Replicas find each other by the image's own discovery.".to_owned(),
        "Use etcd v3",
        Edit::Many(edits),
    );
}
