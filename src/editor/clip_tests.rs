//! What is copied and pasted: names, addresses, members, the export, and what is refused.

use super::clip::LONGEST;
use super::*;
use crate::design::{Edit, preset};
use crate::document::{Path, Tree};

fn lab() -> Editor {
    Editor::open(preset("lab").unwrap().text).unwrap()
}

fn paste(editor: &mut Editor, clip: &Clip) -> Pasted {
    let pasted = clip.pasted(editor.design());
    editor.apply("Pasted", &pasted.edit).unwrap();
    editor.select_all(pasted.things.clone());
    pasted
}

#[test]
fn machines_come_with_their_members_under_free_names_and_addresses() {
    let mut editor = lab();
    let clip = Clip::of(&editor, &[Thing::Machine(1), Thing::Machine(3)]).unwrap();
    assert_eq!(Clip::read(&clip.text()).unwrap(), clip, "through the clipboard");
    let pasted = paste(&mut editor, &clip);
    assert_eq!(pasted.names, "node-4 and node-5");
    assert_eq!(editor.selected(), [Thing::Machine(4), Thing::Machine(5)]);
    let machines = &editor.design().machines;
    assert_eq!(machines[5].address.unwrap().to_string(), "192.168.56.15");
    assert_eq!((&machines[4].cpu, &machines[4].memory), (&machines[1].cpu, &machines[1].memory));
    let pinned: Vec<_> = editor.design().etcd.members[3..]
        .iter()
        .map(|member| member.machine.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(pinned, ["node-4", "node-5"]);
    assert_eq!(editor.undo().as_deref(), Some("Pasted"));
    assert_eq!(editor.text(), lab().text());
}

#[test]
fn what_was_cut_comes_back_as_it_was() {
    let mut editor = lab();
    let before = editor.design().clone();
    let all = [Thing::Machine(0), Thing::Machine(2)];
    let clip = Clip::of(&editor, &all).unwrap();
    assert_eq!(Clip::words(&editor, &all), "master and node-2 with etcd-1");
    editor.apply("Cut", &Clip::cut(editor.design(), &all)).unwrap();
    assert_eq!((editor.design().machines.len(), editor.design().etcd.members.len()), (2, 2));
    let pasted = paste(&mut editor, &clip);
    assert_eq!(pasted.remark, None, "the export was left named on what comes back");
    for machine in &before.machines {
        assert_eq!(editor.design().machine(&machine.name), Some(machine));
    }
    assert_eq!(editor.design().nfs, before.nfs);
}

#[test]
fn the_export_is_not_doubled_and_comes_where_there_is_none() {
    let lab = lab();
    let clip = Clip::of(&lab, &[Thing::Machine(0)]).unwrap();
    let pasted = clip.pasted(lab.design());
    assert_eq!(
        pasted.remark.as_deref(),
        Some("The NFS export stays on master: there can be only one.")
    );
    let mut empty = Editor::open("presswright: 1\nname: empty\n").unwrap();
    let pasted = paste(&mut empty, &clip);
    assert_eq!((pasted.names.as_str(), pasted.remark), ("master", None));
    assert_eq!(empty.design().nfs.as_ref().unwrap().machine, "master");
    let refused = Clip::of(&lab, &[Thing::Export]).unwrap_err();
    assert!(refused.starts_with("There can be only one"), "{refused}");
    let refused = Clip::of(&lab, &[Thing::Replica(0)]).unwrap_err();
    assert!(refused.starts_with("percona-0 cannot be copied"), "{refused}");
    assert!(Clip::of(&lab, &[]).is_err());
}

#[test]
fn members_by_themselves_get_a_machine_and_there_are_not_too_many() {
    let mut editor = lab();
    editor.apply("more", &editor.design().add_worker()).unwrap();
    let clip = Clip::of(&editor, &[Thing::Member(0)]).unwrap();
    let pasted = paste(&mut editor, &clip);
    assert_eq!((pasted.names.as_str(), editor.selected()), ("etcd-3", &[Thing::Member(3)][..]));
    assert_eq!(editor.design().etcd.members[3].machine.as_ref().unwrap().as_str(), "node-4");
    let many = Clip::of(&editor, &[0, 1, 2, 3].map(Thing::Member)).unwrap();
    paste(&mut editor, &many);
    let pasted = paste(&mut editor, &many);
    assert_eq!(editor.design().etcd.members.len(), 9);
    let remark = pasted.remark.unwrap();
    assert_eq!(remark, "3 members of etcd left out: there are 9 at most.");
}

#[test]
fn machines_that_stand_somewhere_do_not_hide_each_other() {
    let mut editor = lab();
    let canvas = Path::top().key("canvas");
    let spot = "{machine: node-1, left: 40, top: 80}";
    let value = Tree::Mapping(vec![
        ("machine".to_owned(), Tree::Text("node-1".to_owned())),
        ("left".to_owned(), Tree::Plain("40".to_owned())),
        ("top".to_owned(), Tree::Plain("80".to_owned())),
    ]);
    editor.apply(spot, &Edit::Insert { list: canvas, index: 0, value }).unwrap();
    let clip = Clip::of(&editor, &[Thing::Machine(1)]).unwrap();
    paste(&mut editor, &clip);
    paste(&mut editor, &clip);
    let spots: Vec<_> =
        editor.design().canvas.iter().map(|spot| (spot.left.get(), spot.top.get())).collect();
    assert_eq!(spots, [(40, 80), (72, 112), (104, 144)]);
}

#[test]
fn names_go_on_where_they_end() {
    let editor = Editor::open(
        "presswright: 1\nname: a\nmachines:\n  - name: web\n  - name: db1\n  - name: \"7\"\n",
    )
    .unwrap();
    let clip = Clip::of(&editor, &[0, 1, 2].map(Thing::Machine)).unwrap();
    assert_eq!(clip.pasted(editor.design()).names, "web-1, db2 and 7-1");
}

#[test]
fn garbage_is_refused_with_words() {
    let said = |text: &str| Clip::read(text).unwrap_err().to_string();
    assert!(said("").starts_with("What was copied is no part"));
    assert!(said("presswright-parts: one\n").starts_with("What was copied is no part"));
    assert!(said("presswright-parts: 1\n").starts_with("What was copied is no part"));
    assert!(said("presswright-parts: 2\nmachines: []\n").contains("newer Presswright"));
    assert!(said("presswright-parts: 1\nmachines:\n  - name: No Name\n").contains("name"));
    assert!(said("presswright-parts: 1\nmachines: [\n").contains("cannot be read"));
    assert!(said(&"x".repeat(LONGEST + 1)).contains("1 MiB"));
    assert!(matches!(Clip::read(lab().text()), Err(NotPasted::Whole(_))));
    let windows = "\u{feff}presswright-parts: 1\r\nmachines:\r\n  - name: node-1\r\n";
    assert!(Clip::read(windows).is_ok());
}
