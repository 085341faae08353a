//! ## What it does
//! Finds an autoscaler on a cluster without metrics-server.
//!
//! ## Example
//! ```yaml
//! cluster: {metrics-server: false}
//! wordpress: {autoscaling: {min: 3, max: 5}}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {metrics-server: true}
//! wordpress: {autoscaling: {min: 3, max: 5}}
//! ```
//!
//! ## How to mend it
//! Install metrics-server. For a Vagrant cluster the fix does, and is safe. On a cluster that
//! exists it only says that it is there.
//!
//! ## Source
//! Kubernetes documentation, "Horizontal Pod Autoscaling": resource metrics come from
//! metrics.k8s.io.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-A02", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The autoscaler has nothing to read",
    why: "Nobody tells it how busy the replicas are, so it never adds one. `kubectl get hpa` shows `<unknown>`. In 2017 Heapster was there by itself.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let design = view.design;
    if design.wordpress.autoscaling.is_none() || design.cluster.metrics_server {
        return;
    }
    let place = Place::field("cluster", "metrics-server");
    let message = "WordPress has an autoscaler, and the cluster no metrics-server.".to_owned();
    let edit = reset(&place);
    if view.is_vagrant() {
        findings.add_with_safe_fix(place, message, "Install it", edit);
    } else {
        findings.add_with_fix(place, message, "Say that it is there", edit);
    }
}
