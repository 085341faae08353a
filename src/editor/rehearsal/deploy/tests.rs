//! A start is shown as it is: each moment, what waits, the drawing.

use super::*;
use crate::design::preset;
use crate::editor::rehearsal::Failing;
use crate::editor::{Editor, Scene, Thing};
use crate::simulate::Site;
use crate::simulate::deploy::words::summary;
use crate::simulate::deploy::{Kind, deploy};
use crate::simulate::fault::Fault;
use crate::simulate::placement::ClassVolumes;
use crate::simulate::serving::Level;
use proptest::prelude::*;

/// The article's shape: the image's own discovery, and no probes.
const ARTICLE: &str = include_str!("../../../../tests/fixtures/image-discovery.yaml");

fn lab() -> Editor {
    Editor::open(preset("lab").unwrap().text).unwrap()
}

fn course(editor: &Editor, starting: &Starting) -> Course {
    Course::of(editor.design(), editor.topology(), starting)
}

fn seed(seed: u64) -> Starting {
    Starting { seed, ..Starting::default() }
}

fn down(name: &str) -> Failing {
    Failing::Down(name.to_owned())
}

/// When that was first told of that one.
fn first(course: &Course, who: &str, words: &str) -> u64 {
    let line = course.lines.iter().find(|line| line.who == who && line.words.contains(words));
    line.unwrap_or_else(|| panic!("{who} never says {words:?}")).until
}

fn detail(at: &At, thing: Thing) -> &str {
    &at.scene.pods.iter().find(|pod| pod.thing == thing).unwrap().detail
}

fn spoken_of(at: &At, thing: Thing) -> &str {
    &at.scene.pods.iter().find(|pod| pod.thing == thing).unwrap().spoken
}

/// The machine that a pod is drawn in.
fn home(scene: &Scene, thing: Thing) -> Option<&str> {
    let middle = scene.rect_of(thing)?.middle();
    scene.machine_at(middle).map(|machine| machine.name.as_str())
}

#[test]
fn the_sentence_and_the_lines_are_the_command_line_s() {
    let editor = lab();
    let starting = seed(7).with(down("node-1"), 99_000).unwrap();
    let course = course(&editor, &starting);
    let site = Site::drawn(editor.design(), editor.topology(), ClassVolumes::default());
    let history = deploy(&site, &starting.asked(editor.topology()));
    assert_eq!(course.sentence, summary(&history));
    assert_eq!(course.level, Level::Stops);
    assert_eq!(
        (course.end, course.lines.len()),
        (history.end, course.moments.last().unwrap().lines.end)
    );
    let fine = Course::of(editor.design(), editor.topology(), &seed(1));
    assert!(fine.sentence.starts_with("Deployed after 4 min"), "{}", fine.sentence);
    assert_eq!(fine.level, Level::Works);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_moment_is_looked_up_as_the_history_has_it(
        name in prop::sample::select(vec!["lab", "small", "large", "cloud"]),
        number in any::<u64>(),
        fault in any::<prop::sample::Index>(),
        breaks_at in prop::option::of(0..300_000_u64),
        share in 0.0..1.1_f64,
    ) {
        let editor = Editor::open(preset(name).unwrap().text).unwrap();
        let topology = editor.topology();
        let mut starting = seed(number);
        if let Some(at) = breaks_at {
            let all = Fault::all(topology);
            let one = Failing::of(*fault.get(&all), topology).unwrap();
            starting = starting.with(one, at).unwrap();
        }
        let course = course(&editor, &starting);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "some minutes")]
        let at = (course.end as f64 * share) as u64;
        for time in [0, at, course.end] {
            let (own, of) = (course.stands(time), course.history.at(time));
            prop_assert_eq!(own.len(), of.len());
            for (thing, standing) in of {
                let stood = own[thing];
                prop_assert_eq!((stood.phase, stood.waits), (standing.phase, standing.waits.as_ref()));
            }
        }
        // At its end it is as the last event of each thing left it.
        for (thing, stood) in course.stands(course.end) {
            let last = course.history.events.iter().rev().find(|event| event.thing == *thing).unwrap();
            prop_assert_eq!((stood.phase, stood.waits), (last.phase, last.waits.as_ref()));
        }
        // A step and back is where one was; step by step each moment comes once, and nothing is left out.
        let mut now = 0;
        let mut steps = Vec::new();
        while let Some(next) = course.next(now) {
            prop_assert!(next > now);
            if now > 0 {
                prop_assert_eq!(course.previous(next), Some(now));
                prop_assert_eq!(course.next(course.previous(next).unwrap()), Some(next));
            }
            steps.push(course.moment(next).unwrap());
            now = next;
        }
        let all: Vec<usize> = (0..course.moments.len()).collect();
        // What happens at the very beginning is there before the first step.
        prop_assert_eq!(&steps[..], &all[all.len() - steps.len()..]);
        prop_assert_eq!(course.happened(now), course.history.events.len());
        // What breaks changes nothing of what was before.
        if let Some(at) = starting.breaks.first().map(|one| one.at) {
            let whole = Course::of(editor.design(), topology, &seed(number));
            let before = |course: &Course| -> Vec<_> {
                let events = course.history.events.iter();
                events.take_while(|event| event.at < at).cloned().collect()
            };
            let (one, other) = (before(&whole), before(&course));
            // A start that is over by then may have been left before.
            prop_assert_eq!(&one[..], &other[..one.len()]);
        }
    }
}

