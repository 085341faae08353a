//! What fails stays named, is drawn where it is, and leaves nothing behind.

use super::*;
use crate::design::{Edit, PRESETS, Place, preset};
use crate::document::Path;
use crate::editor::{Editor, Scene, Thing, lay_out};
use crate::simulate::Site;
use crate::simulate::advice::advice;
use crate::simulate::cuts::{KINDS, cuts};
use crate::simulate::failure::course;
use crate::simulate::fault::{Fault, in_words};
use crate::simulate::placement::ClassVolumes;
use crate::simulate::serving::Level;
use crate::simulate::words::summary;

fn editor(name: &str) -> Editor {
    Editor::open(preset(name).unwrap().text).unwrap()
}

fn told(editor: &Editor, failing: &[Failing]) -> Answer {
    answer(editor.design(), editor.topology(), failing, false)
}

fn down(name: &str) -> Failing {
    Failing::Down(name.to_owned())
}

fn drawn(editor: &Editor, failing: &[Failing], phase: Phase) -> Staged {
    staged(editor, &told(editor, failing), phase, false)
}

fn state(staged: &Staged, label: &str) -> String {
    let rail = staged.scene.rails.iter().find(|rail| rail.label == label);
    rail.unwrap().state.clone()
}

fn detail(staged: &Staged, thing: Thing) -> String {
    staged.scene.pods.iter().find(|pod| pod.thing == thing).unwrap().detail.clone()
}

#[test]
fn every_fault_has_a_name_that_leads_back_to_it() {
    for preset in &PRESETS {
        let editor = editor(preset.name);
        let topology = editor.topology();
        for fault in Fault::all(topology) {
            let failing = Failing::of(fault, topology).unwrap();
            if fault == Fault::ExportDown && topology.folders.is_empty() {
                assert_eq!(failing.fault(topology), None, "{}", preset.name);
            } else {
                assert_eq!(failing.fault(topology), Some(fault), "{}", preset.name);
            }
        }
    }
}

#[test]
fn what_failed_stays_so_while_the_design_changes_around_it() {
    let mut lab = editor("lab");
    let failing = [down("node-2"), Failing::Crashed("percona-0".to_owned())];
    let before = told(&lab, &failing);
    assert_eq!(before.faults.len(), 2);
    let first = lab.topology().hosts.iter().position(|host| host.name.as_str() == "node-1");
    let list = Path::top().key("machines");
    lab.apply("away", &Edit::Remove { list, index: first.unwrap() }).unwrap();
    let after = told(&lab, &failing);
    let words = in_words(&after.faults, lab.topology());
    assert_eq!(words, "node-2 down and percona-0 crashed");
    // What is no part of the design any more does not fail.
    assert!(told(&lab, &[down("node-1")]).faults.is_empty());
}

#[test]
fn a_press_fails_a_thing_and_another_brings_it_back_whatever_failed_of_it() {
    let lab = editor("lab");
    let (design, topology) = (lab.design(), lab.topology());
    let press = |failing: &[Failing], things: &[Thing]| toggled(failing, things, design, topology);
    let node = |name: &str| {
        let at = topology.hosts.iter().position(|host| host.name.as_str() == name);
        Thing::Machine(at.unwrap())
    };
    assert_eq!(press(&[], &[node("node-2")]), [down("node-2")]);
    assert!(press(&[down("node-2")], &[node("node-2")]).is_empty());
    assert!(press(&[Failing::CutOff("node-2".to_owned())], &[node("node-2")]).is_empty());
    assert_eq!(press(&[], &[Thing::Export]), [Failing::ExportDown]);
    assert_eq!(press(&[], &[Thing::Replica(1)]), [Failing::Crashed("percona-1".to_owned())]);
    // Several at once: those that do not fail yet; only when all do are they back.
    let both = [node("node-1"), node("node-2")];
    assert_eq!(press(&[down("node-1")], &both), [down("node-1"), down("node-2")]);
    assert!(press(&[down("node-1"), down("node-2")], &both).is_empty());
    // What cannot fail changes nothing.
    assert_eq!(press(&[down("node-1")], &[Thing::WayIn, Thing::Percona]), [down("node-1")]);
    for thing in [Thing::Member(1), Thing::Site(0), Thing::Haproxy(0), Thing::Folder(0)] {
        assert!(!faults_of(thing, design, topology).is_empty(), "{thing:?}");
    }
    let lost = faults_of(Thing::Folder(0), design, topology);
    assert!(matches!(lost.as_slice(), [(Fault::VolumeLost(_), _)]), "{lost:?}");
    let master = faults_of(node("master"), design, topology);
    assert!(master.iter().any(|(fault, _)| *fault == Fault::ControlPlaneDown));
}

