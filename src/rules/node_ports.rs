//! The node ports of a design.

use crate::design::{Design, Place, WayIn};
use std::ops::RangeInclusive;

/// Ports that a Service may ask for on every machine: `--service-node-port-range`.
pub(super) const NODE_PORTS: RangeInclusive<u32> = 30000..=32767;

/// Those of them that Kubernetes never hands out by itself. Source: KEP 3668; for this range
/// min(max(16, 2768 / 32), 128) = 86 ports.
pub(super) const STATIC_BAND: RangeInclusive<u32> = 30000..=30085;

/// Every node port, with whom it is for and where it stands. Visitors' comes first.
pub(super) fn node_ports(design: &Design) -> Vec<(u32, &'static str, Place)> {
    let mut ports = Vec::new();
    if let WayIn::NodePort(port) = design.wordpress.way_in {
        let place = Place::field("wordpress", "way-in").key("node-port");
        ports.push((port.get(), "visitors", place));
    }
    if let Some(port) = design.percona.node_port {
        ports.push((port.get(), "the database", Place::field("percona", "node-port")));
    }
    if let Some(port) = design.etcd.node_port {
        ports.push((port.get(), "etcd", Place::field("etcd", "node-port")));
    }
    ports
}

/// Ports of the static band that the design does not use, one after the other, from 30080 on.
pub(super) fn free(ports: &[(u32, &'static str, Place)]) -> impl Iterator<Item = u32> + use<> {
    let used: Vec<u32> = ports.iter().map(|(port, ..)| *port).collect();
    (30080..=30085).chain(30000..30080).filter(move |port| !used.contains(port))
}
