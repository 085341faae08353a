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
    read(include_str!("recorded/one-member-restarts.jsonl"))
}

fn read(recorded: &str) -> Log {
    let mut log = Log::new();
    for line in recorded.lines() {
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
    is_refused(forged, step, ordinal);
}

#[track_caller]
fn is_refused(log: Log, step: &str, ordinal: usize) {
    match replayed(log) {
        Ok(_) => panic!("the log was allowed"),
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

#[track_caller]
fn is_allowed(log: Log) {
    let replay = replayed(log).unwrap_or_else(|error| panic!("{}\n{}", error.line, error.why));
    assert_eq!(replay.slow, 0);
}

/// Seed 1005, before the sidecar asked once more whether its server still runs: member 0's server had ended and
/// its key was deleted while the sidecar looked; then the sidecar wrote the key again.
#[test]
fn nor_a_key_that_is_written_for_a_server_that_has_ended() {
    let log = read(include_str!("recorded/a-look-outlives-its-server.jsonl"));
    is_refused(log, "register", 0);
}

/// Seed 1008: member 0 stood still while the others went. Its gate is shut because its lease has run out; of its
/// group it knows nothing yet, and tells that it is primary.
#[test]
fn a_server_that_stood_still_takes_itself_for_primary_behind_a_shut_gate() {
    is_allowed(read(include_str!("recorded/held-while-its-quorum-went.jsonl")));
}

/// Seed 1009: member 0 is dead, and its group has not noticed. Member 2, back from being cut off from etcd, counts it
/// and leaves its gate open.
#[test]
fn a_group_counts_its_dead_until_it_notices() {
    is_allowed(read(include_str!("recorded/back-before-its-group-noticed.jsonl")));
}

/// Seed 1001: member 2 saw member 1's registration (revision 23) and asked for a person; the registration's own line
/// is 13 milliseconds younger.
#[test]
fn what_a_look_saw_comes_before_it_also_where_it_is_told_later() {
    let recorded = include_str!("recorded/told-a-moment-late.jsonl");
    is_refused(read(recorded), "person", 2);
    let mut log = read(recorded);
    for lines in log.values_mut() {
        for line in lines.iter_mut().filter(|line| line["step"] == "person") {
            line["look"] = json!(23);
        }
    }
    is_allowed(log);
}
