//! What can fail.

use crate::topology::{Tier, Topology};

/// One thing that fails. Machines, pods and volumes are named by their places in the topology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A machine without power. It comes back with its disk.
    MachineDown(usize),
    /// A machine that runs on, and nobody reaches.
    MachineUnreachable(usize),
    /// A machine that never comes back, nor does its disk.
    DiskLost(usize),
    /// A pod that is stopped in order and stays away, as when its tier is made smaller. A pod of a
    /// Deployment is made anew at once.
    PodStopped(usize),
    /// A pod whose containers end without a word. kubelet starts them again.
    PodCrashed(usize),
    /// A volume whose data are gone.
    VolumeLost(usize),
    /// The NFS server answers nobody. Its disk is whole.
    ExportDown,
    /// Two machines do not reach each other; both reach all others.
    LinkCut(usize, usize),
    /// A member of etcd, by its ordinal, whose data are damaged.
    EtcdCorrupt(usize),
    /// The API server and all that asks it are away.
    ControlPlaneDown,
}

impl Fault {
    /// In a sentence, before "and": `node-1 down`.
    pub fn words(self, topology: &Topology) -> String {
        let host = |host: usize| name_of_host(topology, host);
        let pod = |pod: usize| topology.pods.get(pod).map_or("", |pod| pod.name.as_str());
        match self {
            Fault::MachineDown(at) => format!("{} down", host(at)),
            Fault::MachineUnreachable(at) => format!("{} cut off", host(at)),
            Fault::DiskLost(at) => format!("{} lost with its disk", host(at)),
            Fault::PodStopped(at) => format!("{} stopped in order", pod(at)),
            Fault::PodCrashed(at) => format!("{} crashed", pod(at)),
            Fault::VolumeLost(at) => {
                let claim = topology.volumes.get(at).map_or("", |volume| volume.claim.as_str());
                format!("the volume of {claim} lost")
            }
            Fault::ExportDown => "the NFS export down".to_owned(),
            Fault::LinkCut(a, b) => format!("the link between {} and {} cut", host(a), host(b)),
            Fault::EtcdCorrupt(member) => format!("etcd-{member} corrupt"),
            Fault::ControlPlaneDown => "the control plane down".to_owned(),
        }
    }

    /// Every fault that the topology has something for, each once.
    pub fn all(topology: &Topology) -> Vec<Fault> {
        let hosts = topology.hosts.len();
        let mut faults: Vec<Fault> = (0..hosts)
            .flat_map(|host| {
                [Fault::MachineDown(host), Fault::MachineUnreachable(host), Fault::DiskLost(host)]
            })
            .collect();
        faults.extend(
            (0..topology.pods.len())
                .flat_map(|pod| [Fault::PodStopped(pod), Fault::PodCrashed(pod)]),
        );
        faults.extend((0..topology.volumes.len()).map(Fault::VolumeLost));
        faults.extend((0..topology.pods_of(Tier::Etcd).count()).map(Fault::EtcdCorrupt));
        faults.extend([Fault::ExportDown, Fault::ControlPlaneDown]);
        faults.extend(links(hosts));
        faults
    }
}

/// Each pair of machines once.
pub(super) fn links(hosts: usize) -> impl Iterator<Item = Fault> {
    (0..hosts).flat_map(move |a| (a + 1..hosts).map(move |b| Fault::LinkCut(a, b)))
}

/// Several faults in a sentence: `node-1 down and etcd-2 corrupt`.
pub fn in_words(faults: &[Fault], topology: &Topology) -> String {
    let words: Vec<String> = faults.iter().map(|fault| fault.words(topology)).collect();
    list(&words)
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<T: AsRef<str>>(words: &[T]) -> String {
    match words.split_last() {
        None => String::new(),
        Some((one, [])) => one.as_ref().to_owned(),
        Some((last, before)) => {
            let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", before.join(", "), last.as_ref())
        }
    }
}

/// The machine's name.
pub(super) fn name_of_host(topology: &Topology, host: usize) -> &str {
    topology.hosts.get(host).map_or("", |host| host.name.as_str())
}
