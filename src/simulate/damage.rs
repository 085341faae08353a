//! What is left where, after some faults: which machines answer, who reaches whom, which data are there.

use super::fault::Fault;
use super::placement::{ClassVolumes, Cluster};
use crate::design::{Design, EtcdStorage, EtcdWorkload, Role};
use crate::topology::{Backing, Tier, Topology};

/// A pod whose place the answers depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) pod: usize,
    pub(super) ordinal: usize,
    /// Where it ran before anything failed; nothing if it was Pending then.
    pub(super) host: Option<usize>,
    /// The volume that it keeps its data on.
    pub(super) volume: Option<usize>,
}

/// A design with what the answers look up again and again.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    pub(super) design: &'a Design,
    pub(super) topology: &'a Topology,
    pub(super) drawn: Cluster<'a>,
    pub(super) etcd: Vec<Member>,
    pub(super) percona: Vec<Member>,
    pub(super) haproxy: Vec<Member>,
    pub(super) wordpress: Vec<Member>,
    /// Machines of the control plane; none where the design does not name them.
    pub(super) planes: Vec<usize>,
    /// The machine that serves the NFS export.
    pub(super) export: Option<usize>,
    /// The volume of WordPress' files.
    pub(super) content: Option<usize>,
}

impl<'a> Site<'a> {
    /// With every pod where it is drawn.
    pub fn drawn(design: &'a Design, topology: &'a Topology, class_volumes: ClassVolumes) -> Self {
        let drawn = Cluster::drawn(design, topology, class_volumes);
        let members = |tier: Tier| -> Vec<Member> {
            let pods = topology.pods.iter().enumerate().filter(|(_, pod)| pod.tier == tier);
            pods.map(|(index, pod)| Member {
                pod: index,
                ordinal: pod.ordinal,
                host: drawn.state(index).runs_on(),
                volume: pod.claims.first().and_then(|claim| {
                    topology.volumes.iter().position(|volume| volume.claim == *claim)
                }),
            })
            .collect()
        };
        let server = design.nfs.as_ref().map(|nfs| &nfs.machine);
        Site {
            design,
            topology,
            etcd: members(Tier::Etcd),
            percona: members(Tier::Percona),
            haproxy: members(Tier::Haproxy),
            wordpress: members(Tier::Wordpress),
            planes: topology
                .hosts
                .iter()
                .filter(|host| matches!(host.role, Role::ControlPlane | Role::Single))
                .map(|host| host.index)
                .collect(),
            export: server
                .and_then(|name| topology.hosts.iter().position(|host| host.name == *name)),
            content: topology.volumes.iter().position(|volume| volume.tier == Tier::Wordpress),
            drawn,
        }
    }

    /// The topology that it is of.
    pub fn topology(&self) -> &'a Topology {
        self.topology
    }

    /// Whether what stands behind a volume is a folder of the export.
    pub(super) fn on_export(&self, volume: Option<usize>) -> bool {
        let volume = volume.and_then(|volume| self.topology.volumes.get(volume));
        volume.is_some_and(|volume| matches!(volume.backing, Backing::Folder(_)))
    }
}

/// Whether a volume's data can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    /// Yes.
    There,
    /// Not now: whoever asks for them waits (`hard` mounts).
    Away,
    /// Never again.
    Gone,
}

/// All that has failed.
#[derive(Clone, Debug)]
pub(super) struct Damage {
    down: Vec<bool>,
    cut_off: Vec<bool>,
    links: Vec<(usize, usize)>,
    stopped: Vec<usize>,
    crashed: Vec<usize>,
    gone: Vec<bool>,
    corrupt: Vec<usize>,
    export_down: bool,
    pub(super) control_plane_down: bool,
}

fn set(list: &mut [bool], index: usize) {
    if let Some(value) = list.get_mut(index) {
        *value = true;
    }
}

fn is(list: &[bool], index: usize) -> bool {
    list.get(index).copied().unwrap_or(false)
}

impl Damage {
    pub(super) fn none(site: &Site<'_>) -> Self {
        Self {
            down: vec![false; site.topology.hosts.len()],
            cut_off: vec![false; site.topology.hosts.len()],
            links: Vec::new(),
            stopped: Vec::new(),
            crashed: Vec::new(),
            gone: vec![false; site.topology.volumes.len()],
            corrupt: Vec::new(),
            export_down: false,
            control_plane_down: false,
        }
    }

    pub(super) fn of(site: &Site<'_>, faults: &[Fault]) -> Self {
        let mut damage = Self::none(site);
        for fault in faults {
            damage.add(site, *fault);
        }
        damage
    }

    pub(super) fn add(&mut self, site: &Site<'_>, fault: Fault) {
        match fault {
            Fault::MachineDown(host) => set(&mut self.down, host),
            Fault::MachineUnreachable(host) => set(&mut self.cut_off, host),
            Fault::DiskLost(host) => {
                set(&mut self.down, host);
                for (index, volume) in site.topology.volumes.iter().enumerate() {
                    let served = matches!(volume.backing, Backing::Folder(_));
                    if volume.host() == Some(host) || served && site.export == Some(host) {
                        set(&mut self.gone, index);
                    }
                }
            }
            Fault::PodStopped(pod) => self.stopped.push(pod),
            Fault::PodCrashed(pod) => self.crashed.push(pod),
            Fault::VolumeLost(volume) => set(&mut self.gone, volume),
            Fault::ExportDown => self.export_down = true,
            Fault::LinkCut(a, b) => self.links.push((a.min(b), a.max(b))),
            Fault::EtcdCorrupt(member) => self.corrupt.push(member),
            Fault::ControlPlaneDown => self.control_plane_down = true,
        }
    }

