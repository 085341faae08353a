//! From an empty design to one that can be exported, as a person gets there who has read no manual.

use super::*;
use crate::design::{EMPTY, Role};
use crate::rules::Severity;

fn act(editor: &mut Editor, action: Action) {
    let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), false);
    let here = Here { editor, scene: &scene, thing: None, carrying: false, problem: None };
    let doing = action.doing(&here).unwrap();
    let (title, edit) = doing.edit(editor.design()).unwrap();
    editor.apply(&title, &edit).unwrap();
}

#[test]
fn machines_and_what_the_problems_offer_make_a_cluster() {
    let mut editor = Editor::open(EMPTY.text).unwrap();
    assert!(editor.not_exported().is_some() && editor.design().machines.is_empty());
    for _ in 0..4 {
        act(&mut editor, Action::AddMachine);
    }
    let names: Vec<String> =
        editor.design().machines.iter().map(|one| one.name.to_string()).collect();
    assert_eq!(names, ["master", "node-1", "node-2", "node-3"]);
    let addresses: Vec<String> =
        editor.design().machines.iter().map(|one| one.address.unwrap().to_string()).collect();
    assert_eq!(addresses, ["192.168.56.10", "192.168.56.11", "192.168.56.12", "192.168.56.13"]);
    for step in 0.. {
        assert!(step < 4, "{:#?}", editor.report().findings());
        let errors = editor.report().findings().iter();
        let error = errors.clone().find(|finding| finding.severity == Severity::Error).cloned();
        let Some(error) = error else { break };
        let fix = error.fix.unwrap_or_else(|| panic!("nothing mends {}", error.message));
        editor.apply(&fix.title, &fix.edit).unwrap();
    }
    let design = editor.design();
    assert_eq!(editor.not_exported(), None);
    assert_eq!(design.etcd.members.len(), 3);
    let master = design.machines.iter().find(|machine| machine.role == Role::ControlPlane);
    assert_eq!(master.map(|machine| &machine.name), design.nfs.as_ref().map(|nfs| &nfs.machine));
    while editor.undo().is_some() {}
    assert_eq!(editor.text(), EMPTY.text);
}

#[test]
fn the_drawing_offers_what_there_is_nothing_of_yet() {
    let editor = Editor::open(EMPTY.text).unwrap();
    let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), true);
    let here = Here { editor: &editor, scene: &scene, thing: None, carrying: false, problem: None };
    let offered = offers(&here);
    for action in [Action::AddMachine, Action::Scale(crate::topology::Tier::Etcd, true)] {
        assert!(offered.contains(&action) && action.doing(&here).is_ok(), "{action:?}");
    }
    assert_eq!(Action::AddExport.doing(&here), Err("An NFS export needs a machine.".to_owned()));
}

#[test]
fn an_empty_drawing_says_what_to_begin_with_and_every_word_is_readable() {
    let mut editor = Editor::open(EMPTY.text).unwrap();
    let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), false);
    let [note] = scene.notes.as_slice() else { panic!("{:?}", scene.notes) };
    assert!(note.text.starts_with("Begin with a machine"));
    let tray = scene.waiting.as_ref().unwrap();
    assert!(note.at.y > tray.rect.bottom() && tray.title.len() < 34, "{}", tray.title);
    assert!(!scene.pods.is_empty());
    for pod in &scene.pods {
        assert!(pod.small && pod.detail.is_empty(), "{} {}", pod.title, pod.detail);
    }
    act(&mut editor, Action::AddMachine);
    let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), false);
    assert!(scene.notes.is_empty());
    let lab = Editor::open(crate::design::preset("lab").unwrap().text).unwrap();
    let scene = lay_out(lab.design(), lab.topology(), &lab.marks(), false);
    let small: Vec<&PodBox> = scene.pods.iter().filter(|pod| pod.small).collect();
    assert!(!small.is_empty() && small.iter().all(|pod| pod.detail == "predicted here"));
}
