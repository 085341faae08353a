//! What faults lead to, as a person would read it.

use super::Site;
use super::cuts::{Cut, Cuts, KINDS, Kind, cuts};
use super::failure::{Course, course};
use super::fault::{Fault, in_words};
use super::galera::Group;
use super::harm::{Harm, Harms, harms};
use super::placement::ClassVolumes;
use super::serving::Level;
use super::timeline::timeline;
use super::{advice::advice, words};
use crate::design::{Document, preset};
use crate::topology::Topology;
use std::fmt::Write as _;

pub(super) fn with<T>(text: &str, see: impl FnOnce(&Site<'_>) -> T) -> T {
    let document = Document::read(text).unwrap();
    let topology = Topology::of(document.design());
    see(&Site::drawn(document.design(), &topology, ClassVolumes::Anywhere))
}

fn of_preset<T>(name: &str, see: impl FnOnce(&Site<'_>) -> T) -> T {
    with(preset(name).unwrap().text, see)
}

fn host(site: &Site<'_>, name: &str) -> usize {
    site.topology.hosts.iter().position(|host| host.name.as_str() == name).unwrap()
}

fn pod(site: &Site<'_>, name: &str) -> usize {
    site.topology.pods.iter().position(|pod| pod.name == name).unwrap()
}

fn story(site: &Site<'_>, course: &Course<'_>) -> String {
    let told = timeline(site, course);
    let mut text = format!("{}\n", words::summary(site, course));
    for moment in &told.moments {
        writeln!(text, "  {}-{} s: {}", moment.from, moment.until, moment.what).unwrap();
    }
    for what in &told.returns {
        writeln!(text, "  back: {what}").unwrap();
    }
    for task in &course.tasks {
        let what = words::matter(site, &task.what);
        writeln!(text, "  person: {what}: {}", task.section.words()).unwrap();
    }
    text
}

/// Each machine down by itself, and each set of one fault of another kind that does harm.
fn each(site: &Site<'_>) -> String {
    let hosts = 0..site.topology.hosts.len();
    let machines = hosts.map(Fault::MachineDown);
    let mut text: String =
        machines.map(|fault| story(site, &course(site, &[fault], false))).collect();
    let found = cuts(site, 2, &KINDS);
    writeln!(text, "\nof itself: {:?}", found.already.iter().collect::<Vec<_>>()).unwrap();
    for cut in &found.sets {
        let harms: Vec<_> = cut.harms.iter().collect();
        writeln!(text, "{harms:?}: {}", in_words(&cut.faults, site.topology)).unwrap();
    }
    match advice(site.design, ClassVolumes::Anywhere, 2, &KINDS, &found) {
        Some(best) => writeln!(
            text,
            "advice: {}: {} of {} are left",
            best.fix.title,
            best.after.count(),
            found.count()
        ),
        None => writeln!(text, "advice: none"),
    }
    .unwrap();
    text
}

#[test]
fn each_preset_tells_its_failures() {
    for name in ["lab", "small", "large", "cloud", "article-2017"] {
        insta::assert_snapshot!(name, of_preset(name, each));
    }
}

#[test]
fn lab_survives_any_one_machine_but_the_nfs_host() {
    of_preset("lab", |site| {
        let found = cuts(site, 1, &[Kind::Machines]);
        let faults: Vec<Fault> = found.sets.iter().flat_map(|cut| cut.faults.clone()).collect();
        assert_eq!(faults, [Fault::MachineDown(host(site, "master"))]);
        let told = words::summary(site, &course(site, &faults, false));
        assert_eq!(
            told,
            "master down: the site stops, as the database's files lie on the NFS export of master and \
             WordPress' files lie on the NFS export of master."
        );
    });
}

#[test]
fn a_graceful_leave_makes_the_majority_smaller_and_a_crash_does_not() {
    let group = Group { base: vec![0, 1, 2, 3, 4], weights: vec![1; 5] };
    // Two crash: three of five. Three crash: two of five. Two leave in order, then one crashes: two of
    // three. All but one leave in order at once: twice one and four is more than five.
    assert!(group.has_quorum(&[0, 1, 2], &[]));
    assert!(!group.has_quorum(&[0, 1], &[]));
    assert!(group.has_quorum(&[0, 1], &[3, 4]));
    assert!(group.has_quorum(&[0], &[1, 2, 3, 4]));
    // Half is none, with or without weights; a heavier one tips it.
    let pair = Group { base: vec![0, 1], weights: vec![1, 1] };
    assert!(!pair.has_quorum(&[0], &[]));
    assert!(Group { weights: vec![2, 1], ..pair.clone() }.has_quorum(&[0], &[]));
    assert!(!Group { weights: vec![2, 1], ..pair }.has_quorum(&[1], &[]));
}

#[test]
fn one_by_one_bears_more_than_at_once() {
    of_preset("large", |site| {
        let lost: Vec<Fault> = ["percona-0", "percona-1", "percona-2"]
            .map(|name| {
                Fault::MachineDown(
                    site.percona[pod(site, name) - pod(site, "percona-0")].host.unwrap(),
                )
            })
            .to_vec();
        let at_once = course(site, &lost, false);
        assert_eq!(at_once.settled.database.primary, [0; 0]);
        // etcd counts all its members, dead or alive; with it in place the view narrows.
        let slowly = course(site, &lost, true);
        assert_eq!(slowly.at_once.database.primary, [3, 4]);
        let stopped: Vec<Fault> = ["percona-4", "percona-3", "percona-2", "percona-1"]
            .map(|name| Fault::PodStopped(pod(site, name)))
            .to_vec();
        let left = course(site, &stopped, false);
        assert_eq!(
            (left.settled.database.serving.as_slice(), left.harms.is_empty()),
            (&[0][..], true)
        );
    });
}

/// As a real group did (`tests/discovery/tests/quorum.rs`, seed 10).
#[test]
fn a_replica_that_crashed_and_joined_again_counts_when_its_machine_is_back() {
    of_preset("lab", |site| {
        let replica = |ordinal: usize| site.percona[ordinal];
        let faults = [
            Fault::PodCrashed(replica(2).pod),
            Fault::PodStopped(replica(0).pod),
            Fault::MachineUnreachable(replica(2).host.unwrap()),
        ];
        let slowly = course(site, &faults, true);
        assert_eq!(slowly.settled.database.primary, [0; 0]);
        assert_eq!(slowly.returned.database.primary, [1, 2]);
        // Where it ended with the rest it is no member that was merely out of reach.
        let at_once = course(site, &faults, false);
        assert_eq!(at_once.returned.database.primary, [0; 0]);
    });
}

#[test]
fn a_link_that_is_cut_parts_two_and_not_three() {
    of_preset("lab", |site| {
        let link = Fault::LinkCut(host(site, "node-1"), host(site, "node-2"));
        let cut = course(site, &[link], false);
        assert_eq!(cut.settled.database.primary, [0, 1, 2]);
        assert_ne!(cut.settled.serving.reading, Level::Stops);
    });
    let two = preset("lab").unwrap().text.replace("replicas: 3\n", "replicas: 2\n");
    with(&two, |site| {
        let hosts: Vec<usize> = site.percona.iter().filter_map(|one| one.host).collect();
        let cut = course(site, &[Fault::LinkCut(hosts[0], hosts[1])], false);
        assert!(cut.settled.database.primary.is_empty(), "{:?}", cut.settled);
        assert_eq!(cut.returned.database.primary, [0, 1]);
    });
}

#[test]
fn the_gate_shuts_where_etcd_cannot_vouch_and_a_member_is_missing() {
    let local =
        preset("lab").unwrap().text.replace("replicas: 3\n", "replicas: 3\n  storage: local\n");
    with(&local, |site| {
        let faults = [Fault::EtcdCorrupt(0), Fault::EtcdCorrupt(1)];
        let etcd = course(site, &faults, false);
        assert!(!etcd.settled.etcd.has_quorum());
        assert_eq!(etcd.settled.database.serving, [0, 1, 2]);
        let missing = [faults[0], faults[1], Fault::VolumeLost(site.percona[2].volume.unwrap())];
        let shut = course(site, &missing, false);
        assert_eq!(shut.settled.database.primary, [0, 1]);
        assert!(shut.settled.database.serving.is_empty());
        assert!(words::summary(site, &shut).contains("its gate is shut"));
    });
}

#[test]
fn pods_that_crash_start_again_and_bare_ones_do_not() {
    of_preset("lab", |site| {
        let all: Vec<Fault> = (0..site.topology.pods.len()).map(Fault::PodCrashed).collect();
        let crashed = course(site, &all, false);
        assert_eq!(crashed.at_once.serving.reading, Level::Stops);
        assert_eq!(crashed.settled.serving, crashed.before.serving);
        assert!(words::summary(site, &crashed).contains("the site pauses"));
    });
    of_preset("article-2017", |site| {
        let two = [Fault::PodCrashed(site.etcd[0].pod), Fault::PodCrashed(site.etcd[1].pod)];
        assert!(!course(site, &two, false).settled.etcd.has_quorum());
    });
}

/// A sentence without its source could say anything.
#[test]
fn every_sentence_cites_its_source() {
    let text = include_str!("words.rs");
    let mut doc = String::new();
    let mut templates = 0;
    for line in text.lines() {
        if let Some(said) = line.strip_prefix("/// ") {
            doc += said;
        } else if line.starts_with("fn ") || line.starts_with("pub") && line.contains("fn ") {
            assert!(doc.contains("Source: "), "no source: {line}");
            templates += 1;
            doc.clear();
        } else {
            doc.clear();
        }
    }
    assert!(templates > 15, "{templates}");
}

/// Sets of at most so many faults, each looked at by itself, and what no part of them does.
fn one_by_one(site: &Site<'_>, universe: &[Fault], most: usize) -> Vec<Cut> {
    let mut found = Vec::new();
    let mut sets: Vec<Vec<Fault>> = vec![Vec::new()];
    for fault in universe {
        let fewer: Vec<_> = sets.iter().filter(|set| set.len() < most).cloned().collect();
        sets.extend(fewer.into_iter().map(|mut set| {
            set.push(*fault);
            set
        }));
    }
    for faults in sets.into_iter().skip(1) {
        let does = harms(site, &faults);
        let new: Vec<_> = does
            .iter()
            .filter(|harm| {
                (0..faults.len()).all(|out| {
                    let mut less = faults.clone();
                    let gone = less.remove(out);
                    let mut weaker = faults.clone();
                    if let Fault::DiskLost(host) = gone {
                        weaker[out] = Fault::MachineDown(host);
                    } else {
                        weaker = less.clone();
                    }
                    !harms(site, &less).has(*harm) && !harms(site, &weaker).has(*harm)
                })
            })
            .collect();
        if !new.is_empty() {
            found.push((faults, new));
        }
    }
    let mask = |harms: &[Harm]| Harms::from_list(harms);
    found.into_iter().map(|(faults, new)| Cut { faults, harms: mask(&new) }).collect()
}

fn sorted(mut sets: Vec<Cut>) -> Vec<Cut> {
    for cut in &mut sets {
        cut.faults.sort();
    }
    sets.sort_by(|a, b| a.faults.cmp(&b.faults));
    sets
}

/// The sets of at most so many faults, compared with those that looking at each finds.
pub(super) fn compare_sets(site: &Site<'_>, most: usize, name: &str) {
    let kinds = [Kind::Machines, Kind::Disks, Kind::Export, Kind::ControlPlane, Kind::Links];
    let topology = site.topology;
    let hosts = topology.hosts.len();
    let mut universe: Vec<Fault> = (0..hosts).map(Fault::MachineDown).collect();
    universe.extend(
        (0..hosts)
            .filter(|host| {
                site.export == Some(*host)
                    || topology.volumes.iter().any(|one| one.host() == Some(*host))
            })
            .map(Fault::DiskLost),
    );
    universe.extend(site.export.map(|_| Fault::ExportDown));
    universe.push(Fault::ControlPlaneDown);
    universe.extend(super::fault::links(hosts));
    let found = cuts(site, most, &kinds);
    assert_eq!(sorted(found.sets), sorted(one_by_one(site, &universe, most)), "{name}");
}

#[test]
fn the_sets_are_those_that_looking_at_each_finds() {
    for (name, most) in [("lab", 3), ("small", 3), ("cloud", 2)] {
        of_preset(name, |site| compare_sets(site, most, name));
    }
}

#[test]
fn advice_is_counted_and_leaves_fewer() {
    for name in ["lab", "small", "large", "cloud"] {
        of_preset(name, |site| {
            let before = cuts(site, 2, &KINDS);
            let Some(best) = advice(site.design, ClassVolumes::Anywhere, 2, &KINDS, &before) else {
                return;
            };
            let mut changed = site.design.clone();
            changed.apply(&best.fix.edit).unwrap();
            let topology = Topology::of(&changed);
            let changed = Site::drawn(&changed, &topology, ClassVolumes::Anywhere);
            let again: Cuts = cuts(&changed, 2, &KINDS);
            assert_eq!(again, best.after);
        });
    }
}
