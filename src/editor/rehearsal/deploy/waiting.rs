//! What waits for what at a moment.

use super::course::Course;
use crate::editor::Thing;
use crate::simulate::deploy::{Phase, Sort, Thing as Named};
use crate::topology::{Backing, Tier, Topology};

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub who: String,
    /// For what.
    pub on: String,
    /// Why.
    pub why: String,
    /// The same two on the drawing, where they are on it.
    pub ends: (Option<Thing>, Option<Thing>),
}

/// All that waits at a time, `deploy.sh` first.
pub fn waiting(course: &Course, topology: &Topology, at: u64) -> Vec<Waiting> {
    let stands = course.stands(at).into_iter();
    stands
        .filter(|(_, stood)| stood.phase != Phase::Done)
        .filter_map(|(thing, stood)| {
            let wait = stood.waits?;
            Some(Waiting {
                who: thing.word().to_owned(),
                on: name_of(&wait.on).to_owned(),
                why: wait.why.clone(),
                ends: (drawn(thing, topology), thing_of(&wait.on, topology)),
            })
        })
        .collect()
}

/// A thing that is waited for as a person calls it: without what sort it is, where the name says that.
pub(super) fn name_of(on: &str) -> &str {
    match on.split_once('/') {
        Some(("pod" | "claim" | "machine", name)) => name,
        _ => on,
    }
}

/// Where a thing of the history is on the drawing.
pub(super) fn drawn(thing: &Named, topology: &Topology) -> Option<Thing> {
    match thing.sort {
        Sort::Pod => pod(&thing.name, topology),
        Sort::Claim => folder(&thing.name, topology),
        Sort::Machine => machine(&thing.name, topology),
        Sort::Etcd => Some(Thing::Etcd),
        Sort::Database => Some(Thing::Percona),
        Sort::Autoscaler => Some(Thing::Wordpress),
        Sort::Script | Sort::Object => None,
    }
}

/// And what is waited for.
fn thing_of(on: &str, topology: &Topology) -> Option<Thing> {
    if let Some((sort, name)) = on.split_once('/') {
        return match sort {
            "pod" => pod(name, topology),
            "claim" => folder(name, topology),
            "machine" => machine(name, topology),
            "statefulset" if name.starts_with("etcd") => Some(Thing::Etcd),
            "statefulset" => Some(Thing::Percona),
            "deployment" if name == "haproxy" => Some(Thing::Percona),
            "deployment" | "replicaset" | "job" => Some(Thing::Wordpress),
            _ => None,
        };
    }
    match on {
        "etcd" | "more members" => Some(Thing::Etcd),
        "database" => Some(Thing::Percona),
        "the NFS export" => Some(Thing::Export),
        _ => None,
    }
}

fn pod(name: &str, topology: &Topology) -> Option<Thing> {
    match topology.pods.iter().find(|pod| pod.name == name) {
        Some(pod) => Thing::of_pod(pod),
        // The install Job's: it has no box of its own.
        None => Some(Thing::of_tier(Tier::Install)),
    }
}

fn machine(name: &str, topology: &Topology) -> Option<Thing> {
    topology.hosts.iter().find(|host| host.name.as_str() == name).map(|it| Thing::Machine(it.index))
}

fn folder(claim: &str, topology: &Topology) -> Option<Thing> {
    let Backing::Folder(name) = &topology.volume(claim)?.backing else { return None };
    topology.folders.iter().position(|folder| folder.name == *name).map(Thing::Folder)
}