#[test]
fn things_break_and_are_mended_at_the_moment_that_is_looked_at() {
    let editor = lab();
    let (design, topology) = (editor.design(), editor.topology());
    let node = topology.hosts.iter().position(|host| host.name.as_str() == "node-1").unwrap();
    let toggled = |starting: &Starting, thing, at| starting.toggled(&[thing], at, design, topology);
    let broken = toggled(&Starting::default(), Thing::Machine(node), 90_400).unwrap();
    assert_eq!(broken.breaks, [Broken { at: 91_000, until: None, what: down("node-1") }]);
    // At once it never was; later it is mended then, and breaks again.
    assert_eq!(toggled(&broken, Thing::Machine(node), 91_000), Some(Starting::default()));
    let mended = toggled(&broken, Thing::Machine(node), 120_500).unwrap();
    assert_eq!(mended.breaks[0].until, Some(121_000));
    assert_eq!(mended.on(120_999).count(), 1);
    assert_eq!(mended.on(121_000).count(), 0);
    let again = toggled(&mended, Thing::Machine(node), 130_000).unwrap();
    assert_eq!(again.breaks.len(), 2);
    // What cannot be mended is taken away.
    let lost = Starting::default().with(Failing::DiskLost("node-2".to_owned()), 5_000).unwrap();
    assert_eq!(lost.mended(&Failing::DiskLost("node-2".to_owned()), 60_000), Starting::default());
    // A crash is over at once, and can come again.
    let crash = toggled(&Starting::default(), Thing::Replica(0), 99_000).unwrap();
    assert_eq!(crash.on(100_000).count(), 1);
    assert_eq!(crash.on(100_001).count(), 0);
    assert_eq!(toggled(&crash, Thing::Replica(0), 150_000).unwrap().breaks.len(), 2);
    // In the order in which they break, and not without end.
    let both = crash.with(down("node-2"), 1_000).unwrap();
    assert_eq!(both.breaks[0].what, down("node-2"));
    assert_eq!(both.without(0), crash);
    let many =
        (0..20).fold(Starting::default(), |all, at| all.with(down("node-1"), at * 1000).unwrap());
    assert_eq!(many.with(down("node-2"), 0), None);
    for fault in Fault::all(topology) {
        let failing = Failing::of(fault, topology).unwrap();
        assert_eq!(failing.can_end(), fault.can_end(), "{fault:?}");
    }
}

#[test]
fn every_fault_can_be_chosen_once() {
    let editor = lab();
    let groups = breakable(editor.topology());
    let names: Vec<&str> = groups.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["Machines", "Pods", "Volumes", "etcd", "Services", "Links"]);
    let all: Vec<&Failing> = groups.iter().flat_map(|(_, all)| all).map(|(one, _)| one).collect();
    assert_eq!(all.len(), Fault::all(editor.topology()).len());
    assert!(groups[0].1.iter().any(|(_, words)| words == "node-1 down"));
}

