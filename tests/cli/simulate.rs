//! simulate: what becomes of the pods.

use crate::program::{Run, preset, run, run_with};

fn lab(arguments: &[&str]) -> Run {
    run_with([&["simulate"], arguments].concat(), preset("lab").as_bytes())
}

#[test]
fn a_lost_machine_holds_what_is_stateful_and_the_rest_moves() {
    let run = lab(&["failure", "-", "--kill", "node-1"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.starts_with("Lost: node-1. After 50 s their pods are not ready, after 350 s"));
    assert!(run.out.contains("  etcd-0-0        held on node-1"), "{}", run.out);
    assert!(run.out.contains("No pod of etcd may be evicted now: 2 ready, 2 needed."));
    let told = lab(&["failure", "-", "--kill", "node-1", "--format", "json"]).json();
    assert_eq!(told["evictions"], "happen");
    let pods = told["pods"].as_array().unwrap();
    let etcd = pods.iter().find(|pod| pod["pod"] == "etcd-0-0").unwrap();
    assert_eq!((&etcd["state"], &etcd["machine"]), (&"held".into(), &"node-1".into()));
    let web = pods.iter().find(|pod| pod["state"] == "moves").unwrap();
    assert!(web["fits"].as_array().unwrap().contains(&web["machine"]), "{web}");
}

#[test]
fn a_drain_that_a_budget_stops_ends_with_1() {
    let run = lab(&["drain", "-", "--machine", "node-1"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let run = lab(&["drain", "-", "--machine", "node-1", "--machine", "node-2"]);
    assert_eq!(run.code, Some(1));
    let refused = "refused: The disruption budget etcd needs 2 healthy pods and has 2 currently";
    assert!(run.out.contains(refused), "{}", run.out);
    let told = lab(&["drain", "-", "--machine", "node-2", "--kill", "node-1", "--format", "json"]);
    assert_eq!(told.code, Some(1));
    assert_eq!(told.json()["drains"][0]["ends"], false);
}

#[test]
fn a_machine_that_is_not_there_and_none_at_all_are_misuse() {
    let run = lab(&["failure", "-", "--kill", "node-9"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("there is no machine node-9 among the nodes: master, node-1"));
    assert_eq!(lab(&["failure", "-"]).code, Some(2));
    let run = lab(&["drain", "-", "--kill", "master", "--machine", "node-1"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("while the control plane is lost"), "{}", run.err);
}

#[test]
fn an_answer_that_rests_on_the_class_says_so() {
    let here = tempfile::tempdir().unwrap();
    let design = here.path().join("cloud.yaml");
    std::fs::write(&design, preset("cloud")).unwrap();
    let path = design.to_str().unwrap();
    let moves = run(["simulate", "drain", path, "--machine", "worker-1"]);
    assert!(moves.out.contains("taken to follow their pods"), "{}", moves.out);
    let stays =
        run(["simulate", "drain", path, "--machine", "worker-1", "--class-volumes", "one-machine"]);
    assert!(stays.out.contains("didn't match PersistentVolume's node affinity"), "{}", stays.out);
}

#[test]
fn a_design_with_errors_has_no_cluster() {
    let run =
        run_with(["simulate", "failure", "-", "--kill", "a"], b"presswright: 1\nname: blog\n");
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("There is no cluster of it"), "{}", run.err);
}