#[test]
fn the_sentence_is_the_one_that_the_command_line_says() {
    for preset in &PRESETS {
        let editor = editor(preset.name);
        let topology = editor.topology();
        let site = Site::drawn(editor.design(), topology, ClassVolumes::Anywhere);
        for fault in Fault::all(topology) {
            let Some(failing) = Failing::of(fault, topology) else { continue };
            if failing.fault(topology).is_none() {
                continue;
            }
            let said = summary(&site, &course(&site, &[fault], false));
            assert_eq!(told(&editor, &[failing]).sentence, said);
        }
    }
}

#[test]
fn requests_fail_for_a_while_where_something_that_serves_loses_its_machine() {
    let lab = editor("lab");
    let said = told(&lab, &[down("node-1")]).sentence;
    let expected = "node-1 down: the site goes on after up to about a minute of failing requests. \
                    People read, log in, write and upload.";
    assert_eq!(said, expected);
    // A member of etcd serves no visitor; a pod that crashes is started again in place.
    let member = told(&lab, &[Failing::EtcdCorrupt(1)]).sentence;
    assert!(member.starts_with("etcd-1 corrupt: the site goes on. "), "{member}");
    let crashed = told(&lab, &[Failing::Crashed("percona-0".to_owned())]).sentence;
    assert!(crashed.contains("goes on after some seconds of failing requests"), "{crashed}");
}

#[test]
fn a_dead_machine_is_marked_and_its_pods_wait_or_go() {
    let lab = editor("lab");
    let staged = drawn(&lab, &[down("node-2")], Phase::Settled);
    let at = lab.topology().hosts.iter().position(|host| host.name.as_str() == "node-2").unwrap();
    let machine = staged.scene.machines.iter().find(|machine| machine.index == at).unwrap();
    assert_eq!((machine.capacity.as_str(), machine.load), ("down", None));
    assert!(machine.spoken.ends_with(", down"), "{}", machine.spoken);
    assert!(staged.failed.contains(&Thing::Machine(at)));
    assert_eq!(detail(&staged, Thing::Replica(1)), "waits for node-2");
    assert_eq!(detail(&staged, Thing::Replica(0)), "Synced, writer");
    assert!(staged.failed.contains(&Thing::Member(1)) && staged.ailing.is_empty());
    assert_eq!(state(&staged, "mysql"), "Primary, 2 of 3");
    assert_eq!(state(&staged, "etcd"), "quorum, 2 of 3");
    assert_eq!(state(&staged, "wordpress"), "3 of 3 ready");
    // One replica of WordPress is drawn on another machine, and where it was is marked.
    let frame = machine.rect;
    assert!(!staged.left.is_empty());
    assert!(staged.left.iter().all(|pod| frame.holds(pod.rect.middle())));
    let gone = staged.scene.pods.iter().find(|pod| pod.detail.starts_with("here after")).unwrap();
    assert_eq!(gone.detail, "here after 5 min 50 s");
    assert!(!frame.holds(gone.rect.middle()) && gone.spoken.contains("here after 5 min"));
    // At once nothing has gone anywhere, and what served has not been missed yet.
    let first = drawn(&lab, &[down("node-2")], Phase::AtOnce);
    assert!(first.left.is_empty());
    assert_eq!(detail(&first, Thing::Replica(1)), "down with its machine");
    assert_eq!(state(&first, "wordpress"), "2 of 3 ready");
    // Once it is back nothing fails.
    let back = drawn(&lab, &[down("node-2")], Phase::Returned);
    assert!(back.failed.is_empty() && back.ailing.is_empty() && back.left.is_empty());
    assert_eq!(state(&back, "mysql"), "Primary, 3 of 3");
}

#[test]
fn what_lives_and_does_not_serve_is_marked_as_such() {
    let lab = editor("lab");
    let staged = drawn(&lab, &[down("node-1"), down("node-2")], Phase::Settled);
    assert_eq!(state(&staged, "mysql"), "no primary");
    assert_eq!(state(&staged, "etcd"), "no quorum, 1 of 3");
    assert!(state(&staged, "wordpress").starts_with("down, "));
    for thing in [Thing::Percona, Thing::Etcd, Thing::Wordpress, Thing::WayIn, Thing::Replica(2)] {
        assert!(staged.ailing.contains(&thing), "{thing:?}");
    }
    assert_eq!(staged.scene.way_in.as_ref().unwrap().text, "nobody is answered");
    let export = drawn(&lab, &[Failing::ExportDown], Phase::Settled);
    assert!(export.failed.contains(&Thing::Export) && export.failed.contains(&Thing::Folder(0)));
    assert_eq!(detail(&export, Thing::Replica(0)), "hangs on its files");
    assert_eq!(detail(&export, Thing::Site(0)), "waits for its files");
    let cut = Failing::LinkCut("node-1".to_owned(), "node-2".to_owned());
    assert_eq!(drawn(&lab, &[cut], Phase::Settled).cuts.len(), 1);
    let plane = drawn(&lab, &[Failing::ControlPlaneDown], Phase::Settled);
    assert!(plane.scene.machines.iter().any(|machine| machine.capacity == "API server away"));
}

