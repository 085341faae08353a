//! ## What it does
//! Finds pods, Services and machines that would share addresses.
//!
//! ## Example
//! ```yaml
//! cluster: {pod-network: 10.96.0.0/16}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {pod-network: 10.244.0.0/16, service-network: 10.96.0.0/12}
//! ```
//!
//! ## How to mend it
//! Give each a range of its own. The fix takes the first free pair of ranges; it is not safe, since
//! a living cluster cannot change them.
//!
//! ## Source
//! kubeadm, `--pod-network-cidr` and `--service-cidr`; the defaults are 10.244.0.0/16 for flannel
//! and 10.96.0.0/12.

use super::rule::{Findings, set_text};
use super::view::{View, list};
use super::{Rule, Severity, Words};
use crate::design::{Cidr, Edit, Place, Single};

pub(super) const RULE: Rule = Rule { code: "PW-C03", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Networks overlap",
    why: "An address then means two things. Packets for a pod or a Service go to a machine or the other way round, and kubeadm refuses some of it outright.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    let cluster = &view.design.cluster;
    let (pods, services) = (cluster.pod_network, cluster.service_network);
    let place = Place::field("cluster", "pod-network");
    let mut say = |place: Place, message: String| match free_pair(view) {
        Some(edit) => findings.add_with_fix(place, message, "Use free ranges", edit),
        None => findings.add(place, message),
    };
    if pods.overlaps(&services) {
        say(
            place.clone(),
            format!("The pods' network {pods} and the Services' {services} overlap."),
        );
    }
    for (network, what, place) in
        [(pods, "pods", place), (services, "Services", Place::field("cluster", "service-network"))]
    {
        let inside: Vec<&str> = view
            .design
            .machines
            .iter()
            .filter(|machine| machine.address.is_some_and(|address| network.contains(address)))
            .map(|machine| machine.name.as_str())
            .collect();
        if !inside.is_empty() {
            say(
                place,
                format!("The {what}' network {network} holds the address of {}.", list(&inside)),
            );
        }
    }
}

/// The first pair of ranges that overlaps neither each other nor a machine, with room for all nodes.
fn free_pair(view: &View<'_>) -> Option<Edit> {
    const PODS: [&str; 3] = ["10.244.0.0/16", "10.128.0.0/9", "172.16.0.0/13"];
    const SERVICES: [&str; 2] = ["10.96.0.0/12", "172.24.0.0/16"];
    let holds_machine = |network: &Cidr| {
        view.design.machines.iter().any(|one| one.address.is_some_and(|at| network.contains(at)))
    };
    let large = view.design.machines.len() > 200;
    let read = |text: &&str| Cidr::parse(text).ok().filter(|network| !holds_machine(network));
    let pods: Vec<Cidr> = PODS.iter().skip(usize::from(large)).filter_map(read).collect();
    let services: Vec<Cidr> = SERVICES.iter().filter_map(read).collect();
    let (pods, services) = pods.iter().find_map(|pods| {
        services.iter().find(|other| !other.overlaps(pods)).map(|services| (pods, services))
    })?;
    Some(Edit::Many(vec![
        set_text(&Place::field("cluster", "pod-network"), &pods.to_string()),
        set_text(&Place::field("cluster", "service-network"), &services.to_string()),
    ]))
}
