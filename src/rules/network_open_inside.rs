//! ## What it does
//! Finds designs without NetworkPolicies.
//!
//! ## Example
//! ```yaml
//! cluster: {network-policies: false}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {network-policies: true}
//! ```
//!
//! ## How to mend it
//! Let the bundle hold policies that allow just what each tier needs. The fix is not safe: whatever
//! else talks to these pods is cut off.
//!
//! ## Source
//! Kubernetes documentation, "Network Policies": without one, all traffic is allowed.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-X05", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Any pod of the cluster may talk to the database",
    why: "A hole in one plugin, or in any other application of the cluster, is then a way to etcd, to the database's replication and to everything else inside.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.design.cluster.network_policies {
        let place = Place::field("cluster", "network-policies");
        let edit = reset(&place);
        let message = "There are no NetworkPolicies: any pod may talk to any other.".to_owned();
        findings.add_with_fix(place, message, "Allow only what is needed", edit);
    }
}
