//! What `presswright simulate failure` says of majorities, held against a real etcd and a real Galera: faults at random, one
//! after the other, each settled before the next; then what failed comes back.
//!
//! After each it must be as the library says: which members of etcd answer, which replicas of the database are in a primary
//! component, and which of them clients are sent to. How long that took is printed for each kind of fault.

// A test may panic.
#![allow(clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use discovery_tests::{CaseError, Parts, Quorum, Seen};
use libtest_mimic::{Arguments, Failed, Trial};
use presswright::design::{Document, preset};
use presswright::simulate::Site;
use presswright::simulate::failure::{Standing, course};
use presswright::simulate::fault::{Fault, in_words};
use presswright::simulate::placement::ClassVolumes;
use presswright::topology::{Tier, Topology};

/// How long nothing may change before it counts as settled: longer than a lease, with which a gate may shut; a group
/// takes 5 s to suspect and 15 s to give up.
const QUIET: Duration = Duration::from_secs(24);
/// The first seed in CI.
const USUAL: u64 = 146;
/// How long it may take on a machine that is busy with much else.
const BOUND: Duration = Duration::from_mins(5);

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each has three servers; two at a time suit two cores.
    arguments.test_threads = Some(arguments.test_threads.unwrap_or(2).min(2));
    let parts = match Parts::find() {
        Ok(parts) => parts,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    if !parts.as_mysql {
        eprintln!("not run: only root may make networks");
        return if std::env::var_os("CI").is_some() {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        };
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let usual = if std::env::var_os("PRESSWRIGHT_ALL").is_some() { 100 } else { 10 };
    let count = number("PRESSWRIGHT_QUORUM_SEQUENCES").unwrap_or(usual);
    // In CI the same in every run.
    let other =
        || if std::env::var_os("CI").is_some() { USUAL } else { fastrand::u64(0..1_000_000_000) };
    let first = number("PRESSWRIGHT_SEED").unwrap_or_else(other);
    let mut trials: Vec<Trial> = (first..first + count)
        .map(|seed| {
            let parts = parts.clone();
            Trial::test(format!("faults_{seed}"), move || {
                sequence(&parts, seed)
                    .map_err(|error| Failed::from(format!("PRESSWRIGHT_SEED={seed}: {error}")))
            })
        })
        .collect();
    if first == USUAL && count >= 10 {
        let seeds = first..first + count;
        trials.push(Trial::test("every_kind_of_fault_is_drawn", move || {
            covers(seeds).map_err(|error| Failed::from(error.to_string()))
        }));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The lab, with the database's data on the machines that it runs on, so that who is where is drawn.
fn design() -> Result<Document, CaseError> {
    let lab = preset("lab").map_or("", |lab| lab.text);
    let local = "volume: 10Gi\n  storage: local\n  machines: [node-1, node-2, node-3]";
    Document::read(&lab.replace("volume: 10Gi", local))
        .map_err(|error| CaseError::Wrong(error.to_string()))
}

/// A machine, and the places in the topology of what runs on it.
struct Place {
    host: usize,
    etcd: usize,
    replica: usize,
}

fn places(topology: &Topology) -> Vec<Place> {
    let pod = |tier: Tier, ordinal: usize| {
        let mut pods = topology.pods.iter();
        pods.position(|pod| pod.tier == tier && pod.ordinal == ordinal).unwrap_or_default()
    };
    (0..3)
        .map(|number| {
            let name = format!("node-{}", number + 1);
            let host = topology.hosts.iter().position(|host| host.name.to_string() == name);
            Place {
                host: host.unwrap_or_default(),
                etcd: pod(Tier::Etcd, number),
                replica: pod(Tier::Percona, number),
            }
        })
        .collect()
}

fn sequence(parts: &Parts, seed: u64) -> Result<(), CaseError> {
    let document = design()?;
    let topology = Topology::of(document.design());
    let site = Site::drawn(document.design(), &topology, ClassVolumes::default());
    let places = places(&topology);
    let mut quorum = Quorum::serving(parts, places.len())?;
    let mut faults = Vec::new();
    let mut told = Vec::new();
    for one in drawn(&places, seed) {
        strike(&mut quorum, &places[one.number], one)?;
        faults.push(one.fault);
        let said = course(&site, &faults, true);
        let words = in_words(&faults, &topology);
        let took = settles(&mut quorum, &said.settled, &words)?;
        told.push(format!("{} {} s", one.kind, took.as_secs()));
    }
    let said = course(&site, &faults, true);
    for (number, place) in places.iter().enumerate() {
        for (other, beside) in places.iter().enumerate().skip(number + 1) {
            if faults.contains(&Fault::LinkCut(place.host, beside.host)) {
                quorum.part(number, other, false)?;
            }
        }
    }
    for number in 0..places.len() {
        quorum.bring_back(number)?;
    }
    let words = format!("{}, and back", in_words(&faults, &topology));
    let took = settles(&mut quorum, &said.returned, &words)?;
    eprintln!("seed {seed}: {}; back {} s", told.join(", "), took.as_secs());
    Ok(())
}

/// Something that fails, and where.
#[derive(Clone, Copy)]
struct Strike {
    fault: Fault,
    kind: &'static str,
    /// Of the machine; the other of a link.
    number: usize,
    other: usize,
}

const KINDS: [&str; 7] = [
    "machine down",
    "machine cut off",
    "link cut",
    "replica stopped",
    "replica crashed",
    "etcd stopped",
    "etcd crashed",
];

/// One to three, none twice, and nothing on a machine without power.
fn drawn(places: &[Place], seed: u64) -> Vec<Strike> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut strikes: Vec<Strike> = Vec::new();
    let count = random.usize(1..=3);
    while strikes.len() < count {
        let number = random.usize(0..places.len());
        let other = (number + random.usize(1..places.len())) % places.len();
        let (place, beside) = (&places[number], &places[other]);
        let kind = random.usize(0..KINDS.len());
        let fault = match kind {
            0 => Fault::MachineDown(place.host),
            1 => Fault::MachineUnreachable(place.host),
            2 => Fault::LinkCut(place.host.min(beside.host), place.host.max(beside.host)),
            3 => Fault::PodStopped(place.replica),
            4 => Fault::PodCrashed(place.replica),
            5 => Fault::PodStopped(place.etcd),
            _ => Fault::PodCrashed(place.etcd),
        };
        let taken = |strike: &Strike| {
            strike.fault == fault || strike.fault == Fault::MachineDown(place.host)
        };
        if !strikes.iter().any(taken) {
            strikes.push(Strike { fault, kind: KINDS[kind], number, other });
        }
    }
    strikes
}

fn strike(quorum: &mut Quorum, place: &Place, strike: Strike) -> Result<(), CaseError> {
    let Strike { fault, number, other, .. } = strike;
    match fault {
        Fault::MachineDown(_) => quorum.power_off(number),
        Fault::MachineUnreachable(_) => quorum.cut_off(number),
        Fault::LinkCut(..) => quorum.part(number, other, true),
        Fault::PodStopped(pod) if pod == place.replica => quorum.stop_replica(number),
        Fault::PodCrashed(pod) if pod == place.replica => quorum.crash_replica(number),
        fault => {
            quorum.end_etcd(number, matches!(fault, Fault::PodCrashed(_)));
            Ok(())
        }
    }
}

/// The sequences hold each kind of fault.
fn covers(seeds: std::ops::Range<u64>) -> Result<(), CaseError> {
    let document = design()?;
    let places = places(&Topology::of(document.design()));
    let strikes: Vec<Strike> = seeds.flat_map(|seed| drawn(&places, seed)).collect();
    let missing: Vec<&str> = KINDS
        .into_iter()
        .filter(|kind| !strikes.iter().any(|strike| strike.kind == *kind))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(CaseError::Wrong(format!("without {missing:?}"))) }
}

/// Waits until it is as it is said to be, and stays so; how long it took to come to that.
fn settles(quorum: &mut Quorum, said: &Standing, words: &str) -> Result<Duration, CaseError> {
    let begin = Instant::now();
    let mut last = quorum.seen();
    let mut changed = begin;
    loop {
        sleep(Duration::from_secs(1));
        quorum.keep()?;
        let seen = quorum.seen();
        if seen != last {
            last = seen;
            changed = Instant::now();
        }
        if changed.elapsed() >= QUIET && agrees(&last, said) {
            return Ok(changed.duration_since(begin));
        }
        if begin.elapsed() > BOUND {
            let Standing { etcd, database, .. } = said;
            let wrong = CaseError::Wrong(format!(
                "{words}: said are etcd {:?}, primary {:?}, serving {:?}; seen are {last:?}",
                etcd.together, database.primary, database.serving
            ));
            return Err(quorum.with_story(&wrong));
        }
    }
}

/// Where a link between two members of etcd is cut, which of them the leader does not reach is the leader's to say.
fn agrees(seen: &Seen, said: &Standing) -> bool {
    let set = |ordinals: &[usize]| ordinals.iter().copied().collect::<BTreeSet<usize>>();
    let together = set(&said.etcd.together);
    let etcd = if said.etcd.has_quorum() {
        seen.etcd.is_subset(&together) && 2 * seen.etcd.len() > said.etcd.members
    } else {
        seen.etcd.is_empty()
    };
    etcd && seen.primary == set(&said.database.primary)
        && seen.serving == set(&said.database.serving)
}
