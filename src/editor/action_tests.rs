//! The table of actions: no two lines alike, and for each action what it does or why not.

use super::*;
use crate::design::{PRESETS, preset, starts};
use crate::topology::Tier;

fn editor(name: &str) -> Editor {
    Editor::open(preset(name).unwrap().text).unwrap()
}

fn empty() -> Editor {
    Editor::open("presswright: 1\nname: empty\n").unwrap()
}

fn scene_of(editor: &Editor) -> Scene {
    lay_out(editor.design(), editor.topology(), &editor.marks(), false)
}

/// What the action does with that thing selected.
fn doing(editor: &Editor, action: Action, thing: Option<Thing>) -> Result<Doing, String> {
    let scene = scene_of(editor);
    action.doing(&Here { editor, scene: &scene, thing, carrying: false, problem: None })
}

fn reason(editor: &Editor, action: Action, thing: Option<Thing>) -> String {
    doing(editor, action, thing).unwrap_err()
}

/// The editor after the action.
fn done(editor: &Editor, action: Action, thing: Option<Thing>) -> Editor {
    let mut after = editor.clone();
    match doing(editor, action, thing).unwrap() {
        Doing::Undo => assert!(after.undo().is_some()),
        Doing::Redo => assert!(after.redo().is_some()),
        doing => {
            let (title, edit) = doing.edit(editor.design()).unwrap();
            after.apply(&title, &edit).unwrap();
            assert_eq!(after.undo_title(), Some(title.as_str()), "{action:?} changed nothing");
        }
    }
    after
}

#[test]
fn no_two_actions_share_keys_or_a_name_within_their_group() {
    for (place, one) in ENTRIES.iter().enumerate() {
        for other in &ENTRIES[place + 1..] {
            assert_ne!(one.action, other.action);
            assert!(one.group != other.group || one.name != other.name, "{}", one.name);
            for keys in one.keys {
                assert!(!other.keys.contains(keys), "{} and {}", one.name, other.name);
            }
        }
        assert!(Group::ALL.contains(&one.group));
        assert!(!one.name.is_empty() && !one.name.ends_with('.'));
        assert_eq!(one.action.entry().map(|entry| entry.name), Some(one.name));
    }
    for (place, preset) in starts().enumerate() {
        assert_eq!(Action::Preset(place).name(), preset.name, "every start is in the table");
    }
}

#[test]
fn undo_and_redo_follow_the_history() {
    let start = editor("lab");
    assert_eq!(reason(&start, Action::Undo, None), "Nothing to undo.");
    assert_eq!(reason(&start, Action::Redo, None), "Nothing to redo.");
    let more = done(&start, Action::Scale(Tier::Percona, true), None);
    let back = done(&more, Action::Undo, None);
    assert_eq!(back.text(), start.text());
    assert_eq!(done(&back, Action::Redo, None).text(), more.text());
}

#[test]
fn tiers_are_scaled_up_to_their_bounds() {
    for (tier, least, most) in
        [(Tier::Wordpress, 1, 100), (Tier::Percona, 1, 9), (Tier::Etcd, 0, 9)]
    {
        let count = |editor: &Editor| match tier {
            Tier::Wordpress => editor.design().wordpress.replica_bounds().0 as usize,
            Tier::Percona => editor.design().percona.replicas.get() as usize,
            _ => editor.design().etcd.members.len(),
        };
        for (more, bound, why) in
            [(true, most, "There cannot be more."), (false, least, "There cannot be fewer.")]
        {
            let mut now = editor("lab");
            while count(&now) != bound {
                let before = count(&now);
                now = done(&now, Action::Scale(tier, more), None);
                assert_eq!(count(&now), if more { before + 1 } else { before - 1 });
            }
            assert_eq!(reason(&now, Action::Scale(tier, more), None), why);
        }
    }
}

#[test]
fn machines_and_an_export_are_added() {
    let machine = doing(&empty(), Action::AddMachine, None).unwrap();
    let Doing::Edit { show: Some(Thing::Machine(0)), .. } = machine else { panic!("{machine:?}") };
    assert_eq!(reason(&empty(), Action::AddExport, None), "An NFS export needs a machine.");
    let one = done(&empty(), Action::AddMachine, None);
    assert_eq!(one.design().machines.len(), 1);
    let export = done(&one, Action::AddExport, None);
    assert!(export.design().nfs.is_some());
    assert_eq!(reason(&export, Action::AddExport, None), "There is one already.");
}