    /// Once kubelet has started again what crashed. A bare Pod with `restartPolicy: Never` stays dead
    /// (DOMAIN §1.7).
    pub(super) fn restarted(&self, site: &Site<'_>) -> Self {
        let mut next = self.clone();
        let bare = site.design.etcd.workload == EtcdWorkload::Pod;
        next.crashed.retain(|pod| bare && site.etcd.iter().any(|member| member.pod == *pod));
        next
    }

    /// Forgets that those replicas of the database crashed that are in its primary component again.
    pub(super) fn forget_crashes(&mut self, site: &Site<'_>, primary: &[usize]) {
        let back = |pod: usize| {
            site.percona.iter().any(|one| one.pod == pod && primary.contains(&one.ordinal))
        };
        self.crashed.retain(|pod| !back(*pod));
    }

    /// Once links and servers are back and cut-off machines are heard, and the dead are still dead.
    pub(super) fn joined(&self, site: &Site<'_>) -> Self {
        let nobody = Self::none(site);
        Self { cut_off: nobody.cut_off, links: nobody.links, export_down: false, ..self.clone() }
    }

    /// Once every machine, link and server is back: what stays are lost data, the machines that went
    /// with theirs, and members of etcd that remember nothing or that nothing makes anew.
    pub(super) fn returned(&self, site: &Site<'_>, faults: &[Fault]) -> Self {
        let mut left = Self::none(site);
        left.gone.clone_from(&self.gone);
        left.corrupt.clone_from(&self.corrupt);
        left.stopped.clone_from(&self.stopped);
        left.crashed = self.restarted(site).crashed;
        for fault in faults {
            if let Fault::DiskLost(host) = fault {
                set(&mut left.down, *host);
            }
        }
        let etcd = &site.design.etcd;
        if etcd.storage == EtcdStorage::Nowhere || etcd.workload == EtcdWorkload::Pod {
            let lost = |host: Option<usize>| host.is_some_and(|host| !self.heard(site, host));
            let evicted = site.etcd.iter().filter(|member| lost(member.host));
            left.corrupt.extend(evicted.map(|member| member.ordinal));
        }
        left
    }

    /// Whether the machine runs and is on the network.
    pub(super) fn answers(&self, host: usize) -> bool {
        !is(&self.down, host) && !is(&self.cut_off, host)
    }

    pub(super) fn reaches(&self, a: usize, b: usize) -> bool {
        self.answers(a)
            && self.answers(b)
            && (self.links.is_empty() || !self.links.contains(&(a.min(b), a.max(b))))
    }

    /// Whether the control plane hears of the machine; of a control plane that the design does not
    /// name, whether the machine is on the network.
    pub(super) fn heard(&self, site: &Site<'_>, host: usize) -> bool {
        let mut planes = site.planes.iter().filter(|plane| self.answers(**plane)).peekable();
        if planes.peek().is_none() {
            return self.answers(host);
        }
        planes.any(|plane| self.reaches(*plane, host))
    }

    /// Whether no link between the machine and the control plane is cut, be that there or not.
    pub(super) fn is_linked(&self, site: &Site<'_>, host: usize) -> bool {
        let to = |plane: &usize| (host.min(*plane), host.max(*plane));
        self.links.is_empty() || site.planes.iter().all(|plane| !self.links.contains(&to(plane)))
    }

    /// The nodes of which the control plane hears nothing.
    pub(super) fn silent(&self, site: &Site<'_>) -> Vec<usize> {
        let nodes = site.topology.hosts.iter().filter(|host| host.role.is_node());
        nodes.map(|host| host.index).filter(|host| !self.heard(site, *host)).collect()
    }

    pub(super) fn is_stopped(&self, pod: usize) -> bool {
        self.stopped.contains(&pod)
    }

    pub(super) fn is_crashed(&self, pod: usize) -> bool {
        self.crashed.contains(&pod)
    }

    pub(super) fn is_corrupt(&self, member: usize) -> bool {
        self.corrupt.contains(&member)
    }

    pub(super) fn is_gone(&self, volume: usize) -> bool {
        is(&self.gone, volume)
    }

    /// Whether the export's server answers that machine.
    fn served(&self, site: &Site<'_>, host: usize) -> bool {
        !self.export_down && site.export.is_some_and(|server| self.reaches(server, host))
    }

    /// The data of a volume, as seen from a machine.
    pub(super) fn store(&self, site: &Site<'_>, volume: Option<usize>, host: usize) -> Store {
        let Some(index) = volume else { return Store::There };
        if self.is_gone(index) {
            return Store::Gone;
        }
        if site.on_export(volume) && !self.served(site, host) { Store::Away } else { Store::There }
    }
}
