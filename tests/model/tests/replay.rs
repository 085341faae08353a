//! A log of a real run replays; the same log forged does not. `tests/discovery` replays each of its runs.

// A test may panic.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use model_tests::replay::{NotAllowed, Replay, replay};
use serde_json::{Value, json};

type Log = BTreeMap<String, Vec<Value>>;

/// Of `one_member_restarts`: a first start; member 2 stopped and started, member 0's pod and member 1's
/// container killed.
fn log() -> Log {
    let mut log = Log::new();
    for line in include_str!("recorded/one-member-restarts.jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        log.entry(line["stream"].as_str().unwrap().to_owned()).or_default().push(line);
    }
    log
}

fn replayed(log: Log) -> Result<Replay, NotAllowed> {
    replay(&log.into_values().collect::<Vec<_>>())
}

fn place(log: &Log, stream: &str, step: &str) -> usize {
    log[stream].iter().position(|line| line["step"] == step).unwrap()
}

fn remove(log: &mut Log, stream: &str, step: &str) {
    let at = place(log, stream, step);
    log.get_mut(stream).unwrap().remove(at);
}

/// The log is refused at that step of that member.
#[track_caller]
fn refused(forge: impl FnOnce(&mut Log), step: &str, ordinal: usize) {
    let mut forged = log();
    forge(&mut forged);
    match replayed(forged) {
        Ok(_) => panic!("the forged log was allowed"),
        Err(error) => {
            assert_eq!(
                (error.line["step"].as_str(), error.line["ordinal"].as_u64()),
                (Some(step), Some(ordinal as u64)),
                "{}\n{}",
                error.line,
                error.why
            );
        }
    }
}

#[test]
fn the_log_of_a_real_run_is_allowed() {
    let replay = replayed(log()).unwrap_or_else(|error| panic!("{}\n{}", error.line, error.why));
    assert!(replay.asked > 40, "{}", replay.asked);
    assert_eq!(replay.slow, 0);
}

#[test]
fn a_bootstrap_without_an_election_is_not() {
    refused(|log| remove(log, "member-0/start", "elect"), "bootstrap", 0);
}

#[test]
fn nor_an_election_while_a_member_has_not_registered() {
    refused(
        |log| {
            for line in log.get_mut("member-1/start").unwrap() {
                if line["step"] == "register" {
                    line["revision"] = json!(8);
                    break;
                }
            }
        },
        "elect",
        0,
    );
}

#[test]
fn nor_an_election_of_another_member() {
    refused(
        |log| {
            let at = place(log, "member-0/start", "elect");
            log.get_mut("member-0/start").unwrap()[at]["election"]["ordinal"] = json!(2);
        },
        "elect",
        0,
    );
}

#[test]
fn nor_a_gate_that_opens_before_the_view_names_its_member() {
    refused(
        |log| {
            let (widen, open) =
                (place(log, "member-1/sidecar", "widen"), place(log, "member-1/sidecar", "open"));
            log.get_mut("member-1/sidecar").unwrap().swap(widen, open);
        },
        "open",
        1,
    );
}

#[test]
fn nor_a_view_that_is_narrowed_before_all_have_told() {
    refused(
        |log| {
            // Member 1 tells of the configuration without member 2 after member 0 narrowed.
            let narrow = place(log, "member-0/sidecar", "narrow");
            let narrowed = log["member-0/sidecar"][narrow]["revision"].as_u64().unwrap();
            let lines = log.get_mut("member-1/sidecar").unwrap();
            let told = lines
                .iter()
                .rposition(|line| {
                    line["step"] == "publish" && line["revision"].as_u64().unwrap() < narrowed
                })
                .unwrap();
            lines.remove(told);
        },
        "narrow",
        0,
    );
}

#[test]
fn nor_a_view_that_leaves_out_a_member_that_serves() {
    refused(
        |log| {
            let at = place(log, "member-1/sidecar", "widen");
            let view = &mut log.get_mut("member-1/sidecar").unwrap()[at]["written"][0]["value"];
            view["volumes"].as_array_mut().unwrap().remove(0);
        },
        "widen",
        1,
    );
}

#[test]
fn nor_a_join_before_anything_is_established() {
    refused(
        |log| {
            let at = place(log, "member-2/start", "join");
            let join = &mut log.get_mut("member-2/start").unwrap()[at];
            join["revision"] = json!(7);
            join["time"] = json!("2026-11-29T01:06:16.000Z");
        },
        "join",
        2,
    );
}

#[test]
fn nor_data_that_nothing_brought_there() {
    refused(
        |log| {
            for line in log.get_mut("member-2/start").unwrap() {
                if line["step"] == "recover" {
                    line["empty"] = json!(false);
                    line["epoch"] = json!(1);
                    break;
                }
            }
        },
        "recover",
        2,
    );
}

#[test]
fn nor_revisions_out_of_order() {
    refused(
        |log| {
            let lines = log.get_mut("member-0/sidecar").unwrap();
            let publish = lines.iter().position(|line| line["step"] == "publish").unwrap();
            lines[publish]["revision"] = json!(1);
        },
        "publish",
        0,
    );
}

#[test]
fn nor_a_step_of_an_incarnation_that_is_gone() {
    refused(
        |log| {
            let lines = log.get_mut("member-0/sidecar").unwrap();
            let before = lines[0]["incarnation"].clone();
            lines.last_mut().unwrap()["incarnation"] = before;
        },
        "publish",
        0,
    );
}

#[test]
fn nor_a_death_that_the_test_did_not_cause() {
    refused(|log| remove(log, "member-0/test", "cut"), "recover", 0);
}
