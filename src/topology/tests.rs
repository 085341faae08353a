//! What is derived from the presets, as a person would read it.

use super::*;
use crate::design::{Document, PRESETS};
use std::fmt::Write as _;

fn picture(text: &str) -> String {
    let document = Document::read(text).unwrap();
    let topology = Topology::of(document.design());
    let mut out = String::new();
    for host in &topology.hosts {
        let pods: Vec<String> = topology
            .pods_on(host.index)
            .map(|pod| format!("{}{}", pod.name, if pod.placement.is_pinned() { "!" } else { "" }))
            .collect();
        writeln!(out, "{}: {}", host.name, pods.join(" ")).unwrap();
    }
    let pending: Vec<&str> = topology
        .pods
        .iter()
        .filter(|pod| pod.placement.host().is_none())
        .map(|pod| pod.name.as_str())
        .collect();
    writeln!(out, "pending: {}", pending.join(" ")).unwrap();
    for volume in &topology.volumes {
        writeln!(
            out,
            "{} {} {:?} {}",
            volume.claim,
            volume.size,
            volume.backing,
            volume.volume.as_deref().unwrap_or("-")
        )
        .unwrap();
    }
    for service in &topology.services {
        let ports: Vec<String> = service.ports.iter().map(|port| port.port.to_string()).collect();
        writeln!(out, "{} {:?} {}", service.name, service.exposure, ports.join(",")).unwrap();
    }
    for link in &topology.links {
        writeln!(out, "{:?} -> {:?} {:?} {:?}", link.from, link.to, link.ports, link.kind).unwrap();
    }
    out
}

#[test]
fn presets_are_placed_as_a_person_would() {
    for preset in PRESETS {
        insta::assert_snapshot!(preset.name, picture(preset.text));
    }
}
