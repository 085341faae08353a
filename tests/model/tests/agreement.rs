//! The model decides as the scripts do: `percona-protocol.jq` itself is asked about moments of the model.

// A test may panic.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use model_tests::action::{Faults, What};
use model_tests::decisions::Step;
use model_tests::guards::Without;
use model_tests::model::{Model, Settings};
use model_tests::replay::name_of;
use model_tests::search::Bounds;
use model_tests::state::{Elected, Held, Key, Kind, Local, Member, Phase, State, Told};
use serde_json::{Value, json};

const ZERO: &str = "00000000-0000-0000-0000-000000000000";
type Moment = State<3>;

fn uuid(number: u8) -> String {
    if number == 0 { ZERO.to_owned() } else { format!("uuid-{number}") }
}

fn volume(i: usize, present: bool) -> String {
    format!("v{i}{}", if present { "" } else { "-lost" })
}

fn volumes(state: &Moment, named: impl Fn(&Member) -> (bool, bool)) -> Vec<String> {
    let of = |(i, member): (usize, &Member)| {
        let (present, lost) = named(member);
        let present = present.then(|| volume(i, true));
        present.into_iter().chain(lost.then(|| volume(i, false)))
    };
    state.members.iter().enumerate().flat_map(of).collect()
}

fn key(i: usize, member: &Member) -> Value {
    let state = match member.told {
        Told::Nothing => "",
        Told::Recovering => "recovering",
        Told::Bootstrapping => "bootstrapping",
        Told::Joining => "joining",
        Told::Primary => "primary",
        Told::RunningNonPrimary => "running-non-primary",
    };
    let which = if member.key == Key::Current { "now" } else { "before" };
    json!({"ordinal": i, "pod": "p", "incarnation": format!("i{i}-{which}"),
           "volume": volume(i, member.key_volume), "state": state, "uuid": uuid(member.key_uuid),
           "epoch": member.key_epoch, "seqno": member.key_seqno.to_string(), "empty": member.key_empty,
           "suspect": "", "configuration": if member.key_configuration { "9" } else { "8" }})
}

/// The keys as etcd holds them.
fn snapshot(state: &Moment) -> Value {
    let mut keys = BTreeMap::new();
    let mut put =
        |name: String, value: Value| keys.insert(name, json!({"mod": "7", "value": value}));
    let ordinals: Vec<usize> = (0..3).filter(|i| state.members[*i].roster).collect();
    if state.shared.roster {
        put("roster".to_owned(), json!({"ordinals": ordinals, "version": 1}));
    }
    if state.founding {
        put("founding".to_owned(), json!({"token": "t"}));
    }
    for (i, member) in state.members.iter().enumerate() {
        if member.key != Key::Absent {
            put(format!("members/{i}"), key(i, member));
        }
        if member.discard {
            put(format!("discard/{}", volume(i, true)), json!({}));
        }
        let incarnation = match member.elected {
            Elected::No => continue,
            Elected::Current => "now",
            Elected::Earlier => "before",
            Elected::Gone => "gone",
        };
        let kind = match state.election {
            Kind::First => "first",
            Kind::Decision => "decision",
            Kind::None | Kind::Recovery => "recovery",
        };
        put(
            "election".to_owned(),
            json!({"kind": kind, "ordinal": i, "incarnation": format!("i{i}-{incarnation}"),
                   "volume": volume(i, state.election_volume), "epoch": state.election_epoch,
                   "start": state.election_start.to_string(), "after": state.election_after,
                   "starts": starts(state, state.election_known, state.election_unknown)}),
        );
    }
    if state.established > 0 {
        put("established".to_owned(), established(state));
    }
    if state.view_there {
        let named = volumes(state, |member| (member.view, member.view_lost));
        put("view".to_owned(), json!({"epoch": state.view_epoch, "volumes": named}));
    }
    json!({"revision": "9", "keys": keys})
}

fn established(state: &Moment) -> Value {
    let starts = starts(state, state.established_known, state.established_unknown);
    json!({"uuid": uuid(state.established_uuid), "epoch": state.established, "starts": starts})
}

fn starts(state: &Moment, known: u8, unknown: u8) -> BTreeMap<String, Value> {
    let told = |bits: u8, epoch: usize| bits & (1 << epoch) != 0;
    (1..8_usize)
        .filter_map(|epoch| {
            let start = state.starts[epoch];
            let value = if told(known, epoch) {
                json!({"seqno": start.seqno.to_string(), "after": start.after})
            } else if told(unknown, epoch) {
                json!({"seqno": "-1", "after": 0})
            } else {
                return None;
            };
            Some((epoch.to_string(), value))
        })
        .collect()
}

