//! What became of pods between two moments.

use super::placement::{Cluster, State};

/// What became of a pod between two moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The pod, by its place in the topology.
    pub pod: usize,
    /// What it was.
    pub before: State,
    /// What it is.
    pub after: State,
    /// Where it runs now: every host that the filters allow it.
    pub fits: Vec<usize>,
    /// Where it is Pending: why, in the scheduler's own words.
    pub why: Option<String>,
}

/// What became of the pods that are not what they were, in the topology's order.
pub fn fates(before: &Cluster<'_>, after: &Cluster<'_>) -> Vec<Fate> {
    let mut fates = Vec::new();
    for (pod, (old, new)) in before.states().iter().zip(after.states()).enumerate() {
        if old == new {
            continue;
        }
        let mut without = after.clone();
        without.leave(pod, State::Pending);
        let runs = matches!(new, State::Runs(_));
        fates.push(Fate {
            pod,
            before: *old,
            after: *new,
            fits: if runs { without.fitting(pod) } else { Vec::new() },
            why: (*new == State::Pending).then(|| after.why_pending(pod)).flatten(),
        });
    }
    fates
}
