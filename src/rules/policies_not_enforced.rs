//! ## What it does
//! Finds NetworkPolicies together with a network plugin that does not enforce them.
//!
//! ## Example
//! ```yaml
//! cluster: {network-plugin: flannel}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {network-plugin: calico}
//! ```
//!
//! ## How to mend it
//! Use Calico. The fix is not safe: a living cluster does not change its network plugin without an
//! interruption.
//!
//! ## Source
//! flannel README: "Flannel is focused on networking. For network policy, other projects such as
//! Calico can be used."

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{NetworkPlugin, Place};

pub(super) const RULE: Rule = Rule { code: "PW-C06", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Nothing enforces the NetworkPolicies",
    why: "The API server takes NetworkPolicies whether or not anything reads them. With flannel every pod of the cluster can still talk to the database and to etcd.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let cluster = &view.design.cluster;
    if cluster.network_policies && cluster.network_plugin == NetworkPlugin::Flannel {
        let place = Place::field("cluster", "network-plugin");
        let edit = set_text(&place, "calico");
        findings.add_with_fix(
            place,
            "flannel does not enforce the NetworkPolicies that the bundle holds.".to_owned(),
            "Use Calico",
            edit,
        );
    }
}
