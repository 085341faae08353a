//! What a disruption budget refuses, and how a drain goes.

use super::placement::{Cluster, State};
use crate::topology::{MAX_UNAVAILABLE, Tier};

/// Tiers with a disruption budget, which bears the tier's name.
const GUARDED: [Tier; 4] = [Tier::Etcd, Tier::Percona, Tier::Haproxy, Tier::Wordpress];

/// A disruption budget as the disruption controller counts it (kubernetes
/// pkg/controller/disruption/disruption.go).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Whose it is.
    pub tier: Tier,
    /// How many pods there are to be.
    pub expected: usize,
    /// How many are ready.
    pub healthy: usize,
    /// How many have to be.
    pub desired: usize,
}

impl Budget {
    /// The budget of a tier; nothing where the tier has no pods.
    pub fn of(cluster: &Cluster<'_>, tier: Tier) -> Option<Budget> {
        let pods = cluster.topology().pods.iter().zip(cluster.states());
        let states: Vec<&State> =
            pods.filter(|(pod, _)| pod.tier == tier).map(|(_, state)| state).collect();
        if states.is_empty() || !GUARDED.contains(&tier) {
            return None;
        }
        let healthy = states.iter().filter(|state| state.runs_on().is_some()).count();
        let desired = states.len().saturating_sub(usize::from(MAX_UNAVAILABLE));
        Some(Budget { tier, expected: states.len(), healthy, desired })
    }

    /// How many pods it lets go now.
    pub fn allowed(&self) -> usize {
        self.healthy.saturating_sub(self.desired)
    }

    /// What the API server says when it refuses (pkg/registry/core/pod/storage/eviction.go).
    fn refusal(&self) -> String {
        format!(
            "The disruption budget {} needs {} healthy pods and has {} currently",
            self.tier.component(),
            self.desired,
            self.healthy
        )
    }
}

/// What the API server answers when a pod is to be evicted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes.
    Evicted,
    /// It stays, for this reason, in the API server's own words.
    Refused(String),
}

/// Evicts one pod, or finds that its budget refuses; nothing is placed yet, see [`Cluster::settle`].
pub fn evict(cluster: &mut Cluster<'_>, pod: usize) -> Verdict {
    let budget = cluster.tier(pod).and_then(|tier| Budget::of(cluster, tier));
    match cluster.state(pod) {
        // What is not ready is not guarded while the budget is met without it (`IfHealthyBudget`).
        State::Lost(_) => match budget {
            Some(budget)
                if budget.allowed() == 0
                    && (budget.healthy < budget.desired || budget.desired == 0) =>
            {
                Verdict::Refused(budget.refusal())
            }
            _ => {
                cluster.give_up(pod);
                Verdict::Evicted
            }
        },
        State::Runs(_) => match budget {
            Some(budget) if budget.allowed() == 0 => Verdict::Refused(budget.refusal()),
            _ => {
                cluster.leave(pod, State::Unmade);
                cluster.make(pod);
                Verdict::Evicted
            }
        },
        // No budget is asked for a pod that is Pending or on its way out.
        State::Held(_) | State::Pending | State::Unmade => Verdict::Evicted,
    }
}

/// One eviction of a drain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The pod, by its place in the topology.
    pub pod: usize,
    /// What the API server answered.
    pub verdict: Verdict,
    /// What became of the pod by then: its successor's machine, or why there is none.
    pub then: State,
}

/// How a drain went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drain {
    /// The evictions, in their order. A pod whose eviction is refused is tried again as long as others go.
    pub steps: Vec<Step>,
    /// The pods that stay for good, as nothing that could let them go will happen by itself.
    pub refused: Vec<usize>,
}

impl Drain {
    /// Whether the machine is empty in the end.
    pub fn ends(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Drains a machine as `kubectl drain` does: cordons it, and evicts pod after pod, each again and again
/// while it is refused. Here they go one by one and each successor is ready before the next is asked;
/// kubectl asks for all at once, and comes to the same end.
pub fn drain(cluster: &mut Cluster<'_>, host: usize) -> Drain {
    cluster.cordon(host);
    let mut steps = Vec::new();
    let mut waiting: Vec<usize> = (0..cluster.states().len())
        .filter(
            |pod| matches!(cluster.state(*pod), State::Runs(at) | State::Lost(at) if at == host),
        )
        .collect();
    loop {
        let before = waiting.len();
        let mut still = Vec::new();
        for pod in waiting {
            let verdict = evict(cluster, pod);
            if verdict == Verdict::Evicted {
                cluster.settle();
            } else {
                still.push(pod);
            }
            steps.push(Step { pod, verdict, then: cluster.state(pod) });
        }
        waiting = still;
        // The last round, in which nothing went, says why the rest stays.
        if waiting.is_empty() || waiting.len() == before {
            return Drain { steps, refused: waiting };
        }
    }
}
