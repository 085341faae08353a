//! The editor without a screen: whatever a person does, what holds must go on to hold.

use super::*;
use crate::design::{Document, Edit, PRESETS, preset};
use crate::topology::Tier;
use proptest::prelude::*;

fn editor(name: &str) -> Editor {
    Editor::open(preset(name).unwrap().text).unwrap()
}

fn scene_of(editor: &Editor, narrow: bool) -> Scene {
    lay_out(editor.design(), editor.topology(), &editor.marks(), narrow)
}

/// Something a person does.
#[derive(Clone, Debug)]
enum Act {
    Drop(Cargo, usize),
    Scale(Tier, bool),
    Remove(usize),
    Set(usize, usize, String),
    Select(usize),
    Type(String),
    Undo,
    Redo,
    FixAll,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let tier = prop_oneof![Just(Tier::Etcd), Just(Tier::Percona), Just(Tier::Wordpress)];
    let cargo = prop_oneof![
        (0_usize..4).prop_map(Cargo::Member),
        (0_usize..4).prop_map(Cargo::Replica),
        Just(Cargo::Export),
        Just(Cargo::NewMachine),
    ];
    let word =
        prop_oneof!["[a-z]{1,5}", "[0-9]{1,3}", Just("local".to_owned()), Just("4Gi".to_owned())];
    let act = prop_oneof![
        (cargo, 0_usize..6).prop_map(|(cargo, machine)| Act::Drop(cargo, machine)),
        (tier, any::<bool>()).prop_map(|(tier, more)| Act::Scale(tier, more)),
        (0_usize..5).prop_map(Act::Remove),
        (0_usize..9, 0_usize..40, word)
            .prop_map(|(thing, field, word)| Act::Set(thing, field, word)),
        (0_usize..40).prop_map(Act::Select),
        prop_oneof![
            Just("presswright: 1\nname: typed # mine\n".to_owned()),
            Just("presswright: 1\nname: No\n".to_owned()),
            "[a-z: \n]{0,20}",
        ]
        .prop_map(Act::Type),
        Just(Act::Undo),
        Just(Act::Redo),
        Just(Act::FixAll),
    ];
    prop::collection::vec(act, 1..16)
}

fn things(editor: &Editor) -> Vec<Thing> {
    let mut things: Vec<Thing> =
        scene_of(editor, false).stops().into_iter().map(|(thing, _)| thing).collect();
    things.extend([Thing::Cluster, Thing::Backups, Thing::Export, Thing::Haproxy(9)]);
    things
}

fn act(editor: &mut Editor, act: &Act) {
    let design = editor.design().clone();
    match act {
        Act::Drop(cargo, machine) => {
            let over = (*machine < 5).then_some(*machine);
            let drop = drop_on(&design, editor.topology(), *cargo, over);
            assert!(
                drop.allowed || drop.edit.is_none(),
                "{drop:?} is refused and would do something"
            );
            assert!(drop.sentence.ends_with('.'), "{}", drop.sentence);
            if let Some(edit) = drop.edit {
                let _ = editor.apply("drop", &edit);
            }
        }
        Act::Scale(tier, more) => {
            if let Some((title, edit)) = scale_edit(&design, *tier, *more) {
                editor.apply(&title, &edit).unwrap();
            }
        }
        Act::Remove(machine) => {
            let _ = editor.apply("remove", &design.remove_machine(*machine));
        }
        Act::Set(thing, field, word) => {
            let things = things(editor);
            let fields = form(&design, things[thing % things.len()]);
            if let Some(field) = fields.get(field % fields.len().max(1)) {
                let input = match &field.control {
                    Control::Truth(on) | Control::Part(on) => Input::Truth(!on),
                    Control::Choice { options, .. } => {
                        Input::Text(options[word.len() % options.len()].key.to_owned())
                    }
                    _ => Input::Text(word.clone()),
                };
                let _ = editor.apply(&field.label, &edit_of(&design, field, &input));
            }
        }
        Act::Select(at) => {
            let things = things(editor);
            editor.select(things.get(*at).copied());
        }
        Act::Type(text) => editor.type_text(text),
        Act::Undo => {
            editor.undo();
        }
        Act::Redo => {
            editor.redo();
        }
        Act::FixAll => {
            editor.apply("fix", &crate::rules::fix_all_safe(&design)).unwrap();
        }
    }
}

