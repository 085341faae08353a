//! ## What it does
//! Finds images of etcd before 3.5.12.
//!
//! ## Example
//! ```yaml
//! etcd: {image: "quay.io/coreos/etcd:v3.4.30"}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {image: "gcr.io/etcd-development/etcd:v3.6.14"}
//! ```
//!
//! ## How to mend it
//! Use a current version. The fix takes the default, or the last 3.5 for the image's own discovery;
//! it is not safe, since etcd is upgraded one minor at a time.
//!
//! ## Source
//! etcd documentation, "Monitoring etcd": /livez and /readyz since 3.5.12.

use super::rule::{Findings, reset, set_text};
use super::support::{ETCD_WITH_PROBES, ETCD_WITH_V2};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Discovery, Place};

pub(super) const RULE: Rule = Rule { code: "PW-E12", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "This etcd does not answer the probes",
    why: "The probes ask `/livez` and `/readyz`. An etcd that does not know them is taken for dead and restarted for ever.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    if let Some(version) = design.etcd.image.version().filter(|version| *version < ETCD_WITH_PROBES)
    {
        let place = Place::field("etcd", "image");
        let edit = match design.percona.discovery {
            Discovery::Image => set_text(&place, ETCD_WITH_V2),
            Discovery::Etcd => reset(&place),
        };
        let (major, minor, patch) = version;
        let message = format!("etcd {major}.{minor}.{patch} does not know /livez and /readyz.");
        findings.add_with_fix(place, message, "Use a current version", edit);
    }
}
