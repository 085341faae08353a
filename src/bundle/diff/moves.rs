//! In which order pods get volumes on other machines, where no two of a tier may share one.
//!
//! A pod that is tied to a machine on which another of its tier still stands stays Pending, and the
//! plan would wait in vain.

use crate::topology::{Tier, Topology};

/// The order in which the pods of a tier move, and what must hold before.
pub(super) struct Moves<'a> {
    /// The pods that move, in their order.
    pub(super) order: Vec<usize>,
    /// Pods that the scheduler has put somewhere, with the machine on which each must stand already.
    pub(super) standing: Vec<(usize, &'a str)>,
    /// Pods that wait for each other: none can go first.
    pub(super) circle: Vec<usize>,
}

/// Plans the moves of the pods that both topologies have. `apart`: no two may share a machine.
pub(super) fn plan<'a>(tier: Tier, apart: bool, old: &'a Topology, new: &'a Topology) -> Moves<'a> {
    let mut now = pins(tier, old);
    let then = pins(tier, new);
    let mut left: Vec<usize> = (0..now.len().min(then.len())).rev().collect();
    let mut moves = Moves { order: Vec::new(), standing: Vec::new(), circle: Vec::new() };
    if !apart {
        moves.order = left;
        return moves;
    }
    let known = |name: &str| old.hosts.iter().any(|host| host.name == *name);
    for pod in &left {
        if let (None, Some(machine)) = (pin(&now, *pod), pin(&then, *pod))
            && known(machine)
        {
            moves.standing.push((*pod, machine));
        }
    }
    while let Some(at) = left.iter().position(|pod| is_free(&now, *pod, pin(&then, *pod))) {
        let pod = left.remove(at);
        if let Some(place) = now.get_mut(pod) {
            *place = pin(&then, pod);
        }
        moves.order.push(pod);
    }
    moves.circle.clone_from(&left);
    moves.order.extend(left);
    moves
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

    #[test]
    fn a_machine_is_left_before_another_comes() {
        let old = topology("{storage: local, machines: [a, b, c]}");
        let new = topology("{storage: local, machines: [b, c, d]}");
        let moves = plan(Tier::Percona, true, &old, &new);
        assert_eq!((moves.order, moves.circle), (vec![2, 1, 0], vec![]));
        let moves = plan(Tier::Percona, true, &new, &old);
        assert_eq!((moves.order, moves.circle), (vec![0, 1, 2], vec![]));
    }

    #[test]
    fn a_circle_is_found() {
        let old = topology("{storage: local, machines: [a, b, c]}");
        let new = topology("{storage: local, machines: [b, a, c]}");
        let moves = plan(Tier::Percona, true, &old, &new);
        assert_eq!((moves.order, moves.circle), (vec![2, 1, 0], vec![1, 0]));
        assert_eq!(plan(Tier::Percona, false, &old, &new).circle, Vec::<usize>::new());
    }

    #[test]
    fn who_stands_anywhere_must_stand_there_already() {
        let old = topology("{storage: {class: fast}}");
        let new = topology("{storage: local, machines: [b, a, c]}");
        let moves = plan(Tier::Percona, true, &old, &new);
        assert_eq!(moves.standing, [(2, "c"), (1, "a"), (0, "b")]);
        assert_eq!(plan(Tier::Percona, true, &new, &old).standing, []);
    }
}
