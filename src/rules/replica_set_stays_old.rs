//! ## What it does
//! Finds WordPress as a bare ReplicaSet.
//!
//! ## Example
//! ```yaml
//! wordpress: {workload: replica-set}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {workload: deployment}
//! ```
//!
//! ## How to mend it
//! Use a Deployment. The fix is not safe: the ReplicaSet has to be deleted first.
//!
//! ## Source
//! Kubernetes documentation, "ReplicaSet": "we recommend using Deployments instead".

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Workload};

pub(super) const RULE: Rule = Rule { code: "PW-W05", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "A change of WordPress does not reach its replicas",
    why: "A ReplicaSet makes missing pods and touches no others. A new image or password reaches only pods that are deleted by hand, so old and new ones serve side by side.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.wordpress.workload == Workload::ReplicaSet {
        let place = Place::field("wordpress", "workload");
        let edit = reset(&place);
        let message =
            "WordPress is a ReplicaSet: changes reach only pods that are made anew.".to_owned();
        findings.add_with_fix(place, message, "Use a Deployment", edit);
    }
}