#[test]
fn what_can_be_removed_is_and_the_rest_says_why_not() {
    let lab = editor("lab");
    let gone = |thing| done(&lab, Action::Remove, Some(thing));
    assert_eq!(gone(Thing::Machine(3)).design().machines.len(), lab.design().machines.len() - 1);
    assert_eq!(gone(Thing::Member(1)).design().etcd.members.len(), 2);
    assert!(gone(Thing::Export).design().nfs.is_none());
    for thing in [Thing::Replica(0), Thing::Site(0), Thing::Percona, Thing::WayIn, Thing::Cluster] {
        assert!(
            reason(&lab, Action::Remove, Some(thing)).ends_with("cannot be removed by itself.")
        );
    }
    assert!(reason(&lab, Action::Remove, None).starts_with("Select a machine"));
}

#[test]
fn a_move_asks_what_and_where_and_does_what_a_drag_does() {
    let lab = editor("lab");
    let ask = |thing| doing(&lab, Action::Move, thing);
    assert_eq!(ask(None), Ok(Doing::Ask(Question::What)));
    assert_eq!(ask(Some(Thing::Machine(1))), Ok(Doing::Ask(Question::What)));
    let member = Thing::Member(0);
    assert_eq!(ask(Some(member)), Ok(Doing::Ask(Question::Where(member))));
    assert!(reason(&lab, Action::Move, Some(Thing::Site(0))).starts_with("The scheduler places"));
    assert_eq!(reason(&empty(), Action::Move, None), "There is no machine to move to.");
    let bare = done(&empty(), Action::AddMachine, None);
    let bare = (0..bare.design().etcd.members.len())
        .fold(bare, |bare, _| done(&bare, Action::Scale(Tier::Etcd, false), None));
    assert_eq!(reason(&bare, Action::Move, None), "Nothing can be moved.");

    let scene = scene_of(&lab);
    let here = Here { editor: &lab, scene: &scene, thing: None, carrying: false, problem: None };
    let what = choices(&here, Question::What, &[]);
    assert!(what.iter().any(|choice| choice.pick == Pick::Ask(Question::Where(member))));
    let machines = choices(&here, Question::Where(member), &[]);
    assert_eq!(machines.len(), lab.design().machines.len());
    for (index, choice) in machines.iter().enumerate() {
        let drop = drop_on(lab.design(), lab.topology(), Cargo::Member(0), Some(index));
        assert_eq!(choice.refused.is_none(), drop.allowed, "{}", choice.title);
        let Pick::Edit(_, edit) = &choice.pick else { panic!("{choice:?}") };
        assert_eq!(*edit, drop.edit, "{}", choice.title);
    }
    assert_eq!(
        machines[0].refused.as_deref(),
        Some("etcd-0 cannot run on master: the control plane takes no pods of ours.")
    );
    assert!(machines[2].detail.starts_with("Pins etcd-0 to node-2."));
    let order = filter(Question::Where(member), &machines, "");
    let order: Vec<&str> = order.iter().map(|hit| machines[hit.index].title.as_str()).collect();
    assert_eq!(order, ["node-2", "node-3", "node-1", "master"], "what changes something first");
}

#[test]
fn safe_problems_are_fixed_at_once() {
    let article = editor("article-2017");
    let fixed = done(&article, Action::FixAll, None);
    assert!(fixed.report().findings().len() < article.report().findings().len());
    let mut rest = fixed;
    while rest.safe_fixes() > 0 {
        rest = done(&rest, Action::FixAll, None);
    }
    assert_eq!(reason(&rest, Action::FixAll, None), "Nothing can be fixed without a decision.");
}

#[test]
fn problems_are_walked_round_and_round() {
    let article = editor("article-2017");
    let scene = scene_of(&article);
    let count = article.report().findings().len();
    let at = |action: Action, problem| {
        let here = Here { editor: &article, scene: &scene, thing: None, carrying: false, problem };
        action.doing(&here).unwrap()
    };
    assert_eq!(at(Action::NextProblem, None), Doing::Problem(0));
    assert_eq!(at(Action::NextProblem, Some(0)), Doing::Problem(1));
    assert_eq!(at(Action::NextProblem, Some(count - 1)), Doing::Problem(0));
    assert_eq!(at(Action::PreviousProblem, None), Doing::Problem(count - 1));
    assert_eq!(at(Action::PreviousProblem, Some(0)), Doing::Problem(count - 1));
    assert_eq!(at(Action::NextProblem, Some(count + 7)), Doing::Problem(0), "it is mended");
}

