//! Where kube-scheduler would put a pod: its filters exactly, its scores by their intent.
//!
//! Filters: role (the control plane's taint), requests against allocatable (NodeResourcesFit), the
//! pod's own node affinity and its volume's (`NodeAffinity`, `VolumeBinding`), and required anti-affinity
//! (InterPodAffinity). Scores: fewest pods of the same tier
//! (PodTopologySpread), then the least share asked for (NodeResourcesFit, LeastAllocated). Ties are
//! the scheduler's to break; here the first machine of the design is drawn.

use super::{Host, Placement, Tier};

/// What is asked for on each host so far.
pub(super) struct Scheduler<'a> {
    hosts: &'a [Host],
    used: Vec<Use>,
}

#[derive(Clone, Default)]
struct Use {
    cpu: u64,
    memory: u64,
    tiers: Vec<Tier>,
}

impl<'a> Scheduler<'a> {
    pub(super) fn new(hosts: &'a [Host]) -> Self {
        let used = hosts
            .iter()
            .map(|host| Use { cpu: host.system_cpu, memory: host.system_memory, tiers: Vec::new() })
            .collect();
        Self { hosts, used }
    }

    /// Counts a pod that runs on that host.
    pub(super) fn take(&mut self, tier: Tier, host: Option<usize>, cpu: u64, memory: u64) {
        if let Some(used) = host.and_then(|host| self.used.get_mut(host)) {
            used.cpu += cpu;
            used.memory += memory;
            used.tiers.push(tier);
        }
    }

    /// Finds a host for a pod, one of `among` unless that is nothing, and counts it there.
    pub(super) fn place(
        &mut self,
        tier: Tier,
        cpu: u64,
        memory: u64,
        one_a_host: bool,
        among: Option<&[usize]>,
    ) -> Placement {
        let large_enough = |host: &&Host| {
            host.runs_pods()
                && cpu <= host.allocatable_cpu
                && memory <= host.allocatable_memory
                && among.is_none_or(|among| among.contains(&host.index))
        };
        let candidates: Vec<usize> =
            self.hosts.iter().filter(large_enough).map(|host| host.index).collect();
        let host = self
            .hosts
            .iter()
            .zip(&self.used)
            .filter(|(host, used)| {
                large_enough(host)
                    && used.cpu + cpu <= host.allocatable_cpu
                    && used.memory + memory <= host.allocatable_memory
                    && !(one_a_host && used.tiers.contains(&tier))
            })
            .min_by_key(|(host, used)| {
                let alike = used.tiers.iter().filter(|other| **other == tier).count();
                (
                    alike,
                    share(used.cpu, host.allocatable_cpu)
                        + share(used.memory, host.allocatable_memory),
                )
            })
            .map(|(host, _)| host.index);
        self.take(tier, host, cpu, memory);
        Placement::Predicted { host, candidates }
    }
}

/// How much of `whole` is asked for, in thousandths.
fn share(part: u64, whole: u64) -> u64 {
    u64::try_from(u128::from(part) * 1000 / u128::from(whole.max(1))).unwrap_or(u64::MAX)
}
