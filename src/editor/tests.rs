//! The editor without a screen: what a person does, and what follows.

use super::*;
use crate::design::{Edit, PRESETS, preset};

fn editor(name: &str) -> Editor {
    Editor::open(preset(name).unwrap().text).unwrap()
}

fn scene_of(editor: &Editor, narrow: bool) -> Scene {
    lay_out(editor.design(), editor.topology(), &editor.marks(), narrow)
}

#[test]
fn comments_come_back_with_an_undone_removal() {
    let text = "presswright: 1\nname: a\nmachines:\n  - name: node-1  # under the desk\n  - name: node-2\n";
    let mut editor = Editor::open(text).unwrap();
    editor.apply("remove", &editor.design().remove_machine(0)).unwrap();
    assert!(!editor.text().contains("desk"));
    assert_eq!(editor.undo().as_deref(), Some("remove"));
    assert_eq!(editor.text(), text);
}

#[test]
fn a_text_that_cannot_be_read_leaves_the_design_as_it_was() {
    let mut editor = editor("lab");
    let before = editor.text().to_owned();
    editor.type_text("presswright: 1\nname: No Name\n");
    let draft = editor.draft().unwrap();
    assert_eq!((draft.mistakes[0].span.line, draft.mistakes[0].span.column), (2, 7));
    assert_eq!(editor.text(), before);
    editor.type_text("presswright: 1\nname: x\n");
    editor.type_text("presswright: 1\nname: xy\n");
    assert!(editor.draft().is_none());
    editor.undo();
    assert_eq!(editor.text(), before, "one run of typing is one step");
}

#[test]
fn a_text_that_cannot_be_read_is_undone_and_comes_back() {
    const HALF: &str = "presswright: 1\nname: No Name\n";
    let mut editor = editor("lab");
    let before = editor.text().to_owned();
    editor.apply("more", &Edit::plain("percona.replicas".parse().unwrap(), 5)).unwrap();
    let changed = editor.text().to_owned();
    editor.type_text(HALF);
    assert_eq!(editor.undo().as_deref(), Some("Text"));
    assert_eq!((editor.shown_text(), editor.text()), (&*changed, &*changed));
    assert_eq!(editor.redo().as_deref(), Some("Text"));
    assert_eq!((editor.shown_text(), editor.text()), (HALF, &*changed));
    assert_eq!(editor.draft().unwrap().mistakes.len(), 1);
    // Neither a change on the canvas nor giving it up loses what was typed.
    editor.apply("fewer", &Edit::plain("percona.replicas".parse().unwrap(), 3)).unwrap();
    assert!(editor.draft().is_none());
    editor.undo();
    assert_eq!(editor.shown_text(), HALF);
    editor.drop_draft();
    assert_eq!(editor.shown_text(), changed);
    editor.undo();
    assert_eq!(editor.shown_text(), HALF);
    // Back to what the run began with: no step.
    editor.undo();
    editor.type_text(HALF);
    editor.type_text(&changed);
    assert_eq!(editor.undo_title(), Some("more"));
    editor.undo();
    assert_eq!(editor.text(), before);
    editor.type_text("presswright: 1\nname: x\n");
    editor.end_typing();
    editor.type_text("presswright: 1\nname: xy\n");
    editor.undo();
    assert_eq!(editor.design().name.as_str(), "x", "a pause ends a run");
}

#[test]
fn a_thing_is_read_back_from_its_word() {
    for preset in ["lab", "cloud"] {
        let editor = editor(preset);
        let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), false);
        let drawn = scene.stops().into_iter().map(|(thing, _)| thing);
        for thing in drawn.chain([Thing::Cluster, Thing::Backups, Thing::Export]) {
            assert_eq!(Thing::of_id(&thing.id()), Some(thing));
        }
    }
    for word in ["", "-1", "pod-1", "machine-", "machine-x", "machine"] {
        assert_eq!(Thing::of_id(word), None, "{word}");
    }
}