fn things(scene: &Scene) -> Vec<Thing> {
    scene.stops().into_iter().map(|(thing, _)| thing).collect()
}

#[test]
fn every_thing_stays_on_the_drawing_whatever_fails_and_nothing_comes_to_it() {
    for preset in &PRESETS {
        let editor = editor(preset.name);
        let whole = lay_out(editor.design(), editor.topology(), &editor.marks(), false);
        for fault in Fault::all(editor.topology()) {
            let Some(failing) = Failing::of(fault, editor.topology()) else { continue };
            let told = told(&editor, &[failing]);
            for phase in Phase::ALL {
                let staged = staged(&editor, &told, phase, false);
                assert_eq!(things(&staged.scene), things(&whole), "{}: {fault:?}", preset.name);
                let drawn = |thing: &Thing| staged.scene.rect_of(*thing).is_some();
                assert!(staged.failed.iter().chain(&staged.ailing).all(drawn), "{fault:?}");
                assert!(staged.failed.is_sorted() && staged.ailing.is_sorted());
                for pod in &staged.left {
                    assert!(!whole.pods.iter().any(|other| other.thing == pod.thing));
                }
            }
        }
    }
}

#[test]
fn what_stops_the_site_is_found_a_little_at_a_time_and_is_what_is_found_at_once() {
    for name in ["lab", "small", "cloud"] {
        let editor = editor(name);
        let (design, topology) = (editor.design(), editor.topology());
        let mut looking = Looking::of(design, topology);
        let mut steps = 0;
        while looking.step(design, topology) {
            steps += 1;
        }
        assert!(steps > 10, "{name}: {steps} steps");
        let found = looking.found;
        let site = Site::drawn(design, topology, ClassVolumes::Anywhere);
        let whole = cuts(&site, 2, &KINDS);
        let words: Vec<String> =
            whole.sets.iter().map(|cut| in_words(&cut.faults, topology)).collect();
        let sets = found.sets.unwrap();
        assert_eq!(sets.iter().map(|weak| weak.words.clone()).collect::<Vec<_>>(), words);
        assert_eq!(found.count, whole.count());
        // A press on a set lets just that fail, and it does the harm.
        for weak in &sets {
            let level = told(&editor, &weak.failing).level;
            assert!(weak.harm == "loses data" || level == Level::Stops, "{name}: {}", weak.words);
        }
        let best = advice(design, ClassVolumes::Anywhere, 2, &KINDS, &whole);
        let remedy = found.remedy.unwrap();
        assert_eq!(
            remedy.map(|remedy| (remedy.fix, remedy.left)),
            best.map(|best| (best.fix, best.after.count()))
        );
        assert_eq!(found.survives, name == "cloud");
        assert_eq!(found.because.len(), found.sentences.len());
    }
}

#[test]
fn a_change_of_the_design_shows_in_the_answer() {
    let mut lab = editor("lab");
    let before = told(&lab, &[down("master")]);
    assert_eq!(before.level, Level::Stops);
    let local = Edit::Many(vec![
        Edit::text(Place::field("percona", "storage").path().clone(), "local"),
        Edit::text(Place::field("wordpress", "share").path().clone(), "uploads"),
    ]);
    lab.apply("local", &local).unwrap();
    let after = told(&lab, &[down("master")]);
    assert_ne!(after.sentence, before.sentence);
    assert!(after.uses.iter().any(|of| of.levels[1] != Level::Stops), "{}", after.sentence);
}

#[test]
fn a_rehearsal_goes_into_a_link_and_comes_out_of_it() {
    for preset in &PRESETS {
        let editor = editor(preset.name);
        let topology = editor.topology();
        let all = Fault::all(topology).into_iter();
        let failing: Vec<Failing> =
            all.filter_map(|fault| Failing::of(fault, topology)).take(99).collect();
        let link =
            crate::share::link("https://example.org/", editor.text()) + &to_link(&failing, true);
        assert_eq!(from_link(&link), (failing, true), "{}", preset.name);
        let word = crate::share::word_of(&link);
        assert_eq!(crate::share::word::unpack(word).unwrap(), editor.text());
    }
    assert_eq!(to_link(&[], true), "");
    assert_eq!(from_link("#word"), (Vec::new(), false));
    let strange = "#word&kill=<b>&cut-link=a&corrupt-etcd=etcd-x&what=is&kill=<b>&";
    assert_eq!(from_link(strange), (vec![down("<b>")], false));
    assert_eq!(from_link(&format!("#word{}", "&export-down".repeat(500))).0.len(), 1);
}
