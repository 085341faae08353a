//! ## What it does
//! Finds a version of Kubernetes that the scripts cannot install: they know the three minors in
//! support.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: vagrant, kubernetes: "1.5"}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: vagrant, kubernetes: "1.36"}
//! ```
//!
//! ## How to mend it
//! Choose 1.35, 1.36 or 1.37. The fix is not safe: a living cluster is upgraded minor by minor, as
//! the runbook says.
//!
//! ## Source
//! Kubernetes releases page: 1.35 to 1.37 are in support in November 2026; 1.34 ended on
//! 2026-10-27.

use super::rule::{Findings, set_text};
use super::support::KUBERNETES_MINORS;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-C01", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The cluster cannot be made with this Kubernetes version",
    why: "The packages, the container runtime and the network plugin are pinned for each minor that is offered. For another there is nothing to install, and an old one gets no security fixes.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let version = view.design.cluster.kubernetes;
    if view.is_vagrant() && !(version.major == 1 && KUBERNETES_MINORS.contains(&version.minor)) {
        let place = Place::field("cluster", "kubernetes");
        let edit = set_text(&place, "1.36");
        findings.add_with_fix(
            place,
            format!("Kubernetes {version} cannot be installed: 1.35, 1.36 and 1.37 are offered."),
            "Use 1.36",
            edit,
        );
    }
}