#[test]
fn the_selection_is_shown_zoomed_to_and_stepped_from() {
    let lab = editor("lab");
    let on = |action, thing| doing(&lab, action, thing);
    assert_eq!(reason(&lab, Action::Settings, None), "Select something first.");
    assert_eq!(reason(&lab, Action::ZoomToSelection, None), "Select something first.");
    assert_eq!(on(Action::Settings, Some(Thing::Etcd)), Ok(Doing::Show(Thing::Etcd)));
    let Ok(Doing::ZoomTo(rect)) = on(Action::ZoomToSelection, Some(Thing::Member(0))) else {
        panic!("it is on the drawing")
    };
    let window = Point { x: 800.0, y: 600.0 };
    let view = View::around(rect, window);
    let middle = view.on_drawing(Point { x: 400.0, y: 300.0 });
    assert!((middle.x - rect.middle().x).abs() < 1e-9 && (middle.y - rect.middle().y).abs() < 1e-9);
    assert!(rect.w * view.scale <= window.x && rect.h * view.scale <= window.y);
    assert!(
        reason(&lab, Action::ZoomToSelection, Some(Thing::Backups)).contains("not on the drawing")
    );
    let next = neighbour(&scene_of(&lab), Thing::WayIn, Direction::Down).unwrap();
    assert_eq!(on(Action::Step(Direction::Down), Some(Thing::WayIn)), Ok(Doing::Step(next)));
    assert!(on(Action::Step(Direction::Up), None).is_err());
    assert_eq!(on(Action::Show(Thing::Backups), None), Ok(Doing::Show(Thing::Backups)));
}

#[test]
fn the_export_waits_for_errors_and_for_the_text() {
    let lab = editor("lab");
    assert_eq!(doing(&lab, Action::Export, None), Ok(Doing::Page));
    assert!(reason(&editor("article-2017"), Action::Export, None).contains("stop the export"));
    let mut typing = lab;
    typing.type_text("presswright: 1\nname: No\n");
    assert!(reason(&typing, Action::Export, None).contains("cannot be read"));
}

#[test]
fn whatever_is_offered_for_a_thing_is_done_or_says_why_not() {
    for preset in PRESETS {
        let editor = Editor::open(preset.text).unwrap();
        let scene = scene_of(&editor);
        let things = scene.stops().into_iter().map(|(thing, _)| Some(thing));
        for thing in things.chain([None, Some(Thing::Cluster), Some(Thing::Backups)]) {
            let here =
                Here { editor: &editor, scene: &scene, thing, carrying: false, problem: None };
            let offers = offers(&here);
            assert!(!offers.is_empty());
            for action in offers {
                assert!(action.entry().is_some(), "{action:?} is not in the table");
                match action.doing(&here) {
                    Err(reason) => assert!(reason.ends_with('.'), "{reason}"),
                    Ok(doing) => {
                        if let Some((title, edit)) = doing.edit(editor.design()) {
                            editor.clone().apply(&title, &edit).unwrap();
                        }
                    }
                }
            }
        }
    }
    let lab = editor("lab");
    let scene = scene_of(&lab);
    let here = |thing| Here {
        editor: &lab,
        scene: &scene,
        thing: Some(thing),
        carrying: false,
        problem: None,
    };
    assert_eq!(
        offers(&here(Thing::Member(0))),
        [
            Action::Settings,
            Action::Move,
            Action::Scale(Tier::Etcd, true),
            Action::Scale(Tier::Etcd, false),
            Action::Cut,
            Action::Copy,
            Action::Duplicate,
            Action::ZoomToSelection,
            Action::Manifests,
            Action::Several,
            Action::Remove
        ]
    );
    assert_eq!(
        offers(&here(Thing::WayIn)),
        [Action::Settings, Action::ZoomToSelection, Action::Manifests, Action::Several]
    );
}

#[test]
fn a_drag_is_left_only_while_there_is_one() {
    let lab = editor("lab");
    let scene = scene_of(&lab);
    let here =
        |carrying| Here { editor: &lab, scene: &scene, thing: None, carrying, problem: None };
    assert_eq!(Action::Cancel.doing(&here(true)), Ok(Doing::Page));
    assert!(Action::Cancel.doing(&here(false)).is_err());
}

