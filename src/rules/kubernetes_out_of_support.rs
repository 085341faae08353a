//! ## What it does
//! Finds a cluster that exists with a version of Kubernetes outside the three minors that the
//! manifests are checked against.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: existing, kubernetes: "1.30"}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: existing, kubernetes: "1.36"}
//! ```
//!
//! ## How to mend it
//! Upgrade the cluster, or try the bundle with `kubectl apply -k . --dry-run=server` first.
//!
//! ## Source
//! Kubernetes releases page: 1.35 to 1.37 are in support in November 2026; 1.34 ended on
//! 2026-10-27.

use super::rule::Findings;
use super::support::KUBERNETES_MINORS;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-C02", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The cluster's Kubernetes version is not one of those tested",
    why: "The objects of the bundle are checked against the schemas of the minors in support. An older server may refuse a field or ignore it, and gets no security fixes.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let version = view.design.cluster.kubernetes;
    let tested = version.major == 1 && KUBERNETES_MINORS.contains(&version.minor);
    if !view.is_vagrant() && !tested {
        findings.add(
            Place::field("cluster", "kubernetes"),
            format!("The bundle is not tested with Kubernetes {version}; 1.35 to 1.37 are."),
        );
    }
}
