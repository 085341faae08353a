//! ## What it does
//! Finds the image's own discovery together with an etcd that is not 3.4 or 3.5, or whose version
//! cannot be told.
//!
//! ## Example
//! ```yaml
//! etcd: {image: "quay.io/coreos/etcd:latest"}
//! percona: {discovery: image}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {image: "gcr.io/etcd-development/etcd:v3.5.33"}
//! percona: {discovery: image}
//! ```
//!
//! ## How to mend it
//! Use etcd 3.5, or our start script over etcd v3. The fix takes the last 3.5; it is not safe,
//! since etcd cannot go back to an older minor with the same data.
//!
//! ## Source
//! etcd CHANGELOG-3.4 (PR 10935), -3.5, -3.6; percona/percona-docker `entrypoint.sh`;
//! bitnami/bitnami-docker-etcd issue 12.

use super::rule::{Findings, set_text};
use super::support::ETCD_WITH_V2;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Discovery, Place};

pub(super) const RULE: Rule = Rule { code: "PW-P08", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The image's own discovery does not work with this etcd",
    why: "The entrypoint speaks only etcd's v2 keys. From 3.6 on etcd answers \"404 page not found\", the entrypoint ends, and every replica is restarted for ever. `latest` is such a version today.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    if design.percona.discovery != Discovery::Image {
        return;
    }
    let said = match design.etcd.image.version() {
        Some((3, 4 | 5, _)) => return,
        Some((major, minor, _)) => {
            format!("etcd {major}.{minor} has no v2 API that can be switched on")
        }
        None => format!("{} does not tell its version", design.etcd.image),
    };
    let place = Place::field("etcd", "image");
    let edit = set_text(&place, ETCD_WITH_V2);
    findings.add_with_fix(
        place,
        format!("{said}, and the image's own discovery needs 3.4 or 3.5."),
        "Use etcd 3.5",
        edit,
    );
}
