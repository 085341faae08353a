//! The simulated start (`simulate::deploy`) decides as the protocol does: its step logs replay through the model,
//! as those of real runs do.

// A test may panic.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use model_tests::replay::{NotAllowed, Replay, replay};
use presswright::design::{Document, preset};
use presswright::simulate::Site;
use presswright::simulate::deploy::{Asked, Break, History, Kind, deploy};
use presswright::simulate::fault::Fault;
use presswright::simulate::placement::ClassVolumes;
use presswright::topology::Topology;
use serde_json::{Value, json};

fn with<T>(name: &str, see: impl FnOnce(&Site<'_>) -> T) -> T {
    let document = Document::read(preset(name).unwrap().text).unwrap();
    let topology = Topology::of(document.design());
    see(&Site::drawn(document.design(), &topology, ClassVolumes::Anywhere))
}

/// What each process wrote, and what happened to it, as `tests/discovery` notes that of a real run.
fn streams(history: &History) -> BTreeMap<String, Vec<Value>> {
    let mut streams: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut add = |stream: String, at: u64, mut line: Value| {
        line["time"] = json!(format!("{at:012}"));
        streams.entry(stream).or_default().push(line);
    };
    for event in &history.events {
        let member =
            event.thing.name.strip_prefix("percona-").filter(|_| event.thing.word() != "database");
        let member: Option<usize> = member.and_then(|number| number.parse().ok());
        if let Some(line) = &event.log {
            let stream = format!("{}/{}", line["ordinal"], line["part"]);
            add(stream, event.at, line.clone());
        }
        let happened = match event.kind {
            Kind::Made => "pod",
            Kind::Ended => "cut_container",
            Kind::Etcd if event.words.starts_with("no majority") => "etcd_down",
            Kind::Etcd if event.words.contains(" a leader: ") => "etcd_up",
            _ => continue,
        };
        let line = json!({"part": "test", "step": happened, "ordinal": member});
        match (member, happened) {
            (Some(member), "pod" | "cut_container") => {
                add(format!("{member}/test"), event.at, line);
            }
            (None, "etcd_down" | "etcd_up") => add("etcd/test".to_owned(), event.at, line),
            _ => {}
        }
    }
    streams
}

fn replayed(streams: BTreeMap<String, Vec<Value>>) -> Result<Replay, NotAllowed> {
    replay(&streams.into_values().collect::<Vec<_>>())
}

#[track_caller]
fn allowed(history: &History, said: &str) -> Replay {
    let replay = replayed(streams(history));
    let replay = replay.unwrap_or_else(|error| panic!("{said}\n{}\n{}", error.line, error.why));
    assert_eq!(replay.slow, 0, "{said}");
    replay
}

#[test]
fn every_step_of_a_start_is_one_that_the_model_allows() {
    for (name, least) in [("small", 6), ("lab", 20), ("large", 40)] {
        with(name, |site| {
            for seed in 0..30 {
                let history = deploy(site, &Asked { seed, ..Asked::default() });
                assert!(history.is_deployed());
                let replay = allowed(&history, &format!("{name}, seed {seed}"));
                assert!(replay.asked > least, "{name}: {}", replay.asked);
            }
        });
    }
}

/// And of one in which containers end and machines lose their power, at any time.
#[test]
fn so_is_every_step_while_things_break() {
    with("lab", |site| {
        let pods =
            |name: &str| site.topology().pods.iter().position(|pod| pod.name == name).unwrap();
        let hosts = |name: &str| {
            site.topology().hosts.iter().position(|host| host.name.as_str() == name).unwrap()
        };
        for seed in 0..60 {
            let at = 60_000 + seed * 4_000;
            let crash =
                |name: &str, at| Break { at, until: None, fault: Fault::PodCrashed(pods(name)) };
            let power = |name: &str, at: u64, lasts: u64| {
                let fault = Fault::MachineDown(hosts(name));
                Break { at, until: Some(at + lasts), fault }
            };
            let breaks = match seed % 4 {
                0 => vec![crash("percona-0", at)],
                1 => vec![power("node-1", at, 30_000), crash("percona-2", at + 60_000)],
                2 => vec![power("node-2", at, 45_000), power("node-3", at + 5_000, 60_000)],
                _ => ["percona-0", "percona-1", "percona-2"].map(|name| crash(name, at)).to_vec(),
            };
            let history = deploy(site, &Asked { seed, breaks: breaks.clone(), ..Asked::default() });
            allowed(&history, &format!("seed {seed}, {breaks:?}: {:?}", history.outcome));
        }
    });
}

/// A log of which a kind of line is taken out is refused.
#[test]
fn a_forged_one_is_not_allowed() {
    let without = |step: &str| {
        let asked = Asked { seed: 1, ..Asked::default() };
        let mut streams = with("lab", |site| streams(&deploy(site, &asked)));
        for lines in streams.values_mut() {
            lines.retain(|line| line["step"] != step);
        }
        replayed(streams).err().map(|error| error.line["step"].as_str().unwrap().to_owned())
    };
    assert_eq!(without("none of them"), None);
    // Others wait for the elected before it begins.
    assert!(matches!(without("elect").as_deref(), Some("wait" | "bootstrap")));
    assert_eq!(without("widen").as_deref(), Some("seen"));
    assert_eq!(without("roster").as_deref(), Some("wait"));
}

/// A member's steps of its first start, but for waits, who elected, and what is told again.
fn steps(lines: &[Value], last: &str) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for line in lines {
        let step = line["step"].as_str().unwrap();
        let told_again = steps.last().is_some_and(|before| before == step);
        if !matches!(step, "wait" | "elect" | "empty") && !told_again {
            steps.push(step.to_owned());
        }
        if step == last {
            break;
        }
    }
    steps
}

/// From the lock to the open gate, founder and joiners: the recorded bootstrap is of real etcd and Galera.
#[test]
fn the_order_of_steps_is_that_of_a_real_bootstrap() {
    let mut real: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in include_str!("recorded/one-member-restarts.jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let stream = line["stream"].as_str().unwrap().trim_start_matches("member-").to_owned();
        real.entry(stream).or_default().push(line);
    }
    let played = with("lab", |site| streams(&deploy(site, &Asked { seed: 1, ..Asked::default() })));
    for member in 0..3 {
        for (part, last) in [("start", "handover"), ("sidecar", "open")] {
            let real = steps(&real[&format!("{member}/{part}")], last);
            let played = steps(&played[&format!("{member}/\"{part}\"")], last);
            assert_eq!(played, real, "member {member}, {part}");
            assert!(real.last().is_some_and(|step| step == last), "{real:?}");
        }
    }
}
