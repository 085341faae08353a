//! Why a pod stays Pending, in kube-scheduler's own words.

use crate::topology::Obstacle;
use std::collections::BTreeMap;

/// What a filter says of a machine (kubernetes pkg/scheduler/framework/plugins: nodeunschedulable,
/// tainttoleration, nodeaffinity, noderesources/fit.go, volumebinding/binder.go, interpodaffinity;
/// the same in 1.35, 1.36 and 1.37).
fn words(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Cordoned => "node(s) were unschedulable",
        Obstacle::Taint => "node(s) had untolerated taint(s)",
        Obstacle::NodeAffinity => "node(s) didn't match Pod's node affinity/selector",
        Obstacle::Cpu => "Insufficient cpu",
        Obstacle::Memory => "Insufficient memory",
        Obstacle::Volume => "node(s) didn't match PersistentVolume's node affinity",
        Obstacle::Together => "node(s) didn't match pod anti-affinity rules",
    }
}

/// The message of a pod that fits none of `nodes`, as its condition `PodScheduled` says it: the reasons
/// in the order of their texts, numbers and all (`FitError.Error` in pkg/scheduler/framework/types.go).
/// The scheduler goes on to say that taking the place of other pods would not help either.
pub(super) fn sentence(nodes: usize, obstacles: impl Iterator<Item = Obstacle>) -> String {
    let mut counts: BTreeMap<Obstacle, usize> = BTreeMap::new();
    for obstacle in obstacles {
        *counts.entry(obstacle).or_default() += 1;
    }
    let mut reasons: Vec<String> = counts
        .into_iter()
        .map(|(obstacle, count)| format!("{count} {}", words(obstacle)))
        .collect();
    reasons.sort();
    format!("0/{nodes} nodes are available: {}.", reasons.join(", "))
}
