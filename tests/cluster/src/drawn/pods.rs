//! Pods: how many, where, with what, and how evenly.

use std::collections::{BTreeMap, BTreeSet};

use presswright::topology::{Backing, Host, Placement, Pod, Tier, Topology};
use serde_json::Value;

use super::{Living, host_name, name, text};
use crate::quantity::{bytes, millicores};

impl Living {
    pub(super) fn compare_pods(&self, topology: &Topology, tier: Tier, found: &mut Vec<String>) {
        let drawn: Vec<&Pod> = topology.pods_of(tier).collect();
        let living = self.pods_of(tier);
        let called = tier.component();
        if drawn.len() != living.len() {
            found.push(format!("{} pods of {called}, drawn: {}", living.len(), drawn.len()));
            return;
        }
        // A design for a cluster whose machines it does not name says nothing of where pods run.
        let places = topology.hosts.iter().any(Host::runs_pods);
        for (drawn, living) in pairs(&drawn, &living) {
            let here = name(living);
            let host = text(&living["spec"]["nodeName"]);
            if let Placement::Pinned(wanted) = &drawn.placement
                && host_name(topology, *wanted) != Some(host)
            {
                found.push(format!(
                    "pod {here} is on '{host}', drawn: {:?}",
                    host_name(topology, *wanted)
                ));
            }
            if let Placement::Predicted { candidates, host: expected } = &drawn.placement {
                match expected {
                    Some(_)
                        if !candidates
                            .iter()
                            .any(|one| host_name(topology, *one) == Some(host)) =>
                    {
                        found.push(format!(
                            "pod {here} is on '{host}', which is none of the machines predicted"
                        ));
                    }
                    None if places && !host.is_empty() => {
                        found.push(format!("pod {here} is on {host}, drawn: Pending"));
                    }
                    _ => {}
                }
            }
            let runs = !places || drawn.placement.host().is_some();
            if runs && living["status"]["phase"] != "Running" {
                found.push(format!("pod {here} is {}: {}", living["status"]["phase"], why(living)));
            }
            let (cpu, memory) = requests(living);
            if (cpu, memory) != (drawn.cpu, drawn.memory) {
                found.push(format!(
                    "pod {here} asks for {cpu}m and {memory} bytes, drawn: {}m and {}",
                    drawn.cpu, drawn.memory
                ));
            }
            let mounted = claims_of(living);
            let claims: BTreeSet<&str> = drawn.claims.iter().map(String::as_str).collect();
            let host_path = topology
                .volumes
                .iter()
                .filter(|volume| matches!(volume.backing, Backing::HostPath(_)));
            let without: BTreeSet<&str> = host_path.map(|volume| volume.claim.as_str()).collect();
            if mounted != &claims - &without {
                found.push(format!("pod {here} mounts {mounted:?}, drawn: {claims:?}"));
            }
        }
        let as_drawn =
            counts(drawn.iter().filter_map(|pod| host_name(topology, pod.placement.host()?)));
        let as_living = counts(
            living.iter().map(|pod| text(&pod["spec"]["nodeName"])).filter(|host| !host.is_empty()),
        );
        if places && as_drawn != as_living {
            found.push(format!("{called} has {as_living:?} pods a machine, drawn: {as_drawn:?}"));
        }
    }
}

/// Pods of a stateful tier by their names, others by their order: they are alike.
fn pairs<'a>(drawn: &[&'a Pod], living: &[&'a Value]) -> Vec<(&'a Pod, &'a Value)> {
    let mut drawn = drawn.to_vec();
    drawn.sort_by(|one, other| one.name.cmp(&other.name));
    drawn.into_iter().zip(living.iter().copied()).collect()
}

/// How many pods the machines have, the fullest first. Which machine has how many is the
/// scheduler's to choose among equals; how evenly they stand is not.
fn counts<'a>(hosts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut by_host: BTreeMap<&str, usize> = BTreeMap::new();
    for host in hosts {
        *by_host.entry(host).or_default() += 1;
    }
    let mut counts: Vec<usize> = by_host.into_values().collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    counts
}

/// What a pod asks for: its containers, with those of its init containers that stay.
fn requests(pod: &Value) -> (u64, u64) {
    let containers = pod["spec"]["containers"].as_array().into_iter().flatten();
    let init = pod["spec"]["initContainers"].as_array().into_iter().flatten();
    containers.chain(init.filter(|container| container["restartPolicy"] == "Always")).fold(
        (0, 0),
        |(cpu, memory), container| {
            let asked = &container["resources"]["requests"];
            (
                cpu + millicores(&asked["cpu"]).unwrap_or(0),
                memory + bytes(&asked["memory"]).unwrap_or(0),
            )
        },
    )
}

fn claims_of(pod: &Value) -> BTreeSet<&str> {
    let volumes = pod["spec"]["volumes"].as_array().into_iter().flatten();
    volumes.filter_map(|volume| volume["persistentVolumeClaim"]["claimName"].as_str()).collect()
}

fn why(pod: &Value) -> &str {
    let conditions = pod["status"]["conditions"].as_array();
    let scheduled = conditions.into_iter().flatten().find(|one| one["type"] == "PodScheduled");
    scheduled.map_or("no reason given", |condition| text(&condition["message"]))
}
