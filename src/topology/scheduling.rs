//! Where kube-scheduler would put a pod: its filters exactly, its scores by their intent.
//!
//! Filters, in the scheduler's own order (kubernetes
//! `pkg/scheduler/apis/config/v1/default_plugins.go`):
//! `NodeUnschedulable`, `TaintToleration`, `NodeAffinity`, `NodeResourcesFit`, `VolumeBinding`,
//! `InterPodAffinity`. Scores: fewest pods of the same tier (`PodTopologySpread`), then the least share
//! asked for (`NodeResourcesFit`, `LeastAllocated`). Ties are the scheduler's to break; here the first
//! machine of the design is drawn. Not counted: the 110 pods that a machine may have.

use super::{Host, Tier};

/// What a filter of the scheduler has against a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// It is cordoned.
    Cordoned,
    /// It has a taint that our pods do not tolerate: a control plane's, or that of a machine that is
    /// not ready.
    Taint,
    /// The pod's node affinity does not name it.
    NodeAffinity,
    /// Too few processors are free.
    Cpu,
    /// Too little memory is free.
    Memory,
    /// A volume of the pod is on another machine.
    Volume,
    /// A pod of the same tier is there, and no two may share a machine.
    Together,
}

/// What the scheduler is asked to place.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The tier of the pod.
    pub tier: Tier,
    /// Processors asked for, in thousandths of a core.
    pub cpu: u64,
    /// Memory asked for, in bytes.
    pub memory: u64,
    /// Whether no two pods of the tier may share a machine (required anti-affinity).
    pub apart: bool,
    /// The hosts that the pod's node affinity names; nothing for all.
    pub affinity: Option<&'a [usize]>,
    /// The hosts from which its volumes can be reached; nothing for all.
    pub volumes: Option<&'a [usize]>,
}

/// What is asked for on each host so far, and how each stands.
#[derive(Clone, Debug)]
pub struct Scheduler<'a> {
    hosts: &'a [Host],
    used: Vec<Use>,
}

/// The same between two steps, without the hosts.
#[derive(Clone, Debug)]
pub struct Used(Vec<Use>);

#[derive(Clone, Debug, Default)]
struct Use {
    cpu: u64,
    memory: u64,
    tiers: Vec<Tier>,
    cordoned: bool,
    silent: bool,
}

impl<'a> Scheduler<'a> {
    /// Of hosts on which nothing of ours runs yet.
    pub fn new(hosts: &'a [Host]) -> Self {
        let used = hosts
            .iter()
            .map(|host| Use { cpu: host.system_cpu, memory: host.system_memory, ..Use::default() })
            .collect();
        Self { hosts, used }
    }

    /// What is asked for and how hosts stand, to go on with later.
    pub fn used(self) -> Used {
        Used(self.used)
    }

    /// Goes on with it, on the same hosts.
    pub fn resumed(hosts: &'a [Host], used: Used) -> Self {
        Self { hosts, used: used.0 }
    }

    /// Cordons a host, as `kubectl drain` does, or lets pods come to it again.
    pub fn cordon(&mut self, host: usize, cordoned: bool) {
        if let Some(used) = self.used.get_mut(host) {
            used.cordoned = cordoned;
        }
    }

    /// Taints a host because nothing is heard of it, or takes the taint away.
    pub fn silence(&mut self, host: usize, silent: bool) {
        if let Some(used) = self.used.get_mut(host) {
            used.silent = silent;
        }
    }

    /// Whether nothing is heard of the host.
    pub fn is_silent(&self, host: usize) -> bool {
        self.used.get(host).is_some_and(|used| used.silent)
    }

    /// Counts a pod that runs on that host.
    pub fn take(&mut self, host: usize, request: &Request<'_>) {
        if let Some(used) = self.used.get_mut(host) {
            used.cpu = used.cpu.saturating_add(request.cpu);
            used.memory = used.memory.saturating_add(request.memory);
            used.tiers.push(request.tier);
        }
    }

    /// Counts a pod no longer that ran on that host.
    pub fn release(&mut self, host: usize, request: &Request<'_>) {
        let Some(used) = self.used.get_mut(host) else { return };
        if let Some(place) = used.tiers.iter().position(|tier| *tier == request.tier) {
            used.tiers.swap_remove(place);
            used.cpu = used.cpu.saturating_sub(request.cpu);
            used.memory = used.memory.saturating_sub(request.memory);
        }
    }

    /// What the first filter that lets the pod not on this host has against it; nothing if it fits.
    /// Room is one filter with two answers.
    pub fn obstacles(&self, host: &Host, request: &Request<'_>) -> Vec<Obstacle> {
        let nothing = Use::default();
        let used = self.used.get(host.index).unwrap_or(&nothing);
        if used.cordoned {
            return vec![Obstacle::Cordoned];
        }
        if used.silent || !host.runs_pods() {
            return vec![Obstacle::Taint];
        }
        let named = |hosts: Option<&[usize]>| hosts.is_none_or(|all| all.contains(&host.index));
        if !named(request.affinity) {
            return vec![Obstacle::NodeAffinity];
        }
        let mut room = Vec::new();
        if used.cpu.saturating_add(request.cpu) > host.allocatable_cpu {
            room.push(Obstacle::Cpu);
        }
        if used.memory.saturating_add(request.memory) > host.allocatable_memory {
            room.push(Obstacle::Memory);
        }
        if !room.is_empty() {
            return room;
        }
        if !named(request.volumes) {
            return vec![Obstacle::Volume];
        }
        if request.apart && used.tiers.contains(&request.tier) {
            return vec![Obstacle::Together];
        }
        Vec::new()
    }

    /// The hosts that the filters allow now.
    pub fn fitting(&self, request: &Request<'_>) -> Vec<usize> {
        self.hosts
            .iter()
            .filter(|host| host.role.is_node() && self.obstacles(host, request).is_empty())
            .map(|host| host.index)
            .collect()
    }

    /// The host of those that would be chosen.
    pub fn choice(&self, request: &Request<'_>) -> Option<usize> {
        let score = |index: &usize| {
            let (host, used) = (self.hosts.get(*index)?, self.used.get(*index)?);
            let alike = used.tiers.iter().filter(|other| **other == request.tier).count();
            let asked =
                share(used.cpu, host.allocatable_cpu) + share(used.memory, host.allocatable_memory);
            Some((alike, asked))
        };
        self.fitting(request).into_iter().min_by_key(score)
    }

    /// The hosts that would do if nothing else of ours ran.
    pub(super) fn large_enough(&self, request: &Request<'_>) -> Vec<usize> {
        let empty = Scheduler { hosts: self.hosts, used: vec![Use::default(); self.hosts.len()] };
        empty.fitting(request)
    }
}

/// How much of `whole` is asked for, in thousandths.
fn share(part: u64, whole: u64) -> u64 {
    u64::try_from(u128::from(part) * 1000 / u128::from(whole.max(1))).unwrap_or(u64::MAX)
}