#[test]
fn a_drop_says_what_it_means() {
    let editor = editor("lab");
    let (design, topology) = (editor.design(), editor.topology());
    let drop =
        |cargo, machine| drop_on(design, topology, cargo, machine).judge(design, editor.report());
    let said = |cargo, machine: usize| drop(cargo, Some(machine)).sentence;
    assert_eq!(
        said(Cargo::Member(0), 2),
        "Pins etcd-0 to node-2. etcd-1 is there too: both would die with it."
    );
    assert_eq!(said(Cargo::Member(0), 1), "etcd-0 stays on node-1.");
    assert_eq!(
        said(Cargo::Member(0), 0),
        "etcd-0 cannot run on master: the control plane takes no pods of ours."
    );
    assert!(!drop(Cargo::Member(0), Some(0)).allowed);
    assert!(!drop(Cargo::Member(0), None).allowed);
    assert!(said(Cargo::Export, 1).starts_with("Moves the NFS export to node-1."));
    assert_eq!(
        drop(Cargo::NewMachine, None).sentence,
        "Adds the worker node-4 with the address 192.168.56.14."
    );
    assert_eq!(
        said(Cargo::NewMember, 2),
        "Adds etcd-3 on node-2. etcd-1 is there too: both would die with it."
    );
    assert!(!drop(Cargo::NewMember, Some(0)).allowed);
    assert!(!drop(Cargo::NewMember, None).allowed);
    assert_eq!(Cargo::export(design), Cargo::Export);
    assert_eq!(Cargo::of(editor.design(), Thing::Replica(0)), None, "its files are on NFS");
    assert!(Cargo::refusal(editor.design(), Thing::Replica(0)).is_some());
}

#[test]
fn what_the_shelf_drops_stands_where_it_was_dropped() {
    let mut editor = editor("empty");
    for _ in 0..2 {
        let machine = drop_on(editor.design(), editor.topology(), Cargo::NewMachine, None);
        editor.apply("drop", &machine.edit.unwrap()).unwrap();
    }
    assert_eq!(Cargo::export(editor.design()), Cargo::NewExport);
    for (cargo, sentence) in [
        (Cargo::NewExport, "Puts an NFS export on node-1."),
        (Cargo::NewMember, "Adds etcd-0 on node-1."),
    ] {
        let drop = drop_on(editor.design(), editor.topology(), cargo, Some(1));
        assert_eq!(drop.sentence, sentence);
        editor.apply("drop", &drop.edit.unwrap()).unwrap();
    }
    let design = editor.design();
    assert_eq!(design.nfs.as_ref().unwrap().machine.as_str(), "node-1");
    assert_eq!(design.etcd.members[0].machine.as_ref().unwrap().as_str(), "node-1");
    assert_eq!(Cargo::export(design), Cargo::Export);
}

#[test]
fn a_drop_tells_the_error_that_it_would_cause() {
    let editor = editor("lab");
    let drop = drop_on(editor.design(), editor.topology(), Cargo::Member(0), Some(2))
        .judge(editor.design(), editor.report());
    let mut after = editor.clone();
    after.apply("drop", &drop.edit.clone().unwrap()).unwrap();
    assert!(drop.judged);
    assert_eq!(drop.causes.is_some(), after.report().has_errors());
}

#[test]
fn a_replica_with_a_local_volume_moves_with_it() {
    let mut editor = editor("lab");
    let storage = "percona.storage".parse().unwrap();
    editor.apply("local", &Edit::text(storage, "local")).unwrap();
    assert_eq!(Cargo::of(editor.design(), Thing::Replica(2)), Some(Cargo::Replica(2)));
    let drop = drop_on(editor.design(), editor.topology(), Cargo::Replica(2), Some(1));
    editor.apply("drop", &drop.edit.unwrap()).unwrap();
    let pod = Thing::Replica(2).pod(editor.topology()).unwrap();
    assert_eq!(pod.placement.host(), Some(1));
    let others: Vec<_> = (0..2)
        .map(|at| Thing::Replica(at).pod(editor.topology()).unwrap().placement.host())
        .collect();
    assert_eq!(others, [Some(1), Some(2)], "the others stay");
}