/// The editor with these things selected.
fn with(name: &str, things: &[Thing]) -> Editor {
    let mut editor = editor(name);
    editor.select_all(things.iter().copied());
    editor
}

/// What is selected then.
fn selects(editor: &Editor, action: Action, thing: Option<Thing>) -> Vec<Thing> {
    match doing(editor, action, thing) {
        Ok(Doing::Select { things, .. }) => things,
        other => panic!("{action:?}: {other:?}"),
    }
}

#[test]
fn several_are_removed_and_zoomed_to_together() {
    let (two, three) = (Thing::Machine(2), Thing::Machine(3));
    let lab = with("lab", &[two, Thing::Member(2), three, Thing::Site(0)]);
    let gone = done(&lab, Action::Remove, Some(two));
    assert_eq!(gone.design().machines.len(), 2);
    assert_eq!(gone.design().etcd.members.len(), 2, "one was selected");
    assert_eq!(gone.design().etcd.members[1].machine, None, "the other is freed");
    assert_eq!(
        gone.undo_title(),
        Some("Removed node-2, etcd-2 and node-3, not wordpress-0"),
        "one step, which says what stays"
    );
    let alone = done(&lab, Action::Remove, Some(Thing::Machine(1)));
    assert_eq!(alone.design().machines.len(), 3, "it is not among what is selected");
    let both = [Thing::Replica(0), Thing::Site(0)];
    let reason = reason(&with("lab", &both), Action::Remove, None);
    assert_eq!(reason, "percona-0 and wordpress-0 cannot be removed by themselves.");

    let scene = scene_of(&lab);
    let Ok(Doing::ZoomTo(rect)) = doing(&lab, Action::ZoomToSelection, Some(three)) else {
        panic!("they are on the drawing")
    };
    for thing in lab.selected() {
        assert!(rect.encloses(scene.rect_of(*thing).unwrap()), "{thing:?}");
    }
}

#[test]
fn things_are_selected_beside_others_and_taken_out_again() {
    let members = [0, 1, 2].map(Thing::Member);
    let lab = with("lab", &members[..1]);
    assert_eq!(selects(&lab, Action::Toggle, Some(members[1])), members[..2]);
    assert!(selects(&lab, Action::Toggle, Some(members[0])).is_empty());
    assert_eq!(selects(&lab, Action::SelectAll, None), members);
    assert_eq!(selects(&lab, Action::SelectAll, Some(Thing::WayIn)).len(), 4, "all machines");
    assert_eq!(selects(&lab, Action::Extend(Direction::Right), Some(members[0])), members[..2]);
    let two = with("lab", &members[..2]);
    assert_eq!(selects(&two, Action::Extend(Direction::Left), Some(members[1])), members[..1]);
    let machine = Thing::Machine(2);
    assert_eq!(
        selects(&editor("lab"), Action::Extend(Direction::Right), Some(machine)),
        [machine, Thing::Machine(3)],
        "what is of another kind is stepped over"
    );
    assert!(selects(&lab, Action::SelectNone, None).is_empty());
    assert!(selects(&lab, Action::Cancel, None).is_empty(), "Esc, with nothing in hand");
    assert_eq!(reason(&editor("lab"), Action::SelectNone, None), "Nothing is selected.");
    assert_eq!(reason(&empty(), Action::SelectAll, None), "There is nothing to select.");
    assert_eq!(reason(&lab, Action::Toggle, None), "Select something first.");
}

#[test]
fn a_move_takes_all_along_that_can_go() {
    let all = [Thing::Site(0), Thing::Member(0), Thing::Member(1)];
    let lab = with("lab", &all);
    let ask = doing(&lab, Action::Move, Some(all[0]));
    assert_eq!(ask, Ok(Doing::Ask(Question::Where(all[1]))), "the first of those that can");
    let question = Question::Where(all[1]);
    assert_eq!(question.title(&lab), "Move etcd-0 and etcd-1 to which machine?");
    let scene = scene_of(&lab);
    let here = Here { editor: &lab, scene: &scene, thing: None, carrying: false, problem: None };
    let to = &choices(&here, question, &[])[3];
    let Pick::Edit(title, Some(edit)) = &to.pick else { panic!("{to:?}") };
    let mut after = lab.clone();
    after.apply(title, edit).unwrap();
    let node = |index: usize| after.design().etcd.members[index].machine.as_ref().unwrap().as_str();
    assert_eq!((node(0), node(1)), ("node-3", "node-3"));
}
