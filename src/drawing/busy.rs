//! A picture of thousands of machines shows those on which something stands.

use crate::design::{Design, Label, Role};
use crate::topology::{Backing, Placement, Topology};
use std::collections::{BTreeMap, BTreeSet};

/// The most machines of which a picture shows each.
const MOST: usize = 200;

/// The topology without workers on which nothing of ours stands, and how many those are. With fewer
/// machines than a picture can show it is the same.
pub fn busy(design: &Design, topology: &Topology) -> (Topology, usize) {
    if topology.hosts.len() <= MOST {
        return (topology.clone(), 0);
    }
    let mut kept: BTreeSet<usize> =
        topology.pods.iter().filter_map(|pod| pod.placement.host()).collect();
    kept.extend(topology.volumes.iter().filter_map(crate::topology::Volume::host));
    let serves = |name: &Label| design.nfs.as_ref().is_some_and(|nfs| nfs.machine == *name);
    kept.extend(
        topology
            .hosts
            .iter()
            .filter(|host| host.role != Role::Worker || serves(&host.name))
            .map(|host| host.index),
    );
    let place: BTreeMap<usize, usize> =
        kept.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    let mut reduced = topology.clone();
    reduced.hosts.retain(|host| kept.contains(&host.index));
    for (index, host) in reduced.hosts.iter_mut().enumerate() {
        host.index = index;
    }
    for pod in &mut reduced.pods {
        match &mut pod.placement {
            Placement::Pinned(host) => *host = place.get(host).copied().unwrap_or(*host),
            Placement::Predicted { host, candidates } => {
                *host = host.and_then(|host| place.get(&host).copied());
                candidates.clear();
            }
        }
    }
    for volume in &mut reduced.volumes {
        if let Backing::Local { host, .. } = &mut volume.backing {
            *host = place.get(host).copied().unwrap_or(*host);
        }
    }
    for folder in &mut reduced.local_folders {
        folder.host = place.get(&folder.host).copied().unwrap_or(folder.host);
    }
    let left_out = topology.hosts.len() - reduced.hosts.len();
    (reduced, left_out)
}
