//! ## What it does
//! Finds `replicas` together with an autoscaler.
//!
//! ## Example
//! ```yaml
//! wordpress: {replicas: 3, autoscaling: {min: 5, max: 10}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {autoscaling: {min: 5, max: 10}}
//! ```
//!
//! ## How to mend it
//! Take `replicas` out. The fix does that. It is safe: the autoscaler's bounds hold already.
//!
//! ## Source
//! Kubernetes documentation, "Horizontal Pod Autoscaling", Migrating Deployments and StatefulSets
//! to horizontal autoscaling.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-A03", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Both a person and the autoscaler set the number of replicas",
    why: "Every apply sets the number back, and the autoscaler corrects it: in the article it says 3, and the autoscaler makes 5 of it at once. In the manifests we leave it out.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    if let (Some(replicas), Some(auto)) = (wordpress.replicas, &wordpress.autoscaling) {
        let place = Place::field("wordpress", "replicas");
        let edit = reset(&place);
        let message = format!(
            "{replicas} replicas are set, and the autoscaler keeps {} to {}.",
            auto.min, auto.max
        );
        findings.add_with_safe_fix(place, message, "Leave it to the autoscaler", edit);
    }
}
