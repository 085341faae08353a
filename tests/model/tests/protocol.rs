//! Every interleaving, and every guard left out once.

// A test may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use model_tests::action::Faults;
use model_tests::cases::{CASES, Leads};
use model_tests::guards::{Guard, Without};
use model_tests::model::{Model, Settings};
use model_tests::search::Bounds;
use model_tests::story;

/// The nightly run goes deeper.
fn long() -> bool {
    std::env::var_os("PRESSWRIGHT_ALL").is_some()
}

fn settings(members: u8, faults: u8, kinds: Faults, symmetric: bool, serving: bool) -> Settings {
    Settings {
        members,
        faults,
        kinds,
        commits: 1,
        decisions: 1,
        without: Without::NONE,
        symmetric,
        serving,
    }
}

/// How many moments are held at most; 180 million, which is below 8 GB, unless set. 360 million want twice that; with more
/// the table doubles once again.
const MOMENTS: &str = "PRESSWRIGHT_MOMENTS";

/// About 250 bytes a moment at the widest level and 24 a moment that was met.
fn whole() -> Bounds {
    let states = std::env::var(MOMENTS).map_or(180_000_000, |number| number.parse().unwrap());
    Bounds { states, seconds: 6 * 3600 }
}

#[track_caller]
fn is_safe<const N: usize>(name: &str, settings: Settings) {
    let outcome = Model::<N>::new(settings).search(whole());
    println!(
        "{name}: {} moments, {} steps deep, {:.0} s, {} cut for their epochs",
        outcome.states, outcome.deepest, outcome.seconds, outcome.cut
    );
    if let Some((wrong, way)) = outcome.wrong {
        panic!("{name}: {}\n{}", wrong.says(), story::tell(&way));
    }
    assert!(outcome.complete, "{name}: not all was tried");
}

#[track_caller]
fn comes_up<const N: usize>(name: &str, settings: Settings) {
    let settings = Settings { commits: 0, decisions: 0, symmetric: false, ..settings };
    let ends = Model::<N>::new(settings).ends(Bounds { states: 12_000_000, ..whole() });
    println!("{name}: {} moments, {:.0} s", ends.states, ends.seconds);
    if let Some((way, last)) = ends.stuck {
        panic!("{name}: nobody gets out of this\n{}{last:?}", story::tell(&way));
    }
    assert!(ends.complete, "{name}: not all was tried");
}

#[test]
fn three_members_with_one_fault_are_safe_and_come_up() {
    is_safe::<3>("first start, 1 fault", settings(3, 1, Faults::ALL, true, false));
    comes_up::<3>("comes up, serving, 1 fault", settings(3, 1, Faults::ALL, false, true));
    comes_up::<3>("comes up, first start, 1 fault", settings(3, 1, Faults::ALL, false, false));
}

/// What hurts most, two at a time, from a cluster that serves.
#[test]
fn three_members_with_two_faults_are_safe() {
    let losses = Faults::CRASH_ALL.and(Faults::VOLUME);
    is_safe::<3>("losses, 2 faults", settings(3, 2, losses, true, true));
    is_safe::<3>(
        "losses and etcd's, 2 faults",
        settings(3, 2, losses.and(Faults::ETCD_LOST), true, true),
    );
    is_safe::<3>("serving, 2 faults of every kind", settings(3, 2, Faults::ALL, true, true));
    comes_up::<3>("comes up, serving, 2 faults", settings(3, 2, Faults::ALL, false, true));
    if long() {
        is_safe::<3>(
            "first start, 2 faults of every kind",
            settings(3, 2, Faults::ALL, true, false),
        );
    }
}

#[test]
fn three_members_with_three_losses_are_safe() {
    let losses = Faults::CRASH_ALL.and(Faults::VOLUME);
    is_safe::<3>("losses, 3 faults", settings(3, 3, losses, true, true));
    if long() {
        is_safe::<3>(
            "losses and pods held, 3 faults",
            settings(3, 3, losses.and(Faults::HOLD), true, true),
        );
        let etcd = Faults::ETCD_RESTORED.and(Faults::ETCD_LOST);
        is_safe::<3>(
            "all power and etcd's losses, 3 faults",
            settings(3, 3, etcd.and(Faults::CRASH_ALL), true, true),
        );
    }
}

/// The widest of all. None of them has been gone through whole.
#[test]
fn more_faults_and_more_members_are_safe() {
    if long() {
        let undecided = Settings { decisions: 0, ..settings(3, 3, Faults::ALL, true, true) };
        is_safe::<3>("serving, 3 faults of every kind, nothing decided", undecided);
        is_safe::<5>("five serve, 1 fault of every kind", settings(5, 1, Faults::ALL, true, true));
        is_safe::<5>("five serve, 2 faults of every kind", settings(5, 2, Faults::ALL, true, true));
    }
}

#[test]
fn each_guard_has_its_case() {
    for (guard, line) in Guard::ALL {
        assert!(CASES.iter().any(|case| case.guard == guard), "{guard:?} ({line}) has no case");
    }
}

/// `cargo test -p model-tests -- --nocapture each_guard` prints the stories; `PRESSWRIGHT_GUARD=StillRuns` takes one.
#[test]
fn each_guard_left_out_leads_where_it_should() {
    let mut other = Vec::new();
    let one = std::env::var("PRESSWRIGHT_GUARD").ok();
    let asked = |guard: Guard| one.as_ref().is_none_or(|one| *one == format!("{guard:?}"));
    for case in CASES.into_iter().filter(|case| asked(case.guard)) {
        let model = Model::<3>::new(case.settings());
        // What is found ends its search.
        let states = match case.leads {
            Leads::Nothing(_) if !long() => 1_000_000,
            _ => 5_000_000,
        };
        let bounds = Bounds { states, seconds: 600 };
        let line = model_tests::action::line_of(case.guard);
        let (found, way, states) = if case.leads == Leads::Stuck {
            let ends = model.ends(bounds);
            let way = ends.stuck.map(|(way, _)| way);
            (way.is_some().then_some("nobody gets out of this"), way, ends.states)
        } else {
            let outcome = model.search(bounds);
            let (wrong, way) = outcome.wrong.unzip();
            (wrong.map(model_tests::model::Wrong::says), way, outcome.states)
        };
        println!(
            "\n== without {:?}, {line}: {}, {states} moments",
            case.guard,
            found.unwrap_or("nothing")
        );
        match case.leads {
            Leads::Nothing(cover) => println!("   depth; besides: {cover}"),
            _ => println!("{}", story::tell(&way.unwrap_or_default())),
        }
        if found.is_some() == matches!(case.leads, Leads::Nothing(_)) {
            other.push(format!("{:?}: {found:?}", case.guard));
        }
    }
    assert!(other.is_empty(), "led elsewhere: {other:#?}");
}
