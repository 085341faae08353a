//! How a tier is spread over the machines.

use super::view::View;
use crate::topology::{Host, Tier};
use std::collections::BTreeMap;

/// The machine with the most pods of a tier, and how many.
pub(super) fn fullest<'a>(view: &View<'a>, tier: Tier) -> Option<(&'a Host, usize)> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for host in view.topology.pods_of(tier).filter_map(|pod| pod.placement.host()) {
        *counts.entry(host).or_default() += 1;
    }
    // Of several the first, in the order of the design.
    let (host, count) = counts.into_iter().rev().max_by_key(|(_, count)| *count)?;
    view.topology.hosts.get(host).map(|host| (host, count))
}
