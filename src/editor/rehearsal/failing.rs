//! What a person lets fail.

use crate::design::{Design, Role};
use crate::editor::Thing;
use crate::simulate::fault::Fault;
use crate::topology::{Backing, Tier, Topology};

/// Something that was let fail, by names: it stays so while the design changes around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failing {
    /// A machine has no power.
    Down(String),
    /// A machine runs, and nobody reaches it.
    CutOff(String),
    /// A machine is lost with its disk.
    DiskLost(String),
    /// A pod crashes.
    Crashed(String),
    /// A pod is stopped in order.
    Stopped(String),
    /// A claim's data are gone.
    VolumeLost(String),
    /// The NFS export answers nobody.
    ExportDown,
    /// Two machines do not reach each other.
    LinkCut(String, String),
    /// A member of etcd has damaged data.
    EtcdCorrupt(usize),
    /// The control plane is away.
    ControlPlaneDown,
}

impl Failing {
    /// A fault, by names; nothing where the topology has no such thing.
    pub fn of(fault: Fault, topology: &Topology) -> Option<Failing> {
        let host = |at: usize| topology.hosts.get(at).map(|host| host.name.to_string());
        let pod = |at: usize| topology.pods.get(at).map(|pod| pod.name.clone());
        let claim = |at: usize| topology.volumes.get(at).map(|volume| volume.claim.clone());
        match fault {
            Fault::MachineDown(at) => host(at).map(Failing::Down),
            Fault::MachineUnreachable(at) => host(at).map(Failing::CutOff),
            Fault::DiskLost(at) => host(at).map(Failing::DiskLost),
            Fault::PodStopped(at) => pod(at).map(Failing::Stopped),
            Fault::PodCrashed(at) => pod(at).map(Failing::Crashed),
            Fault::VolumeLost(at) => claim(at).map(Failing::VolumeLost),
            Fault::ExportDown => Some(Failing::ExportDown),
            Fault::LinkCut(a, b) => Some(Failing::LinkCut(host(a)?, host(b)?)),
            Fault::EtcdCorrupt(member) => Some(Failing::EtcdCorrupt(member)),
            Fault::ControlPlaneDown => Some(Failing::ControlPlaneDown),
        }
    }

    /// The fault in this topology; nothing once what failed is no part of it any more.
    pub fn fault(&self, topology: &Topology) -> Option<Fault> {
        let host = |name: &str| topology.hosts.iter().position(|host| host.name.as_str() == name);
        let pod = |name: &str| topology.pods.iter().position(|pod| pod.name == name);
        let claim = |name: &str| topology.volumes.iter().position(|volume| volume.claim == name);
        match self {
            Failing::Down(name) => host(name).map(Fault::MachineDown),
            Failing::CutOff(name) => host(name).map(Fault::MachineUnreachable),
            Failing::DiskLost(name) => host(name).map(Fault::DiskLost),
            Failing::Crashed(name) => pod(name).map(Fault::PodCrashed),
            Failing::Stopped(name) => pod(name).map(Fault::PodStopped),
            Failing::VolumeLost(name) => claim(name).map(Fault::VolumeLost),
            Failing::ExportDown => (!topology.folders.is_empty()).then_some(Fault::ExportDown),
            Failing::LinkCut(a, b) => Some(Fault::LinkCut(host(a)?, host(b)?)),
            Failing::EtcdCorrupt(member) => (*member < topology.pods_of(Tier::Etcd).count())
                .then_some(Fault::EtcdCorrupt(*member)),
            Failing::ControlPlaneDown => Some(Fault::ControlPlaneDown),
        }
    }

    /// Whether it can be over: [`Fault::can_end`], whatever the topology.
    pub fn can_end(&self) -> bool {
        matches!(
            self,
            Failing::Down(_)
                | Failing::CutOff(_)
                | Failing::ExportDown
                | Failing::LinkCut(..)
                | Failing::ControlPlaneDown
        )
    }
}

