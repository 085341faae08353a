//! The decisions alone: what a member does for what it knows, without a server.

// A test may panic.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const ZERO: &str = "00000000-0000-0000-0000-000000000000";
const UUID: &str = "0083f35d-e6e3-11f1-a94f-2f9f3148cac7";

/// Runs a function of the protocol.
fn decide(function: &str, snapshot: &Value, me: &Value, more: &Value) -> Value {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/provision/files/percona");
    let mut child = Command::new("jq")
        .arg("-c")
        .arg("-L")
        .arg(scripts)
        .args(["--argjson", "me", &me.to_string(), "--argjson", "more", &more.to_string()])
        .arg(format!("include \"percona-protocol\"; {function}"))
        .env("ZERO_UUID", ZERO)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(snapshot.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "jq failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn empty(ordinal: u8) -> Value {
    json!({"ordinal": ordinal, "pod": format!("p{ordinal}"), "incarnation": format!("i{ordinal}"),
           "volume": format!("v{ordinal}"), "state": "recovering", "uuid": ZERO, "epoch": 0,
           "seqno": "-1", "empty": true, "suspect": "", "configuration": ""})
}

fn holding(ordinal: u8, epoch: u32, seqno: u32) -> Value {
    let mut member = empty(ordinal);
    member["uuid"] = UUID.into();
    member["epoch"] = epoch.into();
    member["seqno"] = seqno.to_string().into();
    member["empty"] = false.into();
    member
}

fn changed(mut value: Value, changes: &[(&str, Value)]) -> Value {
    for (name, change) in changes {
        value[*name] = change.clone();
    }
    value
}

/// A snapshot of keys; a roster of three unless it is given.
fn keys(members: &[Value], others: &[(&str, Value)]) -> Value {
    let mut keys = serde_json::Map::new();
    let mut put = |name: String, value: &Value| {
        keys.insert(name, json!({"mod": "7", "lease": "0", "value": value}));
    };
    put("roster".to_owned(), &json!({"ordinals": [0, 1, 2], "version": 1}));
    for member in members {
        put(format!("members/{}", member["ordinal"]), member);
    }
    for (name, value) in others {
        put((*name).to_owned(), value);
    }
    json!({"revision": "9", "keys": keys})
}

fn established(epoch: u32, start: u32) -> (&'static str, Value) {
    let starts = json!({epoch.to_string(): {"seqno": start.to_string(), "after": epoch - 1}});
    (
        "established",
        json!({"uuid": UUID, "epoch": epoch, "start": start.to_string(), "starts": starts}),
    )
}

fn view(epoch: u32, volumes: &[&str]) -> (&'static str, Value) {
    ("view", json!({"epoch": epoch, "volumes": volumes}))
}

fn token() -> (&'static str, Value) {
    ("founding", json!({"token": "t"}))
}

fn election(kind: &str, of: &Value, epoch: u32) -> (&'static str, Value) {
    let value = json!({"kind": kind, "ordinal": of["ordinal"], "incarnation": of["incarnation"],
                       "volume": of["volume"], "epoch": epoch, "start": of["seqno"], "after": of["epoch"]});
    ("election", value)
}

/// What the member of that ordinal does next.
fn next(ordinal: usize, members: &[Value], others: &[(&str, Value)]) -> Value {
    let me = members.iter().find(|member| member["ordinal"] == ordinal).unwrap();
    decide("next_step", &keys(members, others), me, &Value::Null)
}

#[track_caller]
fn says(step: &Value, name: &str, words: &str) {
    assert_eq!(step["step"], name, "{step}");
    assert!(step["why"].as_str().unwrap_or_default().contains(words), "{step}");
}

#[test]
fn empty_members_with_a_token_elect_the_lowest() {
    let step = next(2, &[empty(0), empty(1), empty(2)], &[token()]);
    assert_eq!(step["step"], "elect");
    assert_eq!((&step["election"]["ordinal"], &step["election"]["epoch"]), (&json!(0), &json!(1)));
    assert_eq!(step["election"]["kind"], "first");
}

#[test]
fn empty_members_without_a_token_found_nothing() {
    says(&next(0, &[empty(0), empty(1), empty(2)], &[]), "person", "no founding token");
}

#[test]
fn nobody_decides_while_one_is_missing_or_busy() {
    says(&next(0, &[empty(0), empty(1)], &[token()]), "wait", "2 is not there");
    let broken = changed(empty(2), &[("state", json!("broken"))]);
    says(&next(0, &[empty(0), empty(1), broken], &[token()]), "wait", "2 is broken");
    let recovering = [holding(0, 1, 5), holding(1, 1, 5)];
    says(&next(0, &recovering, &[established(1, 0), view(1, &[])]), "wait", "2 is not there");
}

#[test]
fn an_empty_member_found_nothing_where_others_hold_data() {
    let members = [empty(0), holding(1, 1, 9), holding(2, 1, 9)];
    let step = next(0, &members, &[established(1, 0), view(1, &["v1", "v2"])]);
    assert_eq!(step["election"]["ordinal"], 1);
    says(&next(0, &members, &[token()]), "person", "nothing says which cluster stood here");
}

#[test]
fn the_highest_epoch_then_seqno_then_the_lowest_ordinal_is_elected() {
    let known = [established(2, 5), view(2, &["v2"])];
    let elected = |members: &[Value]| next(0, members, &known)["election"]["ordinal"].clone();
    assert_eq!(elected(&[holding(0, 1, 5), holding(1, 1, 4), holding(2, 2, 5)]), 2);
    // Compared as numbers: "10" is more than "9".
    assert_eq!(elected(&[holding(0, 2, 9), holding(1, 2, 10), holding(2, 2, 9)]), 1);
    assert_eq!(elected(&[holding(0, 2, 9), holding(1, 2, 9), holding(2, 2, 9)]), 0);
}

#[test]
fn a_new_epoch_is_above_every_one_that_anybody_knows() {
    let members = [holding(0, 7, 5), holding(1, 2, 5), holding(2, 2, 5)];
    let step = next(0, &members, &[established(2, 5), view(2, &["v1"])]);
    assert_eq!(step["election"]["epoch"], 8);
}

#[test]
fn a_lost_volume_of_the_view_is_for_a_person() {
    let members = [holding(0, 1, 5), holding(1, 1, 5), empty(2)];
    let known = [established(1, 0), view(1, &["v0", "v9"])];
    says(&next(0, &members, &known), "person", "were in use and are not here");
    // There, but emptied: lost as well.
    let known = [established(1, 0), view(1, &["v0", "v2"])];
    says(&next(0, &members, &known), "person", "were in use and are not here");
}

/// etcd lost what it knew, or no election of the epoch was ever established.
#[test]
fn an_election_tells_where_the_epoch_before_it_began() {
    let members = [holding(0, 2, 5), holding(1, 1, 9), holding(2, 1, 9)];
    let forgotten = next(0, &members, &[]);
    assert_eq!(forgotten["election"]["ordinal"], 0);
    assert_eq!(forgotten["election"]["starts"], json!({"2": {"seqno": "-1", "after": 0}}));
    let started = json!({"epoch": 2, "ordinal": 0, "incarnation": "i-gone", "start": "5", "after": 1,
                         "starts": {"1": {"seqno": "0", "after": 0}}});
    let told = next(0, &members, &[("election", started)]);
    let expected = json!({"1": {"seqno": "0", "after": 0}, "2": {"seqno": "5", "after": 1}});
    assert_eq!(told["election"]["starts"], expected);
    // What etcd has established is not told again.
    let known = [established(2, 5), view(2, &["v0"])];
    assert_eq!(next(0, &members[..1], &known)["step"], "wait");
    let all = [holding(0, 2, 5), holding(1, 2, 9), holding(2, 2, 9)];
    assert_eq!(next(0, &all, &known)["election"]["starts"], json!({}));
    // Whoever holds data of before is not let in unasked.
    let starts = json!({"2": {"seqno": "-1", "after": 0}, "3": {"seqno": "5", "after": 2}});
    let unknown = changed(established(3, 5).1, &[("starts", starts)]);
    let primary = changed(holding(0, 3, 9), &[("state", json!("primary"))]);
    let known = [("established", unknown), view(3, &["v0"])];
    let others = [primary, holding(1, 1, 1), empty(2)];
    says(&next(1, &others, &known), "person", "a later epoch is not known to have");
}

#[test]
fn commits_that_a_later_epoch_lacks_are_never_given_up_by_a_join() {
    let primary = changed(holding(0, 3, 9), &[("state", json!("primary"))]);
    let known = [established(3, 5), view(3, &["v0"])];
    let others = [primary.clone(), holding(1, 2, 6), empty(2)];
    says(&next(1, &others, &known), "person", "a later epoch is not known to have");
    let others = [primary.clone(), holding(1, 2, 5), empty(2)];
    assert_eq!(next(1, &others, &known)["step"], "join");
    // A branch that a person left: its epoch comes after the one the new epoch grew from.
    let starts = json!({"3": {"seqno": "50", "after": 1}});
    let decided = changed(established(3, 50).1, &[("starts", starts)]);
    let known = [("established", decided), view(3, &["v0"])];
    let others = [primary.clone(), holding(1, 2, 40), empty(2)];
    says(&next(1, &others, &known), "person", "a later epoch is not known to have");
    // Epoch 2 had it all, was lost, and a person began epoch 3 with less.
    let starts = json!({"2": {"seqno": "40", "after": 1}, "3": {"seqno": "30", "after": 1}});
    let decided = changed(established(3, 30).1, &[("starts", starts)]);
    let known = [("established", decided), view(3, &["v0"])];
    let others = [primary.clone(), holding(1, 1, 40), empty(2)];
    says(&next(1, &others, &known), "person", "a later epoch is not known to have");
    let foreign =
        changed(holding(1, 3, 5), &[("uuid", json!("11111111-e6e3-11f1-a94f-2f9f3148cac7"))]);
    says(&next(1, &[primary, foreign, empty(2)], &known), "person", "holds data of cluster");
}

#[test]
fn a_member_joins_only_when_the_view_has_dropped_its_volume() {
    let primary = changed(holding(0, 1, 9), &[("state", json!("primary"))]);
    let members = [primary, holding(1, 1, 5), holding(2, 1, 5)];
    let named = [established(1, 0), view(1, &["v0", "v1"])];
    says(&next(1, &members, &named), "wait", "still names this volume");
    assert_eq!(next(2, &members, &named)["step"], "join");
}

#[test]
fn an_election_is_for_its_incarnation_alone() {
    let members = [holding(0, 1, 5), holding(1, 1, 5), holding(2, 1, 5)];
    let known = [established(1, 0), view(1, &["v0"]), election("recovery", &members[1], 2)];
    assert_eq!(next(1, &members, &known)["step"], "bootstrap");
    says(&next(0, &members, &known), "wait", "member 1 is elected");
    // Restarted: void, and everybody decides anew, above the void election's epoch.
    let again = changed(members[1].clone(), &[("incarnation", json!("later"))]);
    let step = next(1, &[members[0].clone(), again, members[2].clone()], &known);
    assert_eq!((&step["step"], &step["election"]["epoch"]), (&json!("elect"), &json!(3)));
    // Out of an older snapshot of etcd: void by the member's own marker.
    let known = [established(1, 0), view(1, &["v0"]), election("recovery", &holding(1, 1, 5), 2)];
    let ahead = [holding(0, 1, 5), holding(1, 2, 5), holding(2, 1, 5)];
    assert_eq!(next(1, &ahead, &known)["step"], "elect");
}

#[test]
fn a_founder_that_fell_before_it_was_established_needs_nobody() {
    let founder = holding(0, 1, 3);
    let members = [founder.clone(), empty(1), empty(2)];
    let old = changed(election("first", &founder, 1).1, &[("incarnation", json!("before"))]);
    let step = next(1, &members, &[token(), ("election", old.clone())]);
    assert_eq!(
        (&step["election"]["ordinal"], &step["election"]["kind"]),
        (&json!(0), &json!("first"))
    );
    // On another volume it is somebody else's data.
    let moved = changed(founder, &[("volume", json!("v7"))]);
    let step = next(1, &[moved, empty(1), empty(2)], &[token(), ("election", old)]);
    says(&step, "person", "nothing says which cluster stood here");
}

#[test]
fn a_person_is_refused_while_anything_moves() {
    let decision = |members: &[Value], others: &[(&str, Value)]| {
        decide("decision(1)", &keys(members, others), &Value::Null, &Value::Null)
    };
    let known = [established(1, 0), view(1, &["v0", "v1"])];
    let refused = |answer: Value| answer["refused"].as_str().unwrap_or_default().to_owned();
    let primary = changed(holding(0, 1, 5), &[("state", json!("primary"))]);
    assert!(refused(decision(&[primary, holding(1, 1, 5)], &known)).contains("not recovering"));
    assert!(refused(decision(&[holding(0, 1, 5), empty(1)], &known)).contains("holds no data"));
    assert!(refused(decision(&[holding(0, 1, 5)], &known)).contains("no live key"));
    let elected = [known[0].clone(), known[1].clone(), election("recovery", &holding(0, 1, 5), 2)];
    assert!(refused(decision(&[holding(0, 1, 5), holding(1, 1, 5)], &elected)).contains("stands"));
    // Alone: it says what is missing.
    let answer = decision(&[holding(1, 1, 5)], &known);
    assert_eq!(answer["election"]["kind"], "decision");
    assert_eq!((&answer["absent"], &answer["lost_volumes"]), (&json!([0, 2]), &json!(["v0"])));
}

/// A server's status with three members, and this member's knowledge of itself.
fn running(
    members: &[Value],
    others: &[(&str, Value)],
    status: &[(&str, Value)],
    gate: &str,
) -> Value {
    out_for(members, others, status, gate, 0)
}

/// The same for a server that has been out of its group for that long.
fn out_for(
    members: &[Value],
    others: &[(&str, Value)],
    status: &[(&str, Value)],
    gate: &str,
    left: u8,
) -> Value {
    let base = json!({"wsrep_cluster_status": "Primary", "wsrep_connected": "ON", "wsrep_ready": "ON",
                      "wsrep_local_state": "4", "wsrep_cluster_state_uuid": UUID,
                      "wsrep_cluster_conf_id": "3", "wsrep_cluster_size": "2",
                      "wsrep_incoming_addresses": "m0:1,m1:1"});
    let saved =
        json!({"established": established(1, 0).1, "roster": [0, 1, 2], "roster_version": 1});
    let more = json!({"status": changed(base, status), "gate": gate, "left": left, "unconfirmed": 0,
                      "view": {"epoch": 1, "volumes": ["v0", "v1"]}, "saved": saved});
    let me = json!({"ordinal": 0, "incarnation": "i0", "volume": "v0", "kind": "join", "epoch": 1,
                    "seen": true, "published": true, "lease_seconds": 20,
                    "addresses": {"0": "m0:1", "1": "m1:1", "2": "m2:1"}});
    decide("supervise", &keys(members, others), &me, &more)
}

fn primary(ordinal: u8, configuration: &str) -> Value {
    let state = [("state", json!("primary")), ("configuration", json!(configuration))];
    changed(holding(ordinal, 1, 5), &state)
}

#[test]
fn the_gate_opens_for_the_view_alone() {
    let members = [primary(0, "3"), primary(1, "3")];
    let named = [established(1, 0), view(1, &["v0", "v1"])];
    assert_eq!(running(&members, &named, &[], "ALL")["step"], "open");
    let without = [established(1, 0), view(1, &["v1"])];
    assert_eq!(running(&members, &without, &[], "ALL")["step"], "widen");
    assert_eq!(running(&members, &without, &[], "NONE")["step"], "shut");
    let apart = [("wsrep_cluster_status", json!("non-Primary")), ("wsrep_local_state", json!("0"))];
    assert_eq!(running(&members, &named, &apart, "NONE")["step"], "shut");
    let donor = [("wsrep_local_state", json!("2"))];
    assert_eq!(running(&members, &named, &donor, "NONE")["step"], "none");
    let later = [established(2, 0), view(2, &["v1"])];
    assert_eq!(running(&members, &later, &[], "NONE")["step"], "stop");
}

#[test]
fn a_volume_leaves_the_view_when_all_that_stay_have_told_of_it() {
    let named = [established(1, 0), view(1, &["v0", "v1", "v2"])];
    let told = running(&[primary(0, "3"), primary(1, "3")], &named, &[], "NONE");
    assert_eq!((&told["step"], &told["volumes"]), (&json!("narrow"), &json!(["v2"])));
    let behind = running(&[primary(0, "3"), primary(1, "2")], &named, &[], "NONE");
    assert_eq!(behind["step"], "none");
    let unknown = [("wsrep_incoming_addresses", json!("m0:1,other:1"))];
    assert_eq!(
        running(&[primary(0, "3"), primary(1, "3")], &named, &unknown, "NONE")["step"],
        "none"
    );
    // Cut off and not aware of it: back in the component it may serve before it looks.
    let left = |member: Value| {
        running(&[primary(0, "3"), primary(1, "3"), member], &named, &[], "NONE")["step"].clone()
    };
    assert_eq!(left(primary(2, "2")), "none");
    let shut = [("state", json!("running-non-primary"))];
    assert_eq!(left(changed(primary(2, "2"), &shut)), "narrow");
    assert_eq!(left(changed(primary(2, "2"), &[("volume", json!("another"))])), "narrow");
}

#[test]
fn what_etcd_lost_is_written_again_by_all_or_not_at_all() {
    let two = [primary(0, "3"), primary(1, "3")];
    says(&running(&two, &[], &[], "NONE"), "wait", "every roster member must be live");
    let three = [primary(0, "3"), primary(1, "3"), holding(2, 1, 4)];
    let step = running(&three, &[], &[], "NONE");
    assert_eq!(
        (&step["step"], &step["view"]["volumes"]),
        (&json!("restore"), &json!(["v0", "v1"]))
    );
    // Whoever may serve is named, whatever it has told since, and what the view named when it was last read.
    let moved = changed(primary(1, "2"), &[("volume", json!("v5"))]);
    let step = running(&[primary(0, "3"), moved, holding(2, 1, 4)], &[], &[], "NONE");
    assert_eq!(step["view"]["volumes"], json!(["v0", "v1", "v5"]));
    let ahead = [primary(0, "3"), primary(1, "3"), holding(2, 2, 4)];
    says(&running(&ahead, &[], &[], "NONE"), "wait", "every roster member must be live");
}

#[test]
fn a_joiner_is_stopped_where_etcd_does_not_know_its_epoch() {
    let members = [primary(0, "3"), primary(1, "3"), empty(2)];
    let me = json!({"ordinal": 0, "incarnation": "i0", "volume": "v0", "kind": "join", "epoch": 1,
                    "seen": false, "published": true, "lease_seconds": 20, "addresses": {}});
    let status = json!({"wsrep_cluster_status": "Primary", "wsrep_connected": "ON",
                        "wsrep_local_state": "4", "wsrep_cluster_state_uuid": UUID});
    let more = json!({"status": status, "gate": "ALL", "left": 0, "saved": {}});
    let step = decide("supervise", &keys(&members, &[]), &me, &more);
    says(&step, "stop", "does not know the epoch");
}

#[test]
fn a_joiner_that_lost_its_component_tells_so_and_is_counted() {
    let alone = [("wsrep_cluster_status", json!("non-Primary")), ("wsrep_local_state", json!("0"))];
    let own = changed(empty(0), &[("state", json!("joining"))]);
    let known = [established(1, 0), view(1, &["v1"])];
    let step = running(&[own, holding(1, 1, 5), empty(2)], &known, &alone, "ALL");
    assert_eq!((&step["step"], &step["state"]), (&json!("publish"), &json!("running-non-primary")));
}

#[test]
fn a_survivor_stops_when_the_others_wait_for_it() {
    let alone = [("wsrep_cluster_status", json!("non-Primary")), ("wsrep_local_state", json!("0"))];
    let own = changed(primary(0, ""), &[("state", json!("running-non-primary"))]);
    let known = [established(1, 0), view(1, &["v0", "v1"])];
    let all = [own.clone(), holding(1, 1, 5), holding(2, 1, 5)];
    says(&running(&all, &known, &alone, "ALL"), "stop", "the others wait");
    assert_eq!(running(&[own, holding(1, 1, 5)], &known, &alone, "ALL")["step"], "none");
}

#[test]
fn a_server_that_left_its_group_starts_over() {
    let out = [
        ("wsrep_cluster_status", json!("Disconnected")),
        ("wsrep_connected", json!("OFF")),
        ("wsrep_local_state", json!("0")),
    ];
    let known = [established(1, 0), view(1, &["v1"])];
    // A joiner whose state transfer failed, and a member whose data did not fit.
    for state in ["joining", "primary", "running-non-primary"] {
        let own = changed(holding(0, 1, 5), &[("state", json!(state))]);
        let members = [own, primary(1, "3")];
        says(&out_for(&members, &known, &out, "ALL", 10), "stop", "has left its group");
        assert_ne!(out_for(&members, &known, &out, "ALL", 9)["step"], "stop");
        assert_eq!(out_for(&members, &known, &out, "NONE", 10)["step"], "shut");
    }
}