#[test]
fn times_that_are_typed_are_taken_or_refused_with_a_reason() {
    let starting = Starting::default().with(down("node-1"), 89_000).unwrap();
    let next = typed(&starting, 0, Times::Until, " 2:30 ").unwrap();
    assert_eq!((next.breaks[0].at, next.breaks[0].until), (90_000, Some(150_000)));
    let next = typed(&next, 0, Times::At, "100").unwrap();
    assert_eq!((next.breaks[0].at, next.breaks[0].until), (100_000, Some(150_000)));
    assert_eq!(typed(&next, 0, Times::Until, "").unwrap().breaks[0].until, None);
    for (times, text, told) in [
        (Times::At, "soon", "\"soon\" is no time; write seconds, as 90, or a time, as 1:30."),
        (Times::At, "", "\"\" is no time; write seconds, as 90, or a time, as 1:30."),
        (
            Times::Until,
            "1:40",
            "It is mended after it breaks, so that time has to be the later one.",
        ),
        (Times::At, "9:00:00", "At most 120 min."),
    ] {
        assert_eq!(typed(&next, 0, times, text), Err(told.to_owned()), "{text}");
    }
    assert_eq!(typed(&next, 3, Times::At, "1"), Err("It does not break any more.".to_owned()));
}

#[test]
fn the_drawing_says_how_each_thing_stands() {
    let editor = lab();
    let course = course(&editor, &seed(1));
    let at = |time: u64| at_start(&editor, &course, &seed(1), time, false);
    let begin = at(0);
    assert_eq!(detail(&begin, Thing::Replica(0)), "not made yet");
    for thing in [Thing::Replica(0), Thing::Member(2), Thing::Etcd, Thing::WayIn, Thing::Folder(0)]
    {
        assert!(begin.coming.contains(&thing), "{thing:?}");
    }
    assert!(begin.lines.is_empty() && begin.failed.is_empty() && begin.ailing.is_empty());
    // Pods are drawn where this start has them.
    let end = at(course.end);
    let placed = course.history.events.iter().filter(|event| event.kind == Kind::Placed);
    for event in placed.filter(|event| event.thing.name.starts_with("percona-")) {
        let ordinal = event.thing.name["percona-".len()..].parse().unwrap();
        let place = event.to.as_deref();
        assert_eq!(home(&end.scene, Thing::Replica(ordinal)), place);
        assert_eq!(home(&begin.scene, Thing::Replica(ordinal)), place);
    }
    // While the first bootstraps the others wait for it, and say so in words, signs and lines.
    let founds = first(&course, "percona-0", "makes an empty database");
    let midway = at(founds + 5_000);
    assert_eq!(detail(&midway, Thing::Replica(0)), "makes an empty database");
    assert_eq!(detail(&midway, Thing::Replica(1)), "waits for percona-0");
    let node = home(&midway.scene, Thing::Replica(1)).unwrap();
    let said =
        format!("percona-1, on {node}, waits for percona-0: member 0 is elected for epoch 1");
    assert_eq!(spoken_of(&midway, Thing::Replica(1)), said);
    assert!(
        midway.waiting.contains(&Thing::Replica(1)) && !midway.waiting.contains(&Thing::Replica(0))
    );
    assert!(!midway.lines.is_empty());
    let rail = midway.scene.rails.iter().find(|rail| Thing::of_tier(rail.tier) == Thing::Percona);
    assert_eq!(rail.unwrap().state, "not founded yet, 0 of 3 ready");
    let folder = &midway.scene.folders[0];
    assert!(folder.spoken.ends_with(", bound"), "{}", folder.spoken);
    // At its end all is there.
    assert!(end.coming.is_empty() && end.ailing.is_empty() && end.failed.is_empty());
    assert_eq!(detail(&end, Thing::Replica(2)), "ready");
    let states: Vec<&str> = end.scene.rails.iter().map(|rail| rail.state.as_str()).collect();
    assert_eq!(states, ["3 of 3 ready", "Primary, 3 of 3 ready", "majority, 3 of 3 ready"]);
}