#[test]
fn every_setting_of_a_part_has_a_line() {
    use crate::design::{Design, Shape, Value};
    let editor = editor("lab");
    let Shape::Section(parts) = Design::SHAPE else { panic!("a design has parts") };
    let own = [
        ("percona", Thing::Percona),
        ("wordpress", Thing::Wordpress),
        ("backups", Thing::Backups),
        ("etcd", Thing::Etcd),
        ("nfs", Thing::Export),
        ("cluster", Thing::Cluster),
    ];
    for (part, thing) in own {
        let field = parts.iter().find(|field| field.key == part).unwrap();
        let Shape::Section(fields) = &field.shape else { panic!("{part} has fields") };
        let lines: Vec<String> =
            form(editor.design(), thing).iter().map(|line| line.path.to_string()).collect();
        for field in *fields {
            let path = format!("{part}.{}", field.key);
            let listed = matches!(field.shape, Shape::List { .. }) || field.key == "way-in";
            let shown =
                lines.iter().any(|line| *line == path || line.starts_with(&format!("{path}.")));
            assert!(shown || listed, "{path} has no line");
        }
    }
    let way_in = form(editor.design(), Thing::WayIn);
    assert!(way_in.iter().any(|line| line.path.to_string() == "wordpress.way-in.node-port"));
}

#[test]
fn choices_and_parts_start_with_values_that_are_taken() {
    let editor = editor("lab");
    for thing in [
        Thing::Cluster,
        Thing::Percona,
        Thing::Wordpress,
        Thing::WayIn,
        Thing::Etcd,
        Thing::Backups,
    ] {
        for field in form(editor.design(), thing) {
            let inputs: Vec<Input> = match &field.control {
                Control::Choice { options, .. } => {
                    options.iter().map(|option| Input::Text(option.key.to_owned())).collect()
                }
                Control::Truth(on) | Control::Part(on) => vec![Input::Truth(!on)],
                _ => vec![Input::Default],
            };
            for input in inputs {
                let required = input == Input::Default && field.default.is_none();
                let edit = edit_of(editor.design(), &field, &input);
                let made = editor.clone().apply("set", &edit);
                assert!(made.is_ok() || required, "{}: {input:?}: {made:?}", field.path);
            }
        }
    }
}

#[test]
fn arrow_keys_reach_everything_on_the_drawing() {
    for preset in PRESETS {
        let editor = Editor::open(preset.text).unwrap();
        let scene = scene_of(&editor, false);
        let stops = scene.stops();
        let mut reached = vec![stops[0].0];
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            next += 1;
            for direction in [Direction::Left, Direction::Right, Direction::Up, Direction::Down] {
                if let Some(to) = neighbour(&scene, from, direction)
                    && !reached.contains(&to)
                {
                    reached.push(to);
                }
            }
        }
        for (thing, _) in stops {
            assert!(reached.contains(&thing), "{}: {thing:?} cannot be reached", preset.name);
        }
    }
}

#[test]
fn zoom_keeps_what_is_under_the_pointer() {
    let view = View::fit(
        Rect { x: -12.0, y: 5.0, w: 900.0, h: 500.0 },
        Point { x: 800.0, y: 600.0 },
        false,
    );
    assert!(view.scale < 1.0);
    let pointer = Point { x: 333.0, y: 222.0 };
    let before = view.on_drawing(pointer);
    let after = view.zoomed(1.7, pointer).on_drawing(pointer);
    assert!((before.x - after.x).abs() < 1e-9 && (before.y - after.y).abs() < 1e-9);
    assert!(
        (view.zoomed(1e9, pointer).scale - view.zoomed(1e6, pointer).scale).abs() < f64::EPSILON
    );
    let far = Rect { x: 5000.0, y: 5000.0, w: 100.0, h: 40.0 };
    let shown = view.showing(far, Point { x: 800.0, y: 600.0 });
    assert!((far.right() * shown.scale + shown.shift.x) <= 800.0);
}
