//! What the library computes of the autoscaler, beside the controller's own code and beside a running controller.

// A test may panic.
#![allow(clippy::panic, clippy::indexing_slicing)]

use cluster_tests::curves;
use cluster_tests::oracle::ask;
use cluster_tests::seeded::{is_long_tier, seed};
use fastrand::Rng;
use presswright::simulate::load::autoscaler::{
    Autoscaler, Most, Phase, Policy, Replica, Rules, Sample, Select, Why,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::error::Error;

const COURSES: u64 = 10_000;

/// When each course begins: pods may be older.
const BEGIN: u64 = 10_000_000;

struct Course {
    autoscaler: Autoscaler,
    start: i32,
    steps: Vec<Step>,
}

struct Step {
    after: u64,
    set: Option<i32>,
    replicas: Vec<Replica>,
}

/// Each has to occur, so that agreement says something of each.
const REASONS: [Why; 7] = [
    Why::Bounds,
    Why::NoMetrics,
    Why::Load,
    Why::Stabilized,
    Why::TooFast,
    Why::AtMost,
    Why::AtLeast,
];

#[test]
fn the_autoscaler_s_own_code_agrees() -> Result<(), Box<dyn Error>> {
    let seed = seed();
    let courses: Vec<Course> = (0..COURSES).map(|index| course(seed.wrapping_add(index))).collect();
    let asked: Vec<Value> = courses.iter().map(told).collect();
    let answers = ask(&asked)?;
    assert_eq!(answers.len(), courses.len());
    let (mut looks, mut reasons) = (0_u64, BTreeMap::new());
    for ((course, told), answers) in courses.into_iter().zip(&asked).zip(answers) {
        assert_eq!(course.steps.len(), answers.len());
        let Course { mut autoscaler, start, steps } = course;
        let (mut now, mut current) = (BEGIN, start);
        for (number, (step, answer)) in steps.iter().zip(&answers).enumerate() {
            now += step.after;
            current = step.set.unwrap_or(current);
            let look = autoscaler.look(now, current, &step.replicas);
            *reasons.entry(format!("{:?}", look.why)).or_insert(0_u64) += 1;
            looks += 1;
            assert_eq!(
                look.replicas, *answer,
                "seed {seed}: step {number} from {current}, {look:?}; the controller has {answers:?}\n{told}"
            );
            current = look.replicas;
        }
    }
    println!("seed {seed}: {looks} looks, {reasons:?}");
    for why in [Why::Off].iter().chain(&REASONS) {
        assert!(reasons.contains_key(&format!("{why:?}")), "no course has {why:?}: {reasons:?}");
    }
    Ok(())
}

/// It mostly waits, and so runs beside the other. In the long tier the curves last ten minutes: two of the three that have
/// a name are whole then, and not shortened.
#[test]
fn a_running_controller_agrees_over_whole_curves() {
    let (seed, seconds) = (seed(), if is_long_tier() { 600 } else { 90 });
    let tally =
        curves::rehearse(seed, seconds).unwrap_or_else(|failure| panic!("seed {seed}: {failure}"));
    println!("seed {seed}: {tally}");
    for why in &REASONS {
        assert!(tally.reasons.contains_key(&format!("{why:?}")), "no look has {why:?}: {tally}");
    }
    assert!(tally.replicas.iter().all(|count| *count > 0), "{tally}");
    // Else the moments would not be the controller's.
    assert!(tally.at_an_edge * 20 <= tally.looks, "{tally}");
}

fn course(seed: u64) -> Course {
    let mut random = Rng::with_seed(seed);
    let min = random.i32(1..6);
    let max = min + random.i32(0..12);
    let target = random.i32(10..200);
    let (up, down) = (rules(&mut random), rules(&mut random));
    let start = random.i32(0..max + 3).max(i32::from(random.u8(0..10) > 0));
    let mut now = BEGIN;
    let steps = (0..random.usize(1..20))
        .map(|_| {
            let after = match random.u8(0..4) {
                0 => random.u64(1..120_000),
                _ => 15_000,
            };
            now += after;
            let set = (random.u8(0..20) == 0).then(|| random.i32(0..max + 4));
            let busy = random.i64(0..400);
            let replicas = (0..random.i32(0..max + 3)).map(|_| replica(&mut random, now, busy));
            Step { after, set, replicas: replicas.collect() }
        })
        .collect();
    Course { autoscaler: Autoscaler::new(min, max, target, up, down), start, steps }
}

fn rules(random: &mut Rng) -> Rules {
    let policies = (0..random.usize(1..4)).map(|_| Policy {
        most: if random.bool() {
            Most::Pods(random.i32(1..8))
        } else {
            Most::Percent(random.i32(1..150))
        },
        period: [15, 30, 60, 100, 1800][random.usize(0..5)],
    });
    Rules {
        policies: policies.collect(),
        window: [0, 15, 30, 60, 300, 3600][random.usize(0..6)],
        select: [Select::Max, Select::Max, Select::Min, Select::Disabled][random.usize(0..4)],
    }
}

fn replica(random: &mut Rng, now: u64, busy: i64) -> Replica {
    let request = [100, 250, 333, 1000][random.usize(0..4)];
    let lately = |random: &mut Rng| now - random.u64(0..400) * 1000;
    let phase = match random.u8(0..12) {
        0 => Phase::Pending,
        1 => Phase::Going,
        _ => {
            let started = lately(random);
            let since = started + random.u64(0..=(now - started) / 1000) * 1000;
            // Most have been ready for long.
            let (started, since) =
                if random.bool() { (now - 2_000_000, now - 1_900_000) } else { (started, since) };
            Phase::Runs { started, ready: random.u8(0..5) > 0, since }
        }
    };
    let sample = (random.u8(0..8) > 0).then(|| Sample {
        cpu: request * (busy + random.i64(0..60)) / 100,
        at: now - random.u64(0..40_000),
        window: [10_000, 15_000, 30_000][random.usize(0..3)],
    });
    Replica { request, phase, sample }
}

/// As the controller's side reads it.
fn told(course: &Course) -> Value {
    let steps = course.steps.iter().map(|step| {
        let replicas = step.replicas.iter().map(|replica| {
            let mut told = match replica.phase {
                Phase::Pending => json!({"phase": "pending"}),
                Phase::Going => json!({"phase": "going"}),
                Phase::Runs { started, ready, since } => {
                    json!({"phase": "runs", "started": started, "ready": ready, "since": since})
                }
            };
            told["request"] = replica.request.into();
            told["sample"] = replica.sample.map_or(
                Value::Null,
                |sample| json!({"cpu": sample.cpu, "at": sample.at, "window": sample.window}),
            );
            told
        });
        json!({
            "after": step.after,
            "set": step.set.unwrap_or(-1),
            "replicas": replicas.collect::<Vec<_>>(),
        })
    });
    let Autoscaler { min, max, target, up, down, .. } = &course.autoscaler;
    json!({
        "min": min, "max": max, "target": target, "start": course.start, "begin": BEGIN,
        "up": told_rules(up), "down": told_rules(down), "steps": steps.collect::<Vec<_>>(),
    })
}

fn told_rules(rules: &Rules) -> Value {
    let policies = rules.policies.iter().map(|policy| {
        let (kind, value) = match policy.most {
            Most::Pods(value) => ("Pods", value),
            Most::Percent(value) => ("Percent", value),
        };
        json!({"type": kind, "value": value, "period": policy.period})
    });
    json!({
        "window": rules.window, "select": format!("{:?}", rules.select),
        "policies": policies.collect::<Vec<_>>(),
    })
}