#[test]
fn what_breaks_is_marked_from_then_on() {
    let editor = lab();
    let starting = seed(1).with(down("node-1"), 240_000).unwrap();
    let course = course(&editor, &starting);
    let node = editor.topology().hosts.iter().position(|it| it.name.as_str() == "node-1").unwrap();
    let at = |time: u64| at_start(&editor, &course, &starting, time, false);
    assert!(at(240_000).failed.is_empty());
    let broken = at(241_000);
    assert!(broken.failed.contains(&Thing::Machine(node)), "{:?}", broken.failed);
    let machine = broken.scene.machines.iter().find(|machine| machine.index == node).unwrap();
    assert_eq!(machine.capacity, "down");
    let lost: Vec<&Thing> =
        broken.failed.iter().filter(|it| !matches!(it, Thing::Machine(_))).collect();
    assert!(lost.contains(&&Thing::Member(0)) && lost.len() >= 3, "{lost:?}");
    assert_eq!(detail(&broken, Thing::Member(0)), "away with node-1");
    let said = spoken_of(&broken, Thing::Member(0));
    assert!(said.ends_with("on node-1, away with node-1: its machine has no power"), "{said}");
    let cut = Failing::of(Fault::LinkCut(1, 2), editor.topology()).unwrap();
    let cut = seed(1).with(cut, 9_000).unwrap();
    assert_eq!(at_start(&editor, &course, &cut, 10_000, false).cuts.len(), 1);
}

/// Nothing of the image's own discovery keeps two replicas from finding nobody.
#[test]
fn two_clusters_are_seen_on_the_drawing() {
    let editor = Editor::open(ARTICLE).unwrap();
    assert_eq!(editor.report().errors(), 0);
    let (starting, course) = (0..60)
        .map(seed)
        .map(|starting| (starting.clone(), course(&editor, &starting)))
        .find(|(_, course)| course.sentence.starts_with("Two clusters"))
        .unwrap();
    let since = first(&course, "database", "two clusters");
    let drawn = at_start(&editor, &course, &starting, course.end, false);
    let rail = drawn.scene.rails.iter().find(|rail| Thing::of_tier(rail.tier) == Thing::Percona);
    assert!(rail.unwrap().state.starts_with("two clusters, "), "{}", rail.unwrap().state);
    assert!(drawn.ailing.contains(&Thing::Percona));
    let of: std::collections::BTreeSet<&str> =
        (0..3).filter_map(|at| detail(&drawn, Thing::Replica(at)).split(',').next()).collect();
    assert!(of.contains("cluster 1") && of.contains("cluster 2"), "{of:?}");
    let before = at_start(&editor, &course, &starting, since - 1, false);
    assert!(!before.ailing.contains(&Thing::Percona));
}

#[test]
fn what_waits_is_listed_with_what_for() {
    let editor = lab();
    let course = course(&editor, &seed(1));
    let founds = first(&course, "percona-0", "makes an empty database");
    let all = waiting(&course, editor.topology(), founds + 5_000);
    assert_eq!((all[0].who.as_str(), all[0].on.as_str()), ("deploy.sh", "statefulset/percona"));
    assert_eq!(all[0].why, "0 of 3 ready");
    let one = all.iter().find(|one| one.who == "percona-1").unwrap();
    assert_eq!(one.on, "percona-0");
    assert_eq!(one.ends, (Some(Thing::Replica(1)), Some(Thing::Replica(0))));
    assert!(waiting(&course, editor.topology(), 0).is_empty());
    assert!(waiting(&course, editor.topology(), course.end).is_empty());
}

#[test]
fn a_moment_is_said_and_all_stand_below_the_steps_of_deploy_sh() {
    let editor = lab();
    let course = course(&editor, &seed(1));
    let is = first(&course, "percona-0", "makes an empty database");
    let words = "percona-0: begins epoch 1; percona-0: makes an empty database.";
    let place = course.moment(is).unwrap();
    assert_eq!(sentence(&course, &course.moments[place]), format!("At 2:06.8. {words}"));
    assert_eq!(spoken(&course, is), format!("2 min 6 s: {words}"));
    let last =
        course.moments.iter().rev().find(|moment| {
            course.lines[moment.lines.clone()].iter().any(|line| line.words == "Done.")
        });
    assert!(sentence(&course, last.unwrap()).ends_with("deploy.sh: Done."));
    let sections = sections(&course);
    let names: Vec<&str> = sections.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..3], ["what is needed", "namespace and Secrets", "kubectl apply -k ."]);
    assert_eq!(
        sections.iter().map(|(_, places)| places.len()).sum::<usize>(),
        course.moments.len()
    );
    // Objects that are made in a row are one line, as on the command line.
    assert!(
        course
            .lines
            .iter()
            .any(|line| line.words.starts_with("made: service/etcd, service/etcd-0"))
    );
}