fn waiting(i: usize, member: &Member) -> Value {
    let (uuid, seqno) = if member.empty() {
        (ZERO.to_owned(), "-1".to_owned())
    } else {
        (uuid(member.data.uuid), member.data.seqno.to_string())
    };
    json!({"ordinal": i, "incarnation": format!("i{i}-now"), "volume": volume(i, true), "uuid": uuid,
           "epoch": member.epoch, "seqno": seqno, "empty": member.empty()})
}

/// What the sidecar knows of its server.
fn running(state: &Moment, i: usize) -> (Value, Value) {
    let me = &state.members[i];
    let primary = state.primary(me);
    let together = |other: &Member| {
        other.runs()
            && other.epoch == me.epoch
            && if primary {
                other.counted
            } else {
                other.reachable() && me.reachable() && !state.primary(other)
            }
    };
    let mut component: Vec<usize> = (0..3).filter(|j| together(&state.members[*j])).collect();
    if component.is_empty() {
        component.push(i);
    }
    if me.local == Local::Left {
        component.clear();
    }
    let addresses: Vec<String> = component.iter().map(|j| format!("m{j}:1")).collect();
    let local = match me.local {
        Local::Synced if primary => "4",
        Local::Rejoining if primary => "1",
        _ => "0",
    };
    let answers = matches!(me.local, Local::Synced | Local::Rejoining | Local::Left);
    let status = if answers {
        json!({"wsrep_cluster_status": if primary { "Primary" } else { "non-Primary" },
               "wsrep_connected": if me.local == Local::Left { "OFF" } else { "ON" },
               "wsrep_local_state": local, "wsrep_cluster_state_uuid": uuid(me.data.uuid),
               "wsrep_cluster_conf_id": if me.delivered { "9" } else { "8" },
               "wsrep_cluster_size": component.len().to_string(),
               "wsrep_incoming_addresses": addresses.join(",")})
    } else {
        Value::Null
    };
    let view = if state.view_there {
        json!({"epoch": state.view_epoch,
               "volumes": volumes(state, |member| (member.view, member.view_lost))})
    } else if state.shared.view_before > 0 {
        json!({"epoch": state.shared.view_before,
               "volumes": volumes(state, |member| (member.view_before, member.view_before_lost))})
    } else {
        Value::Null
    };
    let roster: Vec<usize> = (0..3).filter(|i| state.members[*i].roster).collect();
    let kind = if me.phase == Phase::Joined { "join" } else { "bootstrap" };
    (
        json!({"ordinal": i, "incarnation": format!("i{i}-now"), "volume": volume(i, true), "kind": kind,
               "epoch": me.epoch, "seen": me.seen, "published": me.published || me.seen,
               "lease_seconds": 20, "addresses": {"0": "m0:1", "1": "m1:1", "2": "m2:1"}}),
        json!({"status": status, "gate": if me.gate_open { "NONE" } else { "ALL" },
               "left": if me.local == Local::Left { 10 } else { 0 }, "unconfirmed": 0, "view": view,
               "saved": {"established": established(state), "roster": roster}}),
    )
}

/// One process of jq for all of them: the module's functions stand inside one that takes `$me` and `$more`.
fn ask(function: &str, questions: &[Value]) -> Vec<Value> {
    let module = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../src/provision/files/percona/percona-protocol.jq");
    let module = std::fs::read_to_string(module).unwrap();
    let program = format!(
        "def asked($me; $more): {module}\n{function};\n.[] | . as $q | $q.snapshot | asked($q.me; $q.more)"
    );
    let folder = std::env::temp_dir().join(format!("presswright-agreement-{}", std::process::id()));
    std::fs::write(&folder, program).unwrap();
    let mut child = Command::new("jq")
        .arg("-c")
        .arg("-f")
        .arg(&folder)
        .env("ZERO_UUID", ZERO)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = Value::from(questions.to_vec()).to_string();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    std::fs::remove_file(folder).unwrap();
    assert!(output.status.success(), "jq failed");
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Its name, and why: what is published has no reason.
fn names(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Publish { .. } => ("publish", ""),
        other => name_of(other),
    }
}

