//! ## What it does
//! Finds a pod network that has no room for a range for each node, and a Service network of a size
//! that kubeadm refuses.
//!
//! ## Example
//! ```yaml
//! cluster: {pod-network: 10.244.0.0/25}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {pod-network: 10.244.0.0/16}
//! ```
//!
//! ## How to mend it
//! Widen the pod network: a /16 has room for 256 nodes. For Services use a /12 to /28. The fix
//! takes the default, if that fits; it is not safe, since a living cluster cannot change its
//! networks.
//!
//! ## Source
//! kube-controller-manager `--node-cidr-mask-size` (24, IPv6: 64); kubeadm `ValidateNetworking`,
//! which wants at least 10 and at most 2^20 addresses for Services.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Cidr, Cluster, Place};

pub(super) const RULE: Rule = Rule { code: "PW-C04", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A network has too few or too many addresses",
    why: "Each node gets a /24 of the pod network (a /64 for IPv6). A node without one runs no pods, and kubeadm refuses a Service network that is too small or too large before it begins.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    let cluster = &view.design.cluster;
    let nodes = view.design.machines.iter().filter(|machine| machine.role.is_node()).count();
    let bits = |network: Cidr| (network.0.prefix_len(), network.0.max_prefix_len());
    let (pods, longest) = bits(cluster.pod_network);
    let node_range = if longest == 32 { 24_u8 } else { 64 };
    let room = match node_range.checked_sub(pods) {
        Some(spare) => 1_usize.checked_shl(u32::from(spare)).unwrap_or(usize::MAX),
        None => 0,
    };
    if room < nodes.max(1) {
        let place = Place::field("cluster", "pod-network");
        let message = format!(
            "The pods' network {} has room for {room} nodes (a /{node_range} each); there are {nodes}.",
            cluster.pod_network
        );
        let default = Cluster::default().pod_network;
        let fits = nodes <= 256 && !default.overlaps(&cluster.service_network) && longest == 32;
        if fits && !holds_machine(view, default) {
            let edit = reset(&place);
            findings.add_with_fix(place, message, "Use 10.244.0.0/16", edit);
        } else {
            findings.add(place, message);
        }
    }
    let (services, longest) = bits(cluster.service_network);
    let host_bits = longest.saturating_sub(services);
    if !(4..=20).contains(&host_bits) {
        let place = Place::field("cluster", "service-network");
        let message = format!(
            "kubeadm wants 10 to 2^20 addresses for Services; {} has 2^{host_bits}.",
            cluster.service_network
        );
        let default = Cluster::default().service_network;
        if longest == 32 && !default.overlaps(&cluster.pod_network) && !holds_machine(view, default)
        {
            let edit = reset(&place);
            findings.add_with_fix(place, message, "Use 10.96.0.0/12", edit);
        } else {
            findings.add(place, message);
        }
    }
}

fn holds_machine(view: &View<'_>, network: Cidr) -> bool {
    view.design.machines.iter().any(|one| one.address.is_some_and(|at| network.contains(at)))
}
