//! What becomes of the presets' pods, as a person would read it.

use super::eviction::{Budget, Verdict, drain, evict};
use super::placement::{ClassVolumes, Cluster, Evictions, State};
use crate::design::{Document, preset};
use crate::topology::{Tier, Topology};
use std::fmt::Write as _;

fn with<T>(text: &str, see: impl FnOnce(&mut Cluster<'_>) -> T) -> T {
    with_classes(text, ClassVolumes::Anywhere, see)
}

fn with_classes<T>(
    text: &str,
    classes: ClassVolumes,
    see: impl FnOnce(&mut Cluster<'_>) -> T,
) -> T {
    let document = Document::read(text).unwrap();
    let topology = Topology::of(document.design());
    see(&mut Cluster::drawn(document.design(), &topology, classes))
}

fn text(name: &str) -> &'static str {
    preset(name).unwrap().text
}

fn host(cluster: &Cluster<'_>, name: &str) -> usize {
    cluster.topology().hosts.iter().position(|host| host.name.as_str() == name).unwrap()
}

fn pod(cluster: &Cluster<'_>, name: &str) -> usize {
    cluster.topology().pods.iter().position(|pod| pod.name == name).unwrap()
}

fn picture(cluster: &Cluster<'_>) -> String {
    let mut out = String::new();
    for (index, pod) in cluster.topology().pods.iter().enumerate() {
        let on = |host: usize| cluster.topology().hosts[host].name.as_str();
        let state = match cluster.state(index) {
            State::Runs(host) => format!("runs on {}", on(host)),
            State::Lost(host) => format!("lost on {}", on(host)),
            State::Held(host) => format!("held on {}", on(host)),
            State::Pending => format!("Pending: {}", cluster.why_pending(index).unwrap()),
            State::Unmade => "not made".to_owned(),
        };
        writeln!(out, "{}: {state}", pod.name).unwrap();
    }
    out
}

#[test]
fn a_lost_machine_holds_its_stateful_pods_and_the_others_move() {
    insta::assert_snapshot!(with(text("lab"), |cluster| {
        let lost = host(cluster, "node-1");
        assert_eq!(cluster.lose(&[lost]), Evictions::Happen);
        cluster.settle();
        picture(cluster)
    }));
}

#[test]
fn a_drained_machine_is_empty_and_what_is_tied_to_it_waits() {
    insta::assert_snapshot!(with(text("lab"), |cluster| {
        let machine = host(cluster, "node-1");
        let drained = drain(cluster, machine);
        assert!(drained.ends(), "{drained:?}");
        picture(cluster)
    }));
}

#[test]
fn a_second_drain_is_refused_while_the_first_is_not_undone() {
    with(text("lab"), |cluster| {
        let (first, second) = (host(cluster, "node-1"), host(cluster, "node-2"));
        drain(cluster, first);
        let refused = drain(cluster, second).refused;
        let names: Vec<&str> =
            refused.iter().map(|pod| cluster.topology().pods[*pod].name.as_str()).collect();
        assert_eq!(names, ["etcd-1-0", "percona-1"]);
        assert_eq!(
            evict(cluster, refused[0]),
            Verdict::Refused(
                "The disruption budget etcd needs 2 healthy pods and has 2 currently".to_owned()
            )
        );
        cluster.uncordon(first);
        cluster.settle();
        assert_eq!(cluster.state(pod(cluster, "etcd-0-0")), State::Runs(first));
        assert_eq!(evict(cluster, refused[0]), Verdict::Evicted);
    });
}

#[test]
fn the_one_machine_of_a_small_cluster_cannot_be_drained() {
    with(text("small"), |cluster| {
        let machine = host(cluster, "node-1");
        let refused = drain(cluster, machine).refused;
        assert_eq!(refused, [pod(cluster, "wordpress-1")]);
        assert_eq!(
            cluster.why_pending(pod(cluster, "wordpress-0")).unwrap(),
            "0/1 nodes are available: 1 node(s) were unschedulable."
        );
    });
}

#[test]
fn too_many_machines_lost_stop_all_evictions() {
    with(text("lab"), |cluster| {
        let lost: Vec<usize> =
            ["node-1", "node-2", "node-3"].map(|name| host(cluster, name)).to_vec();
        assert_eq!(cluster.lose(&lost), Evictions::Halted);
        cluster.settle();
        assert!(cluster.states().iter().all(|state| matches!(state, State::Lost(_))));
    });
    // Three of eleven are no such share.
    with(text("large"), |cluster| {
        let lost: Vec<usize> =
            ["node-1", "node-2", "node-3"].map(|name| host(cluster, name)).to_vec();
        assert_eq!(cluster.lose(&lost), Evictions::Happen);
    });
}

#[test]
fn without_the_control_plane_nothing_moves() {
    with(text("lab"), |cluster| {
        let lost = [host(cluster, "master"), host(cluster, "node-1")];
        assert_eq!(cluster.lose(&lost), Evictions::NoControlPlane);
        cluster.settle();
        let wordpress = cluster.topology().pods_of(Tier::Wordpress).count();
        assert!(!cluster.states().contains(&State::Pending));
        assert_eq!(Budget::of(cluster, Tier::Wordpress).unwrap().expected, wordpress);
    });
}

#[test]
fn replicas_that_start_in_order_wait_for_the_first() {
    let ordered = text("lab")
        .replace("replicas: 3\n", "replicas: 3\n  discovery: image\n  storage: local\n")
        .replace("node-3}]", "node-3}]\n  image: quay.io/coreos/etcd:v3.5.30");
    with(&ordered, |cluster| {
        let (first, third) = (pod(cluster, "percona-0"), pod(cluster, "percona-2"));
        let lost = cluster.state(first).runs_on().unwrap();
        cluster.lose(&[lost]);
        cluster.settle();
        assert_eq!(cluster.state(first), State::Held(lost));
        // It runs on; but nothing would make it anew.
        let at = cluster.state(third).runs_on().unwrap();
        cluster.cordon(at);
        assert!(matches!(evict(cluster, third), Verdict::Refused(_)));
    });
}

#[test]
fn volumes_of_a_class_follow_their_pod_or_do_not() {
    let fate = |classes| {
        with_classes(text("cloud"), classes, |cluster| {
            let replica = pod(cluster, "percona-0");
            let machine = cluster.state(replica).runs_on().unwrap();
            drain(cluster, machine);
            (cluster.state(replica), cluster.why_pending(replica))
        })
    };
    assert!(matches!(fate(ClassVolumes::Anywhere), (State::Runs(_), _)));
    let (state, why) = fate(ClassVolumes::OneMachine);
    assert_eq!(state, State::Pending);
    assert_eq!(
        why.unwrap(),
        "0/4 nodes are available: 1 node(s) were unschedulable, \
         3 node(s) didn't match PersistentVolume's node affinity."
    );
}

#[test]
fn a_machine_that_was_lost_bears_no_more_evictions_than_its_budget() {
    with(text("large"), |cluster| {
        // Two of five replicas lost: three are ready, four have to be.
        let lost: Vec<usize> = ["percona-0", "percona-1"]
            .map(|name| cluster.state(pod(cluster, name)).runs_on().unwrap())
            .to_vec();
        cluster.lose(&lost);
        cluster.settle();
        let third = pod(cluster, "percona-2");
        assert_eq!(
            evict(cluster, third),
            Verdict::Refused(
                "The disruption budget percona needs 4 healthy pods and has 3 currently".to_owned()
            )
        );
    });
}
