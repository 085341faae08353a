//! In which order pods get volumes on other machines, where no two of a tier may share one.
//!
//! A pod that is tied to a machine on which another of its tier still stands stays Pending, and the
//! plan would wait in vain.

use crate::topology::{Tier, Topology};

/// The order in which the pods of a tier move, and what must hold before.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Moves<'a> {
    /// The pods that move, by their numbers, in their order.
    pub(super) order: Vec<usize>,
    /// Pods that the scheduler has put somewhere, by their names, with the machine on which each
    /// must stand already.
    pub(super) standing: Vec<(&'a str, &'a str)>,
}

/// Pods that wait for each other, by their names: none can go first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Circle<'a>(pub(super) Vec<&'a str>);

/// Plans the moves of the pods that both topologies have. `apart`: no two may share a machine.
pub(super) fn plan<'a>(
    tier: Tier,
    apart: bool,
    old: &'a Topology,
    new: &'a Topology,
) -> Result<Moves<'a>, Circle<'a>> {
    let names: Vec<&str> = old.pods_of(tier).map(|pod| pod.name.as_str()).collect();
    let mut now = pins(tier, old);
    let then = pins(tier, new);
    let mut left: Vec<usize> = (0..now.len().min(then.len())).rev().collect();
    if !apart {
        return Ok(Moves { order: left, standing: Vec::new() });
    }
    let mut moves = Moves { order: Vec::new(), standing: Vec::new() };
    let known = |name: &str| old.hosts.iter().any(|host| host.name == *name);
    for pod in &left {
        if let (None, Some(machine)) = (pin(&now, *pod), pin(&then, *pod))
            && known(machine)
        {
            moves.standing.extend(names.get(*pod).map(|name| (*name, machine)));
        }
    }
    while let Some(at) = left.iter().position(|pod| is_free(&now, *pod, pin(&then, *pod))) {
        let pod = left.remove(at);
        if let Some(place) = now.get_mut(pod) {
            *place = pin(&then, pod);
        }
        moves.order.push(pod);
    }
    if left.is_empty() {
        return Ok(moves);
    }
    Err(Circle(left.iter().filter_map(|pod| names.get(*pod).copied()).collect()))
}

fn pins(tier: Tier, topology: &Topology) -> Vec<Option<&str>> {
    let machine = |host: usize| topology.hosts.get(host).map(|host| host.name.as_str());
    let pods = topology.pods_of(tier);
    pods.map(|pod| {
        pod.placement.is_pinned().then(|| pod.placement.host()).flatten().and_then(machine)
    })
    .collect()
}

fn pin<'a>(pins: &[Option<&'a str>], pod: usize) -> Option<&'a str> {
    pins.get(pod).copied().flatten()
}

/// Whether no other pod is known to stand there.
fn is_free(now: &[Option<&str>], pod: usize, machine: Option<&str>) -> bool {
    machine.is_none()
        || !now.iter().enumerate().any(|(other, stands)| other != pod && *stands == machine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Document;

    const MACHINES: &str =
        "presswright: 1\nname: blog\nmachines: [{name: a}, {name: b}, {name: c}, {name: d}]\n";

    fn topology(percona: &str) -> Topology {
        Topology::of(Document::read(&format!("{MACHINES}percona: {percona}\n")).unwrap().design())
    }

    fn order(apart: bool, old: &Topology, new: &Topology) -> Vec<usize> {
        plan(Tier::Percona, apart, old, new).unwrap().order
    }

    #[test]
    fn a_machine_is_left_before_another_comes() {
        let old = topology("{storage: local, machines: [a, b, c]}");
        let new = topology("{storage: local, machines: [b, c, d]}");
        assert_eq!(order(true, &old, &new), [2, 1, 0]);
        assert_eq!(order(true, &new, &old), [0, 1, 2]);
    }

    #[test]
    fn a_circle_is_found() {
        let old = topology("{storage: local, machines: [a, b, c]}");
        let new = topology("{storage: local, machines: [b, a, c]}");
        let circle = Circle(vec!["percona-1", "percona-0"]);
        assert_eq!(plan(Tier::Percona, true, &old, &new), Err(circle));
        assert_eq!(order(false, &old, &new), [2, 1, 0]);
    }

    #[test]
    fn who_stands_anywhere_must_stand_there_already() {
        let old = topology("{storage: {class: fast}}");
        let new = topology("{storage: local, machines: [b, a, c]}");
        let there = plan(Tier::Percona, true, &old, &new).unwrap();
        assert_eq!(there.standing, [("percona-2", "c"), ("percona-1", "a"), ("percona-0", "b")]);
        assert_eq!(plan(Tier::Percona, true, &new, &old).unwrap().standing, []);
    }
}
