//! Where pods are, and where they go when machines are lost.

use super::reason;
use crate::design::{Design, Discovery, Role};
use crate::topology::{Access, Backing, Host, Pod, Request, Scheduler, Tier, Topology, Volume};

/// Seconds without a word from its kubelet until a machine counts as lost and its pods as not ready
/// (`--node-monitor-grace-period`, kubernetes pkg/controller/nodelifecycle/config/v1alpha1/defaults.go:
/// 50 s, and 40 s before 1.32).
pub const LOST_AFTER: u32 = 50;

/// Seconds for which a pod is left on a lost machine after that (the admission plugin
/// `DefaultTolerationSeconds`).
pub const EVICTED_AFTER: u32 = 300;

/// Seconds between the marking of one lost machine and of the next (`--node-eviction-rate`, 0.1 a second).
pub const BETWEEN_MACHINES: u32 = 10;

/// The largest cluster in which nothing is evicted any more once too many machines are lost
/// (`--large-cluster-size-threshold`).
const SMALL_CLUSTER: usize = 50;

/// Of volumes of a `StorageClass`: a design does not say from where they can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClassVolumes {
    /// From every machine: a disk that the cloud or the network attaches where the pod is.
    #[default]
    Anywhere,
    /// From the machine on which their pod first ran: a disk of that machine.
    OneMachine,
}

/// Where a pod is and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It runs on this host.
    Runs(usize),
    /// It is on a lost host, not ready, and not evicted.
    Lost(usize),
    /// It is evicted from a lost host and cannot end, as nobody there says that it has: a pod of a
    /// `StatefulSet`, which is made anew only when it is gone.
    Held(usize),
    /// It has no host.
    Pending,
    /// It is not made: one before it, which has to be ready first, is not.
    Unmade,
}

impl State {
    /// The host that it runs on.
    pub fn runs_on(self) -> Option<usize> {
        match self {
            State::Runs(host) => Some(host),
            _ => None,
        }
    }
}

/// What becomes of the pods of lost machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evictions {
    /// They are evicted.
    Happen,
    /// Three machines or more, and 55 % or more of all, are lost, of at most 50: Kubernetes takes that
    /// for a failure of the network and marks none of them any more. One that it had marked before
    /// it saw that is still emptied.
    Halted,
    /// The control plane is lost with them: nobody is there to evict or to schedule.
    NoControlPlane,
}

/// A cluster with what runs where.
#[derive(Clone, Debug)]
pub struct Cluster<'a> {
    topology: &'a Topology,
    scheduler: Scheduler<'a>,
    states: Vec<State>,
    /// The hosts from which each pod's volumes can be reached; nothing for all.
    volumes: Vec<Option<Vec<usize>>>,
    /// Whether the database's replicas are made one after the other.
    ordered: bool,
    /// Volumes of a `StorageClass` stay on the machine where their pod first ran.
    class_volumes: ClassVolumes,
    /// Whether a control plane is there to do anything.
    controlled: bool,
    /// Whether it is away though its machines are not.
    severed: bool,
}

impl<'a> Cluster<'a> {
    /// All pods where they are drawn.
    pub fn drawn(design: &Design, topology: &'a Topology, class_volumes: ClassVolumes) -> Self {
        let hosts: Vec<Option<usize>> =
            topology.pods.iter().map(|pod| pod.placement.host()).collect();
        Self::standing(design, topology, class_volumes, &hosts)
    }

    /// The pods of the topology, in its order, on these hosts; Pending where there is none.
    pub fn standing(
        design: &Design,
        topology: &'a Topology,
        class_volumes: ClassVolumes,
        hosts: &[Option<usize>],
    ) -> Self {
        let mut cluster = Self {
            topology,
            scheduler: Scheduler::new(&topology.hosts),
            states: vec![State::Pending; topology.pods.len()],
            volumes: topology.pods.iter().map(|pod| reach(topology, pod)).collect(),
            ordered: design.percona.discovery == Discovery::Image,
            class_volumes,
            controlled: true,
            severed: false,
        };
        for (index, host) in hosts.iter().enumerate() {
            if let Some(host) = host {
                cluster.stands(index, *host);
            }
        }
        cluster
    }

