//! simulate deploy: how a bundle comes up, what waits for what, and what breaks it.

use crate::program::{Run, preset, run_with};

fn lab(arguments: &[&str]) -> Run {
    run_with([&["simulate", "deploy", "-"], arguments].concat(), preset("lab").as_bytes())
}

/// The article's cluster, exportable: the image's own discovery, and no probes.
const ARTICLE: &str = include_str!("../fixtures/image-discovery.yaml");

#[test]
fn the_lab_comes_up() {
    let run = lab(&["--require", "deployed"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!("lab", run.out);
    assert_eq!(lab(&["--seed", "1"]).out, run.out);
    assert_ne!(lab(&["--seed", "2"]).out, run.out);
}

#[test]
fn a_demand_that_does_not_hold_ends_with_1() {
    let asked = ["--break", "60s:kill node-1", "--require", "deployed"];
    let run = lab(&asked);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    assert!(run.out.contains("machine/node-1: its machine has no power"), "{}", run.out);
    assert!(run.out.contains("deploy.sh ended after 10 min"), "{}", run.out);
    assert!(run.out.contains("stopped at etcd. Nothing is lost"), "{}", run.out);
    // Without the demand, and with an end of what breaks.
    assert_eq!(lab(&asked[..2]).code, Some(0));
    let mended = lab(&["--break", "60s-2m:kill node-1", "--require", "deployed"]);
    assert_eq!(mended.code, Some(0), "{}", mended.out);
    let early = lab(&["--until", "30s", "--require", "deployed"]);
    assert_eq!(early.code, Some(1));
    assert!(early.out.contains("Not deployed yet after 30 s"), "{}", early.out);
    assert!(early.out.contains("Waiting then:\n"), "{}", early.out);
}

#[test]
fn the_json_is_the_history() {
    let told = lab(&["--format", "json", "--seed", "3"]).json();
    assert_eq!((&told["design"], &told["seed"]), (&"blog".into(), &3.into()));
    assert_eq!(told["outcome"]["is"], "deployed");
    assert!(told["assumed"]["pull_percona"].as_u64().unwrap() > 0);
    let events = told["events"].as_array().unwrap();
    let keys = ["at", "because", "kind", "phase", "thing", "waits", "words"];
    for event in events {
        let mut found: Vec<&str> = event.as_object().unwrap().keys().map(String::as_str).collect();
        let leads = found.contains(&"to");
        found.retain(|key| !["log", "to"].contains(key));
        found.sort_unstable();
        assert_eq!(found, keys);
        // Where it goes is there for these, and for these alone.
        let kind = event["kind"].as_str().unwrap();
        assert_eq!(leads, ["placed", "bound"].contains(&kind), "{event}");
        assert!(
            !leads || event["words"].as_str().unwrap().ends_with(event["to"].as_str().unwrap())
        );
    }
    let wait = events.iter().find(|event| event["kind"] == "waits").unwrap();
    assert!(wait["waits"]["on"].is_string() && wait["waits"]["why"].is_string(), "{wait}");
    let elect = events.iter().find(|event| event["log"]["step"] == "elect").unwrap();
    assert_eq!(elect["log"]["election"]["kind"], "first");
    assert_eq!(told["stands"]["pod/percona-0"]["phase"], "ready");
}

#[test]
fn the_articles_discovery_makes_two_clusters_in_some_seeds() {
    let summary = |seed: u32| {
        let number = seed.to_string();
        let asked = ["simulate", "deploy", "-", "--require", "deployed", "--seed", &number];
        let run = run_with(asked, ARTICLE.as_bytes());
        let two = run.out.contains("\nTwo clusters, with seed ");
        assert_eq!(two, run.out.contains("two clusters: one of percona-0"));
        // deploy.sh itself is content.
        assert_eq!(run.code, Some(i32::from(two)), "{}", run.out);
        assert!(!two || run.out.contains("deploy.sh           Done."), "{}", run.out);
        two
    };
    let found: Vec<bool> = (0..30).map(summary).collect();
    assert!(found.contains(&true) && found.contains(&false), "{found:?}");
}

#[test]
fn each_fault_can_break_it_and_nonsense_is_refused() {
    for (fault, said) in [
        ("1m:cut-off node-1", "node-1              cut off (asked for)"),
        ("1m:destroy node-1", "node-1              lost with its disk"),
        ("70s:crash percona-0", "percona-0           crashed (asked for)"),
        ("4m:stop percona-2", "percona-2           stopped in order"),
        ("1m:lose-volume percona-1", "the volume of data-percona-1 lost"),
        ("1m-2m:cut-link node-1:node-2", "the link between node-1 and node-2 cut"),
        ("1m:corrupt-etcd etcd-2", "etcd-2 corrupt"),
        ("1m-90s:export-down", "the NFS export      over: down"),
        ("1m-2m:control-plane-down", "the control plane   down (asked for)"),
    ] {
        let run = lab(&["--break", fault]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        assert!(run.out.contains(said), "{fault}: {}", run.out);
    }
    for (text, why) in [
        ("kill node-1", "says no time and fault"),
        ("soon:kill node-1", "says no time and fault"),
        ("1m:kil node-1", "did you mean `kill`?"),
        ("1m:kill", "`kill` wants MACHINE"),
        ("1m:export-down now", "wants nothing after it"),
        ("1m:kill node-9", "there is no machine `node-9`"),
        ("2m-1m:kill node-1", "it ends before it begins"),
        ("1m-2m:destroy node-1", "this does not end by itself"),
    ] {
        let run = lab(&["--break", text]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{text}");
        assert!(run.err.contains(why), "{text}: {}", run.err);
    }
    let run = run_with(["simulate", "deploy", "-"], preset("article-2017").as_bytes());
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("There is no cluster of it"), "{}", run.err);
}

/// The table of docs/command-line.md has each duration with its default.
#[test]
fn the_page_says_what_is_assumed() {
    let told = lab(&["--format", "json", "--until", "1s"]).json();
    let mut known = told["assumed"].as_object().unwrap().clone();
    let page = include_str!("../../docs/command-line.md");
    let table = page.split("| name | milliseconds | from |\n").nth(1).unwrap();
    for row in table.lines().skip(1).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let names: Vec<&str> = cells[1].split(", ").map(|name| name.trim_matches('`')).collect();
        let values: Vec<u64> = cells[2].split(", ").map(|value| value.parse().unwrap()).collect();
        assert_eq!(names.len(), values.len(), "{row}");
        for (name, value) in names.iter().zip(values) {
            assert_eq!(known.remove(*name), Some(value.into()), "{name}");
        }
    }
    assert!(known.is_empty(), "not on the page: {known:?}");
}
