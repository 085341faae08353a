//! ## What it does
//! Finds machines, pods and Services whose addresses are not all of one family.
//!
//! ## Example
//! ```yaml
//! cluster: {pod-network: "fd00:10::/48"}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {pod-network: "fd00:10::/48", service-network: "fd00:20::/112"}
//! ```
//!
//! ## How to mend it
//! Use IPv4 for all three, or IPv6 for all three.
//!
//! ## Source
//! Kubernetes documentation, "IPv4/IPv6 dual-stack": single-stack clusters use one family
//! throughout.

use super::rule::Findings;
use super::view::{View, list};
use super::{Rule, Severity, Words};
use crate::design::{Cidr, Place};

pub(super) const RULE: Rule = Rule { code: "PW-C05", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "IPv4 and IPv6 are mixed",
    why: "The cluster is set up for one family. A node without an address of the family of pods and Services cannot join, and kubeadm refuses networks of two families without a pair of each.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    let cluster = &view.design.cluster;
    let is_v4 = |network: Cidr| network.0.max_prefix_len() == 32;
    let family = |v4: bool| if v4 { "IPv4" } else { "IPv6" };
    let pods = is_v4(cluster.pod_network);
    if is_v4(cluster.service_network) != pods {
        findings.add(
            Place::field("cluster", "service-network"),
            format!("Services have {}, pods {}.", family(!pods), family(pods)),
        );
    }
    let others: Vec<(usize, &str)> = view
        .design
        .machines
        .iter()
        .enumerate()
        .filter(|(_, one)| one.address.is_some_and(|address| address.0.is_ipv4() != pods))
        .map(|(index, one)| (index, one.name.as_str()))
        .collect();
    if let Some((first, _)) = others.first() {
        let names: Vec<&str> = others.iter().map(|(_, name)| *name).collect();
        findings.add(
            Place::machine(*first).key("address"),
            format!("{} by {}, the pods by {}.", reached(&names), family(!pods), family(pods)),
        );
    }
}

fn reached(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb} reached", list(names))
}