    /// The topology that it is of.
    pub fn topology(&self) -> &'a Topology {
        self.topology
    }

    /// What became of each pod, in the topology's order.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// What became of the pod at that place.
    pub fn state(&self, pod: usize) -> State {
        self.states.get(pod).copied().unwrap_or(State::Pending)
    }

    /// Says that the scheduler has put the pod there.
    pub fn stands(&mut self, pod: usize, host: usize) {
        self.leave(pod, State::Pending);
        if let Some(request) = request(self.topology, &self.volumes, pod) {
            self.scheduler.take(host, &request);
        }
        if let Some(state) = self.states.get_mut(pod) {
            *state = State::Runs(host);
        }
        self.bind(pod, host);
    }

    /// Cordons a machine.
    pub fn cordon(&mut self, host: usize) {
        self.scheduler.cordon(host, true);
    }

    /// Lets pods come to a machine again that was cordoned.
    pub fn uncordon(&mut self, host: usize) {
        self.scheduler.cordon(host, false);
    }

    /// Whether nothing is heard of the machine.
    pub fn is_lost(&self, host: usize) -> bool {
        self.scheduler.is_silent(host)
    }

    /// The control plane goes, and its machines stay.
    pub fn sever(&mut self) {
        self.severed = true;
        self.controlled = false;
    }

    /// These machines fall silent at once. What they ran is not ready and, where Kubernetes evicts it,
    /// Held or Pending; nothing is placed yet, see [`Cluster::settle`].
    pub fn lose(&mut self, hosts: &[usize]) -> Evictions {
        for host in hosts {
            self.scheduler.silence(*host, true);
        }
        for pod in 0..self.states.len() {
            if let State::Runs(host) = self.state(pod)
                && hosts.contains(&host)
            {
                self.leave(pod, State::Lost(host));
            }
        }
        let evictions = self.evictions();
        self.controlled = evictions != Evictions::NoControlPlane;
        if evictions == Evictions::Happen {
            for pod in 0..self.states.len() {
                self.give_up(pod);
            }
        }
        evictions
    }

    /// These machines speak again: what was left on them runs, what was held there ends and is made anew.
    /// Nothing is placed yet, see [`Cluster::settle`].
    pub fn restore(&mut self, hosts: &[usize]) {
        for host in hosts {
            self.scheduler.silence(*host, false);
        }
        self.controlled = self.evictions() != Evictions::NoControlPlane;
        for pod in 0..self.states.len() {
            match self.state(pod) {
                State::Lost(host) if hosts.contains(&host) => self.stands(pod, host),
                State::Held(host) if hosts.contains(&host) => self.leave(pod, State::Unmade),
                _ => {}
            }
        }
        self.make_due();
    }

    /// An evicted pod on a lost machine ends only in name: a `StatefulSet` waits for it, a Deployment makes
    /// another one at once.
    pub(super) fn give_up(&mut self, pod: usize) {
        if let State::Lost(host) = self.state(pod) {
            let held = self.tier(pod).is_some_and(is_stateful);
            self.leave(pod, if held { State::Held(host) } else { State::Pending });
        }
    }

    /// kubernetes `pkg/controller/nodelifecycle/node_lifecycle_controller.go`: `ComputeZoneState`,
    /// `handleDisruption`, `ReducedQPSFunc`. A control plane of several has lost its etcd, and with it
    /// the API server, when half of them are gone.
    fn evictions(&self) -> Evictions {
        let nodes: Vec<&Host> =
            self.topology.hosts.iter().filter(|host| host.role.is_node()).collect();
        let count = |of: &dyn Fn(&Host) -> bool| nodes.iter().filter(|host| of(host)).count();
        let control = |host: &Host| matches!(host.role, Role::ControlPlane | Role::Single);
        let all_control = count(&control);
        let lost_control = count(&|host| control(host) && self.is_lost(host.index));
        if self.severed || lost_control * 2 >= all_control && lost_control > 0 {
            return Evictions::NoControlPlane;
        }
        let lost = count(&|host| self.is_lost(host.index));
        if lost == nodes.len() {
            return Evictions::Halted;
        }
        let many = lost > 2 && lost * 100 >= nodes.len() * 55;
        if many && nodes.len() <= SMALL_CLUSTER { Evictions::Halted } else { Evictions::Happen }
    }

    /// The hosts that the scheduler's filters allow the pod now.
    pub fn fitting(&self, pod: usize) -> Vec<usize> {
        self.request(pod).map_or_else(Vec::new, |request| self.scheduler.fitting(&request))
    }

    /// Why the pod fits no machine, as the scheduler says it; nothing if it fits one.
    pub fn why_pending(&self, pod: usize) -> Option<String> {
        let request = self.request(pod)?;
        let nodes = || self.topology.hosts.iter().filter(|host| host.role.is_node());
        let obstacles: Vec<_> =
            nodes().map(|host| self.scheduler.obstacles(host, &request)).collect();
        if obstacles.iter().any(Vec::is_empty) {
            return None;
        }
        Some(reason::sentence(nodes().count(), obstacles.into_iter().flatten()))
    }

    /// Makes the pods that are due: each is there then, though on no machine.
    pub fn make_due(&mut self) {
        for pod in 0..self.states.len() {
            self.make(pod);
        }
    }

    /// The same cluster before anything runs on it.
    pub(super) fn emptied(&self, design: &Design) -> Self {
        let nowhere = vec![None; self.states.len()];
        Self::standing(design, self.topology, self.class_volumes, &nowhere)
    }

    /// Places a pod as the scheduler would now; nothing where no machine lets it.
    pub(super) fn place(&mut self, pod: usize) -> Option<usize> {
        let host = self.request(pod).and_then(|request| self.choice(&request))?;
        self.stands(pod, host);
        Some(host)
    }

    /// The machine that would be chosen for what asks so.
    pub(super) fn choice(&self, request: &Request<'_>) -> Option<usize> {
        self.scheduler.choice(request)
    }

    /// Lets no pod come to a machine of which nothing is heard; its pods are where they were.
    pub(super) fn hush(&mut self, host: usize, silent: bool) {
        self.scheduler.silence(host, silent);
    }

    /// Makes the pods that are to be made and places what has no machine, in the topology's order. Of
    /// several machines that fit, the one that is drawn is as good a guess as any.
    pub fn settle(&mut self) {
        if !self.controlled {
            return;
        }
        for pod in 0..self.states.len() {
            self.make(pod);
            if self.state(pod) == State::Pending {
                self.place(pod);
            }
        }
    }

    /// Makes a pod that is not there: with `OrderedReady` only while all before it are ready (kubernetes
    /// `pkg/controller/statefulset/stateful_set_control.go`, `processReplica`).
    pub(super) fn make(&mut self, pod: usize) {
        let Some(one) = self.topology.pods.get(pod) else { return };
        let waits = self.ordered
            && one.tier == Tier::Percona
            && self.topology.pods.iter().zip(&self.states).any(|(other, state)| {
                other.tier == one.tier && other.ordinal < one.ordinal && state.runs_on().is_none()
            });
        if let Some(state) = self.states.get_mut(pod).filter(|state| **state == State::Unmade)
            && !waits
        {
            *state = State::Pending;
        }
    }

    /// Takes a pod off its host.
    pub(super) fn leave(&mut self, pod: usize, next: State) {
        if let State::Runs(host) = self.state(pod)
            && let Some(request) = request(self.topology, &self.volumes, pod)
        {
            self.scheduler.release(host, &request);
        }
        if let Some(state) = self.states.get_mut(pod) {
            *state = next;
        }
    }

    pub(super) fn tier(&self, pod: usize) -> Option<Tier> {
        self.topology.pods.get(pod).map(|pod| pod.tier)
    }

    fn request(&self, pod: usize) -> Option<Request<'_>> {
        request(self.topology, &self.volumes, pod)
    }

    /// A claim that takes any volume has found one, and a disk of one machine is there now.
    fn bind(&mut self, pod: usize, host: usize) {
        let Some(one) = self.topology.pods.get(pod) else { return };
        let tied =
            one.claims.iter().filter_map(|claim| self.topology.volume(claim)).any(|volume| {
                match volume.backing {
                    Backing::Local { .. } => true,
                    Backing::Class(_) => {
                        self.class_volumes == ClassVolumes::OneMachine
                            && volume.access == Access::OneNode
                    }
                    Backing::Folder(_) | Backing::HostPath(_) => false,
                }
            });
        if tied && let Some(volumes) = self.volumes.get_mut(pod) {
            *volumes = Some(vec![host]);
        }
    }
}

fn request<'t>(
    topology: &'t Topology,
    volumes: &'t [Option<Vec<usize>>],
    pod: usize,
) -> Option<Request<'t>> {
    Some(topology.pods.get(pod)?.request(volumes.get(pod)?.as_deref()))
}

/// Tiers whose pods have a name and a volume of their own.
fn is_stateful(tier: Tier) -> bool {
    matches!(tier, Tier::Etcd | Tier::Percona)
}

/// The hosts from which a pod's volumes can be reached before it first runs. Where any claim may take any
/// volume, that is each host with a volume of the tier.
fn reach(topology: &Topology, pod: &Pod) -> Option<Vec<usize>> {
    let own = pod.claims.iter().filter_map(|claim| topology.volume(claim));
    let mut hosts: Option<Vec<usize>> = None;
    for volume in own {
        let Some(host) = volume.host() else { continue };
        hosts = Some(if volume.reserved {
            vec![host]
        } else {
            let alike = topology.volumes.iter().filter(|one| one.tier == volume.tier);
            alike.filter_map(Volume::host).collect()
        });
    }
    hosts
}