/// The same step, for the same reason, with the same effect.
fn same(model: &Model<3>, state: &Moment, i: usize, step: Step, answer: &Value) -> bool {
    let (name, why) = names(step);
    let as_set = |value: &Value| {
        let mut all: Vec<String> = serde_json::from_value(value.clone()).unwrap_or_default();
        all.sort();
        all
    };
    let effect = match step {
        Step::Elect(asked, whom) => {
            let kind = if asked == Kind::First { "first" } else { "recovery" };
            let election = &answer["election"];
            let mut after = *state;
            model.happen(&mut after, What::Elect(asked, whom), i);
            let began = starts(&after, after.election_known, after.election_unknown);
            (after.cut || election["starts"] == json!(began))
                && election["ordinal"] == whom.trailing_zeros()
                && election["kind"] == kind
                && election["epoch"] == model.protocol.next_epoch(state)
        }
        Step::Publish { primary } => {
            answer["state"] == if primary { "primary" } else { "running-non-primary" }
        }
        Step::Restore => {
            let named = volumes(state, |member| model.protocol.in_restored_view(state, i, member));
            as_set(&answer["view"]["volumes"]) == named
        }
        Step::Narrow => {
            let mut gone: Vec<String> =
                model.protocol.departed(state, i).map(|(j, lost)| volume(j, !lost)).collect();
            gone.sort();
            as_set(&answer["volumes"]) == gone
        }
        _ => true,
    };
    answer["step"] == name && answer["why"].as_str().unwrap_or_default().contains(why) && effect
}

/// Of that many moments each `every`th: spread over all, not the first ones only.
fn compare(
    serving: bool,
    faults: u8,
    kinds: Faults,
    states: usize,
    every: u32,
) -> BTreeMap<String, usize> {
    let model = Model::<3>::new(Settings {
        members: 3,
        faults,
        kinds,
        commits: 1,
        decisions: 1,
        without: Without::NONE,
        symmetric: false,
        serving,
    });
    let mut number = 0_u32;
    let mut met: BTreeMap<(bool, String), (Moment, usize, Value)> = BTreeMap::new();
    let _ = model.reach(Bounds { states, seconds: 300 }, |state| {
        number += 1;
        if !number.is_multiple_of(every) {
            return;
        }
        for i in 0..3 {
            let me = &state.members[i];
            // One that stands still looks at nothing.
            if !state.reaches_etcd(me) || me.held != Held::No {
                continue;
            }
            let runs = me.runs();
            let (mine, more) = match me.phase {
                Phase::Waiting => (waiting(i, me), Value::Null),
                _ if runs => running(state, i),
                _ => continue,
            };
            let question = json!({"snapshot": snapshot(state), "me": mine, "more": more});
            met.insert((runs, question.to_string()), (*state, i, question));
        }
    });
    let mut steps = BTreeMap::new();
    for (runs, function) in [(false, "next_step"), (true, "supervise")] {
        let cases: Vec<_> =
            met.iter().filter(|((of, _), _)| *of == runs).map(|(_, it)| it).collect();
        let questions: Vec<Value> = cases.iter().map(|(_, _, question)| question.clone()).collect();
        let answers = ask(function, &questions);
        assert_eq!(answers.len(), cases.len());
        for ((state, i, question), answer) in cases.into_iter().zip(answers) {
            let step = if runs {
                model.protocol.supervise(state, *i)
            } else {
                model.protocol.next_step(state, *i)
            };
            // A server that lags has a configuration of its own in the model's words only.
            let lags = runs && !state.members[*i].delivered;
            if lags && answer["step"] == "narrow" {
                continue;
            }
            assert!(
                same(&model, state, *i, step, &answer),
                "the model says {step:?}, the script {answer}\n{question:#}"
            );
            *steps.entry(format!("{function} {}", names(step).0)).or_default() += 1;
        }
    }
    steps
}

#[test]
fn the_model_decides_as_the_script_does() {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    let losses = Faults::CRASH_ALL.and(Faults::VOLUME);
    for (serving, faults, kinds, states, every) in [
        (false, 1, Faults::ALL, 60_000, 67),
        (true, 2, Faults::ALL, 60_000, 67),
        (true, 2, losses.and(Faults::ETCD_LOST), 60_000, 67),
        // As far as two epochs that began with different data.
        (true, 2, losses, 300_000, 211),
    ] {
        for (step, count) in compare(serving, faults, kinds, states, every) {
            *all.entry(step).or_default() += count;
        }
    }
    println!("{all:#?}");
    for step in [
        "next_step bootstrap",
        "next_step discard",
        "next_step elect",
        "next_step join",
        "next_step lost",
        "next_step person",
        "next_step wait",
        "supervise establish",
        "supervise narrow",
        "supervise none",
        "supervise open",
        "supervise publish",
        "supervise register",
        "supervise restore",
        "supervise seen",
        "supervise shut",
        "supervise stop",
        "supervise wait",
        "supervise widen",
    ] {
        assert!(all.contains_key(step), "{step} was not compared");
    }
}
