//! What lights up with things: their chains pod, claim, volume, folder, and who talks to them.

use super::scene::ChainBox;
use super::{Scene, Thing};
use crate::topology::{Backing, End, LinkKind, Tier, Topology};
use std::collections::{BTreeMap, BTreeSet};

/// What lights up for things: the others of their chains, what they talk to and what talks to them,
/// and the lines of their chains.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// Everything that lights up, the things themselves too; sorted.
    pub things: Vec<Thing>,
    /// Its lines. There are none where machines stand under one another.
    pub lines: Vec<ChainBox>,
}

impl Chain {
    /// Whether that thing lights up.
    pub fn lights(&self, thing: Thing) -> bool {
        self.things.binary_search(&thing).is_ok()
    }
}

/// What lights up when those things are in focus, or selected.
pub fn chain(scene: &Scene, topology: &Topology, things: &[Thing]) -> Chain {
    let pods: BTreeSet<Thing> =
        things.iter().flat_map(|thing| pods_of(scene, topology, *thing)).collect();
    let lines = scene.chains.iter().filter(|chain| pods.contains(&chain.pod)).cloned().collect();
    let mut lit: BTreeSet<Thing> = things.iter().copied().collect();
    lit.extend(folders_of(topology, &pods));
    lit.extend(services_of(topology, things));
    lit.extend(pods);
    Chain { things: lit.into_iter().collect(), lines }
}

/// The pods whose chains light up for a thing.
fn pods_of(scene: &Scene, topology: &Topology, thing: Thing) -> Vec<Thing> {
    match thing {
        Thing::Folder(_) => thing.users_of_folder(topology),
        Thing::Machine(_) | Thing::Export | Thing::Cluster | Thing::Backups | Thing::WayIn => {
            Vec::new()
        }
        Thing::Etcd | Thing::Percona | Thing::Wordpress => {
            let pods = scene.pods.iter().map(|pod| pod.thing);
            pods.filter(|pod| pod.tier() == thing.tier()).collect()
        }
        pod => vec![pod],
    }
}

/// The folders that those pods mount.
fn folders_of(topology: &Topology, pods: &BTreeSet<Thing>) -> Vec<Thing> {
    let names = topology.folders.iter().enumerate();
    let folders: BTreeMap<&str, usize> =
        names.map(|(index, folder)| (folder.name.as_str(), index)).collect();
    let claims: BTreeMap<&str, usize> = topology
        .volumes
        .iter()
        .filter_map(|volume| match &volume.backing {
            Backing::Folder(name) => Some((volume.claim.as_str(), *folders.get(name.as_str())?)),
            _ => None,
        })
        .collect();
    let all = topology.pods.iter();
    all.filter(|pod| Thing::of_pod(pod).is_some_and(|thing| pods.contains(&thing)))
        .flat_map(|pod| pod.claims.iter().filter_map(|claim| claims.get(claim.as_str())))
        .map(|folder| Thing::Folder(*folder))
        .collect()
}

/// Those things' own Services, what they talk to by traffic and discovery, and what talks to them.
fn services_of(topology: &Topology, things: &[Thing]) -> BTreeSet<Thing> {
    let own: BTreeSet<Thing> = things.iter().filter_map(|thing| service_of(*thing)).collect();
    let talks = topology
        .links
        .iter()
        .filter(|link| matches!(link.kind, LinkKind::Traffic | LinkKind::Discovery))
        .filter_map(|link| Some((end(link.from)?, end(link.to)?)));
    let beside = talks.flat_map(|(from, to)| {
        let toward = own.contains(&from).then_some(to);
        toward.into_iter().chain(own.contains(&to).then_some(from))
    });
    beside.chain(own.iter().copied()).collect()
}

/// The Service before the pods that a thing is or stands for.
fn service_of(thing: Thing) -> Option<Thing> {
    match thing {
        Thing::Site(_) | Thing::Wordpress => Some(Thing::Wordpress),
        Thing::Replica(_) | Thing::Haproxy(_) | Thing::Percona => Some(Thing::Percona),
        Thing::Member(_) | Thing::Etcd => Some(Thing::Etcd),
        Thing::WayIn => Some(Thing::WayIn),
        _ => None,
    }
}

/// What an end of a link is on the drawing; jobs and the internet are not drawn.
fn end(end: End) -> Option<Thing> {
    match end {
        End::Tier(tier @ (Tier::Wordpress | Tier::Percona | Tier::Haproxy | Tier::Etcd)) => {
            Some(Thing::of_tier(tier))
        }
        End::Outside | End::IngressController => Some(Thing::WayIn),
        End::Tier(_) | End::Internet => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::preset;
    use crate::editor::{Editor, lay_out};

    fn lit(narrow: bool, things: &[Thing]) -> Chain {
        let editor = Editor::open(preset("lab").unwrap().text).unwrap();
        let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), narrow);
        chain(&scene, editor.topology(), things)
    }

    #[test]
    fn the_chains_of_all_things_light_up() {
        let pods = [0, 1, 2].map(Thing::Replica);
        let each: Vec<Chain> = pods.iter().map(|pod| lit(false, &[*pod])).collect();
        let all = lit(false, &pods);
        assert_eq!(all.lines.len(), 3);
        for (pod, one) in pods.iter().zip(&each) {
            assert_eq!(one.lines.len(), 1);
            assert!(one.lines.iter().all(|line| line.pod == *pod && all.lines.contains(line)));
            assert!(one.things.iter().all(|thing| all.lights(*thing)));
        }
        let folders = |chain: &Chain| {
            chain.things.iter().filter(|thing| matches!(thing, Thing::Folder(_))).count()
        };
        assert_eq!((folders(&each[0]), folders(&all)), (1, 3));
        assert_eq!(folders(&lit(true, &pods)), 3, "without lines the folders say it");
    }

    #[test]
    fn what_a_thing_talks_to_and_what_talks_to_it_lights_up() {
        let services = |things: &[Thing]| {
            let is = |thing: &Thing| {
                matches!(thing, Thing::WayIn | Thing::Wordpress | Thing::Percona | Thing::Etcd)
            };
            lit(false, things).things.into_iter().filter(is).collect::<Vec<_>>()
        };
        assert_eq!(services(&[Thing::Member(0)]), [Thing::Etcd, Thing::Percona]);
        assert_eq!(services(&[Thing::WayIn]), [Thing::Wordpress, Thing::WayIn]);
        let around = [Thing::Percona, Thing::Wordpress, Thing::WayIn];
        assert_eq!(services(&[Thing::Site(1)]), around);
        let all = [Thing::Etcd, Thing::Percona, Thing::Wordpress, Thing::WayIn];
        assert_eq!(services(&[Thing::Member(2), Thing::Site(0)]), all);
        assert!(services(&[Thing::Machine(1)]).is_empty());
    }
}