fn sweep(editor: &Editor) -> Result<(), TestCaseError> {
    let read = Document::read(editor.text()).unwrap();
    prop_assert_eq!(read.design(), editor.design(), "the text is not the design");
    prop_assert_eq!(editor.draft().is_some(), Document::read(editor.shown_text()).is_err());
    if let Some(thing) = editor.selection() {
        prop_assert!(thing.exists(editor.design(), editor.topology()), "{:?} is gone", thing);
        let head = heading(editor.design(), editor.topology(), thing);
        prop_assert!(!head.title.is_empty() && !head.summary.is_empty());
    }
    for narrow in [false, true] {
        let scene = scene_of(editor, narrow);
        let drawn = scene.pods.len();
        prop_assert_eq!(drawn, editor.topology().pods.len(), "every pod is drawn once");
        for (thing, rect) in scene.stops() {
            prop_assert!(thing.exists(editor.design(), editor.topology()));
            prop_assert!(rect.w > 0.0 && rect.h > 0.0, "{:?} cannot be seen", thing);
        }
        for pod in &scene.pods {
            prop_assert_eq!(scene.thing_at(pod.rect.middle()), Some(pod.thing));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_can_be_undone_and_done_again(all in acts(), from in 0_usize..PRESETS.len()) {
        let mut editor = Editor::open(PRESETS[from].text).unwrap();
        let start = editor.text().to_owned();
        for one in &all {
            act(&mut editor, one);
            sweep(&editor)?;
        }
        // As after a reload of the page.
        let journal = editor.journal();
        let mut editor = Editor::new(editor.document().clone());
        editor.recall(&journal);
        let end = editor.text().to_owned();
        let mut steps = 0;
        while editor.undo().is_some() {
            steps += 1;
            sweep(&editor)?;
        }
        prop_assert_eq!(editor.text(), start.as_str(), "undo to the start is not the start");
        // What was undone by the acts themselves lies ahead of the end.
        for _ in 0..steps {
            prop_assert!(editor.redo().is_some());
        }
        prop_assert_eq!(editor.text(), end.as_str(), "redo to the end is not the end");
    }
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
fn a_drop_says_what_it_means() {
    let editor = editor("lab");
    let drop = |cargo, machine| drop_on(editor.design(), editor.topology(), cargo, machine);
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
    assert_eq!(Cargo::of(editor.design(), Thing::Replica(0)), None, "its files are on NFS");
    assert!(Cargo::refusal(editor.design(), Thing::Replica(0)).is_some());
}

#[test]
fn a_drop_tells_the_error_that_it_would_cause() {
    let editor = editor("lab");
    let drop = drop_on(editor.design(), editor.topology(), Cargo::Member(0), Some(2));
    let mut after = editor.clone();
    after.apply("drop", &drop.edit.clone().unwrap()).unwrap();
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

#[test]
fn the_chain_of_a_replica_is_its_claim_volume_and_folder() {
    let editor = editor("lab");
    let scene = scene_of(&editor, false);
    let lit = chain(&scene, editor.topology(), Thing::Replica(1));
    let [line] = lit.lines.as_slice() else { panic!("{lit:?}") };
    assert_eq!(line.label, "claim data-percona-1, volume blog-percona-1");
    let folder = editor.topology().folders.iter().position(|folder| folder.name == "percona-1");
    assert!(lit.things.contains(&Thing::Folder(folder.unwrap())));
    let back = chain(&scene, editor.topology(), Thing::Folder(folder.unwrap()));
    assert!(back.things.contains(&Thing::Replica(1)));
}
