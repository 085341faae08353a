//! How a tier is spread over the machines.

use super::view::View;
use crate::topology::{Host, Tier};

/// The machine with the most pods of a tier, and how many.
pub(super) fn fullest<'a>(view: &View<'a>, tier: Tier) -> Option<(&'a Host, usize)> {
    let mut counts = vec![0; view.topology.hosts.len()];
    for host in view.topology.pods_of(tier).filter_map(|pod| pod.placement.host()) {
        if let Some(count) = counts.get_mut(host) {
            *count += 1;
        }
    }
    // Of several the first, in the order of the design.
    let hosts = view.topology.hosts.iter().zip(counts).rev();
    hosts.filter(|(_, count)| *count > 0).max_by_key(|(_, count)| *count)
}
