//! simulate: what becomes of the site and its pods.

use crate::program::{Run, preset, run, run_with};

fn lab(arguments: &[&str]) -> Run {
    run_with([&["simulate"], arguments].concat(), preset("lab").as_bytes())
}

#[test]
fn a_lost_machine_is_summed_up_and_told_in_time() {
    let run = lab(&["failure", "-", "--kill", "node-1"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(
        run.out.starts_with(
            "node-1 down: the site goes on after up to about a minute of failing requests."
        ),
        "{}",
        run.out
    );
    assert!(run.out.contains("50 s  node-1 is marked NotReady"), "{}", run.out);
    assert!(run.out.contains("  etcd-0-0        held on node-1"), "{}", run.out);
    assert!(run.out.contains("No pod of etcd may be evicted now: 2 ready, 2 needed."));
    assert!(run.out.contains("\"Replace a dead machine\""), "{}", run.out);
    let told = lab(&["failure", "-", "--kill", "node-1", "--format", "json"]).json();
    assert_eq!(told["evictions"], "happen");
    assert_eq!(told["settled"]["reading"], "works");
    assert_eq!(told["settled"]["database"]["writer"], "percona-1");
    let pods = told["pods"].as_array().unwrap();
    let etcd = pods.iter().find(|pod| pod["pod"] == "etcd-0-0").unwrap();
    assert_eq!((&etcd["state"], &etcd["machine"]), (&"held".into(), &"node-1".into()));
    let web = pods.iter().find(|pod| pod["state"] == "moves").unwrap();
    assert!(web["fits"].as_array().unwrap().contains(&web["machine"]), "{web}");
}

#[test]
fn faults_happen_in_their_order() {
    let faults = ["--kill", "node-1", "--stop", "percona-1", "--crash", "etcd-1-0"];
    let told = lab(&[&["failure", "-", "--format", "json"][..], &faults].concat()).json();
    let expected = ["node-1 down", "percona-1 stopped in order", "etcd-1-0 crashed"];
    assert_eq!(told["faults"], serde_json::json!(expected));
    // At once one of three is left: twice one, and one that left in order, is no more than three.
    assert_eq!(told["settled"]["writing"], "stops");
    // One by one the second leaves a group of two.
    let slowly = [&["failure", "-", "--format", "json", "--one-by-one"][..], &faults].concat();
    assert_eq!(
        lab(&slowly).json()["at_once"]["database"]["primary"],
        serde_json::json!(["percona-2"])
    );
}

#[test]
fn each_kind_of_fault_can_be_asked_for() {
    for (fault, said) in [
        (&["--cut-off", "node-1"][..], "node-1 cut off"),
        (&["--destroy", "node-1"], "node-1 lost with its disk"),
        (&["--lose-volume", "percona-1"], "the volume of data-percona-1 lost"),
        (&["--lose-volume", "content"], "the volume of content lost"),
        (&["--cut-link", "node-1:node-2"], "the link between node-1 and node-2 cut"),
        (&["--corrupt-etcd", "etcd-2"], "etcd-2 corrupt"),
        (&["--corrupt-etcd", "etcd-2-0"], "etcd-2 corrupt"),
        (&["--export-down"], "the NFS export down"),
        (&["--control-plane-down"], "the control plane down"),
    ] {
        let told = lab(&[&["failure", "-", "--format", "json"][..], fault].concat()).json();
        assert_eq!(told["faults"], serde_json::json!([said]));
    }
}

#[test]
fn cuts_say_what_lab_does_not_survive_and_a_demand_ends_with_1() {
    let demand = ["cuts", "-", "--require", "survives any one machine"];
    let run = lab(&demand);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    assert!(
        run.out.starts_with(
            "Survives any one machine: no.\n  master down: the site stops, as the database's files"
        ),
        "{}",
        run.out
    );
    assert!(run.out.contains("What removes most of them: "), "{}", run.out);
    let large = run_with(
        ["simulate", "cuts", "-", "--among", "links", "--size", "1"],
        preset("large").as_bytes(),
    );
    assert_eq!(large.code, Some(0));
    let cloud: Vec<&str> = [&["simulate"][..], &demand].concat();
    let held = run_with(cloud, preset("cloud").as_bytes());
    assert_eq!(held.code, Some(0), "{}", held.out);
    assert!(held.out.starts_with("Survives any one machine: yes."), "{}", held.out);
    let told = lab(&["cuts", "-", "--size", "1", "--format", "json"]).json();
    assert_eq!(told["survives_any_one_machine"], false);
    let harms = |set: &serde_json::Value| set["harms"].as_array().unwrap().len();
    assert!(told["cuts"].as_array().unwrap().iter().all(|set| harms(set) > 0));
    assert!(told["advice"]["after"].as_u64() < told["advice"]["before"].as_u64(), "{told}");
    let wrong = lab(&["cuts", "-", "--require", "survives any one machin"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("survives any one machine"), "{}", wrong.err);
}

/// Whoever is sent to the runbook finds the heading there.
#[test]
fn tasks_name_headings_of_the_runbook() {
    let here = tempfile::tempdir().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for name in ["lab", "small", "large", "cloud"] {
        let out = here.path().join(name);
        let text = preset(name);
        let made = run_with(["generate", "-", "-o", out.to_str().unwrap()], text.as_bytes());
        assert_eq!(made.code, Some(0), "{}", made.err);
        let runbook = std::fs::read_to_string(out.join("README.md")).unwrap();
        let first = if name == "cloud" { "worker-1" } else { "node-1" };
        let members = if name == "small" { 1 } else { 3 };
        let all: Vec<String> = (0..members)
            .flat_map(|at| {
                [format!("--corrupt-etcd=etcd-{at}"), format!("--lose-volume=percona-{at}")]
            })
            .collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        for faults in [
            &["--kill", first][..],
            &["--destroy", first],
            &["--corrupt-etcd", "etcd-0"],
            &["--lose-volume", "percona-0"],
            &["--lose-volume", "content"],
            &["--stop", "percona-0"],
            &["--lose-volume", "percona-0", "--kill", first, "--crash", "percona-0"],
            &all,
        ] {
            let asked = [&["simulate", "failure", "-", "--format", "json"], faults].concat();
            let told = run_with(asked, text.as_bytes()).json();
            for task in told["tasks"].as_array().unwrap() {
                let chapter = task["chapter"].as_str().unwrap();
                let below = runbook.split(&format!("\n## {chapter}\n")).nth(1);
                let below = below.unwrap_or_else(|| panic!("{name}: no chapter {chapter}"));
                let below = below.split("\n## ").next().unwrap();
                if let Some(section) = task["section"].as_str() {
                    let heading = format!("\n### {section}\n");
                    assert!(below.contains(&heading), "{name}: no section {section} in {chapter}");
                }
                seen.insert(chapter.to_owned());
            }
        }
    }
    assert!(seen.len() > 5, "{seen:?}");
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
    assert!(
        run.err.contains("--kill: there is no machine `node-9`; did you mean `node-"),
        "{}",
        run.err
    );
    let run = lab(&["failure", "-", "--crash", "x"]);
    assert!(run.err.contains("--crash: there is no pod `x`; there are: etcd-0-0"), "{}", run.err);
    let run = lab(&["failure", "-", "--cut-link", "node-1"]);
    assert!(
        run.err.contains("does not name two machines; write it as node-1:node-2"),
        "{}",
        run.err
    );
    let nothing = lab(&["failure", "-"]);
    assert_eq!(nothing.code, Some(2));
    assert!(nothing.err.contains("nothing fails: name a fault"), "{}", nothing.err);
    let none = run_with(["simulate", "failure", "-", "--export-down"], preset("cloud").as_bytes());
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("nothing of this design lies on an NFS export"), "{}", none.err);
    let run = lab(&["drain", "-", "--machine", "node-9"]);
    assert!(run.err.contains("there is no machine node-9 among the nodes: master, node-1"));
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

#[test]
fn a_flash_crowd_brings_the_most_replicas_and_a_demand_ends_with_1() {
    let run = lab(&["load", "-"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.contains("At most 5 replicas are asked for, from 5:30 on"), "{}", run.out);
    assert!(run.out.contains("the load asks for more than the most"), "{}", run.out);
    let demand = ["load", "-", "--curve", "flash", "--require", "refuses nobody"];
    assert_eq!(lab(&[&demand[..], &["--peak", "10"]].concat()).code, Some(0));
    let crowd = lab(&[&demand[..], &["--peak", "400", "--format", "json"]].concat());
    assert_eq!((crowd.code, crowd.err.as_str()), (Some(1), ""));
    let told = crowd.json();
    let course = &told["courses"][0];
    assert_eq!(course["summary"]["most_replicas"], 5);
    assert_eq!(course["summary"]["held_back"][0]["by"], "processors");
    assert_eq!(course["moments"].as_array().unwrap().len(), 241);
    assert_eq!(course["moments"][1]["at"], 15);
}

#[test]
fn two_settings_stand_side_by_side_under_a_curve_of_one_s_own() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let more = write("more.yaml", &preset("lab").replace("max: 5", "max: 8"));
    let curve = write("curve", "# a step\n0 2\n60, 30\n900 30\n");
    let told =
        lab(&["load", "-", "--curve", &curve, "--against", &more, "--format", "json"]).json();
    let most = |index: usize| told["courses"][index]["summary"]["most_replicas"].clone();
    assert_eq!((most(0), most(1)), (5.into(), 8.into()));
    let wrong = write("wrong", "0 2\nsoon 30\n");
    let run = lab(&["load", "-", "--curve", &wrong]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("wrong: line 2: seconds are a whole number"), "{}", run.err);
    assert!(run.err.contains("day, flash, ramp"), "{}", run.err);
    assert_eq!(lab(&["load", "-", "--cpu", "0"]).code, Some(2));
}
