//! ## What it does
//! Finds a pull secret where no registry is asked.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: existing, images: on-machines, pull-secret: registry}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: existing, images: on-machines}
//! ```
//!
//! ## How to mend it
//! Take it out, as the safe fix does.
//!
//! ## Source
//! Kubernetes documentation, "Images", Image pull policy: with Never no registry is asked.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-K09", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "A pull secret where no registry is asked",
    why: "Nothing reads it there. Who reads the design later will think that something does.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let cluster = &view.design.cluster;
    if let (Some(name), None) = (&cluster.pull_secret, cluster.asked_with()) {
        let place = Place::field("cluster", "pull-secret");
        let edit = reset(&place);
        let message = format!("Images are on the machines: {name} has no effect.");
        findings.add_with_safe_fix(place, message, "Take it out", edit);
    }
}