/// What of a thing can fail, the likeliest first, and what that is called.
pub fn faults_of(thing: Thing, design: &Design, topology: &Topology) -> Vec<(Fault, &'static str)> {
    let mut faults = Vec::new();
    match thing {
        Thing::Machine(at) if at < topology.hosts.len() => {
            faults.extend([
                (Fault::MachineDown(at), "Without power"),
                (Fault::MachineUnreachable(at), "Cut off from the network"),
                (Fault::DiskLost(at), "Lost with its disk"),
            ]);
            let role = design.machines.get(at).map(|machine| &machine.role);
            if matches!(role, Some(Role::ControlPlane | Role::Single)) {
                faults.push((Fault::ControlPlaneDown, "The control plane away"));
            }
        }
        Thing::Export if !topology.folders.is_empty() => {
            faults.push((Fault::ExportDown, "Answers nobody"));
        }
        Thing::Folder(at) => {
            let folder = topology.folders.get(at).map(|folder| &folder.name);
            let own = topology.volumes.iter().position(|volume| match &volume.backing {
                Backing::Folder(name) => Some(name) == folder,
                _ => false,
            });
            faults.extend(own.map(|volume| (Fault::VolumeLost(volume), "Its data lost")));
        }
        Thing::Cluster => faults.push((Fault::ControlPlaneDown, "The control plane away")),
        _ => {
            let pod = topology.pods.iter().position(|pod| Thing::of_pod(pod) == Some(thing));
            let Some(at) = pod else { return faults };
            faults.push((Fault::PodCrashed(at), "Crashed"));
            faults.push((Fault::PodStopped(at), "Stopped in order"));
            if let Thing::Member(member) = thing {
                faults.push((Fault::EtcdCorrupt(member), "Its data damaged"));
            }
            let claim = topology.pods.get(at).and_then(|pod| pod.claims.first());
            let own = topology
                .volumes
                .iter()
                .position(|volume| Some(&volume.claim) == claim && volume.tier != Tier::Wordpress);
            faults.extend(own.map(|volume| (Fault::VolumeLost(volume), "Its volume lost")));
        }
    }
    faults
}

/// The link between two machines, cut.
pub fn link_between(a: usize, b: usize) -> Fault {
    Fault::LinkCut(a.min(b), a.max(b))
}

/// Whether a press on it lets it fail: what is drawn as a thing of its own that can.
pub fn can_be_pressed(thing: Thing) -> bool {
    matches!(
        thing,
        Thing::Machine(_)
            | Thing::Export
            | Thing::Member(_)
            | Thing::Replica(_)
            | Thing::Haproxy(_)
            | Thing::Site(_)
    )
}

/// The thing that a fault is of, as it is drawn.
pub fn thing_of(fault: Fault, topology: &Topology) -> Option<Thing> {
    match fault {
        Fault::MachineDown(at) | Fault::MachineUnreachable(at) | Fault::DiskLost(at) => {
            Some(Thing::Machine(at))
        }
        Fault::PodStopped(at) | Fault::PodCrashed(at) => {
            topology.pods.get(at).and_then(Thing::of_pod)
        }
        Fault::VolumeLost(at) => {
            let volume = topology.volumes.get(at)?;
            let pod = topology.pods.iter().find(|pod| pod.claims.contains(&volume.claim));
            match &volume.backing {
                Backing::Folder(name) => {
                    let at = topology.folders.iter().position(|folder| folder.name == *name);
                    at.map(Thing::Folder)
                }
                _ => pod.and_then(Thing::of_pod),
            }
        }
        Fault::ExportDown => Some(Thing::Export),
        Fault::EtcdCorrupt(member) => Some(Thing::Member(member)),
        Fault::LinkCut(..) | Fault::ControlPlaneDown => None,
    }
}

/// What fails once these things were pressed: they fail, or where all of them do already, they are back.
pub fn toggled(
    failing: &[Failing],
    things: &[Thing],
    design: &Design,
    topology: &Topology,
) -> Vec<Failing> {
    let own = |thing: &Thing| -> Vec<Failing> {
        let faults = faults_of(*thing, design, topology).into_iter();
        faults.filter_map(|(fault, _)| Failing::of(fault, topology)).collect()
    };
    let fails = |thing: &Thing| own(thing).iter().any(|one| failing.contains(one));
    let able: Vec<&Thing> = things.iter().filter(|thing| !own(thing).is_empty()).collect();
    let mut next = failing.to_vec();
    if able.iter().all(|thing| fails(thing)) {
        for thing in able {
            let own = own(thing);
            next.retain(|one| !own.contains(one));
        }
    } else {
        for thing in able.into_iter().filter(|thing| !fails(thing)) {
            next.extend(own(thing).into_iter().next());
        }
    }
    next
}
