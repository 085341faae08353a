//! The chain pod, claim, volume, folder of the thing in focus.

use super::scene::ChainBox;
use super::{Scene, Thing};
use crate::topology::Topology;

/// What lights up for a thing: the others of its chains, and the lines between.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// Everything on it, the thing itself too.
    pub things: Vec<Thing>,
    /// Its lines. There are none where machines stand under one another.
    pub lines: Vec<ChainBox>,
}

/// What lights up when that thing is in focus.
pub fn chain(scene: &Scene, topology: &Topology, thing: Thing) -> Chain {
    let pods: Vec<Thing> = match thing {
        Thing::Folder(_) => thing.users_of_folder(topology),
        Thing::Machine(_) | Thing::Export | Thing::Cluster | Thing::Backups | Thing::WayIn => {
            Vec::new()
        }
        Thing::Etcd | Thing::Percona | Thing::Wordpress => scene
            .pods
            .iter()
            .map(|pod| pod.thing)
            .filter(|pod| pod.tier() == thing.tier())
            .collect(),
        pod => vec![pod],
    };
    let lines: Vec<ChainBox> =
        scene.chains.iter().filter(|chain| pods.contains(&chain.pod)).cloned().collect();
    let mut things: Vec<Thing> = pods.iter().flat_map(|pod| pod.folders(topology)).collect();
    things.extend(pods);
    things.push(thing);
    things.sort_unstable();
    things.dedup();
    Chain { things, lines }
}
