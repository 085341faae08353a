//! Room for replicas of WordPress, with all machines and with one gone.

use super::view::View;
use crate::topology::{Host, Tier};

/// How many replicas of WordPress each machine that runs pods has and could have beside them.
pub(super) struct Room<'a> {
    machines: Vec<Space<'a>>,
}

struct Space<'a> {
    host: &'a Host,
    replicas: usize,
    free_slots: usize,
}

impl<'a> Room<'a> {
    /// Counts it; nothing where machines are not known or none runs pods.
    pub(super) fn of(view: &View<'a>) -> Option<Self> {
        let hosts = &view.topology.hosts;
        let mut used: Vec<(u64, u64, usize)> =
            hosts.iter().map(|host| (host.system_cpu, host.system_memory, 0)).collect();
        for pod in &view.topology.pods {
            if let Some(used) = pod.placement.host().and_then(|host| used.get_mut(host)) {
                used.0 = used.0.saturating_add(pod.cpu);
                used.1 = used.1.saturating_add(pod.memory);
                used.2 += usize::from(pod.tier == Tier::Wordpress);
            }
        }
        let wordpress = &view.design.wordpress;
        let slots = |whole: u64, used: u64, each: u64| whole.saturating_sub(used) / each.max(1);
        let machines: Vec<Space<'a>> = hosts
            .iter()
            .zip(used)
            .filter(|(host, _)| host.runs_pods())
            .map(|(host, (cpu, memory, replicas))| {
                let slots = slots(host.allocatable_cpu, cpu, wordpress.cpu.millicores())
                    .min(slots(host.allocatable_memory, memory, wordpress.memory.bytes()));
                // No more pods a machine than the kubelet takes.
                let free_slots = usize::try_from(slots).unwrap_or(usize::MAX).min(110);
                Space { host, replicas, free_slots }
            })
            .collect();
        if machines.is_empty() { None } else { Some(Self { machines }) }
    }

    /// How many replicas have a place.
    pub(super) fn replicas(&self) -> usize {
        self.machines.iter().map(|space| space.replicas).sum()
    }

    /// How many more would have one.
    pub(super) fn free_slots(&self) -> usize {
        self.machines.iter().map(|space| space.free_slots).sum()
    }

    /// The machine whose loss leaves least room, and how many replicas then fit the others; nothing
    /// where it is the only one.
    pub(super) fn worst_loss(&self) -> Option<(&'a Host, usize)> {
        let worst =
            self.machines.iter().rev().max_by_key(|space| space.replicas + space.free_slots)?;
        let left = self.replicas() + self.free_slots() - worst.replicas - worst.free_slots;
        (self.machines.len() > 1).then_some((worst.host, left))
    }
}
