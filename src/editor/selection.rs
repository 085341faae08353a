//! What is selected: several things, in the order in which they were.

use super::{Editor, Thing};
use crate::design::{Design, EtcdMember};
use crate::topology::Topology;

/// A design and what follows from it.
pub(super) type Sides<'a> = (&'a Design, &'a Topology);

impl Editor {
    /// What is selected, in the order in which it was. All of it exists, and nothing twice.
    pub fn selected(&self) -> &[Thing] {
        &self.selected
    }

    /// The thing whose settings are shown: what was selected last.
    pub fn selection(&self) -> Option<Thing> {
        self.selected.last().copied()
    }

    /// Selects a thing, if it exists, or nothing.
    pub fn select(&mut self, thing: Option<Thing>) {
        self.select_all(thing);
    }

    /// Selects these things and no others: what exists of them.
    pub fn select_all(&mut self, things: impl IntoIterator<Item = Thing>) {
        let mut selected: Vec<Thing> = Vec::new();
        for thing in things {
            if thing.exists(self.design(), self.topology()) && !selected.contains(&thing) {
                selected.push(thing);
            }
        }
        self.selected = selected;
        self.end_typing();
    }

    /// What is meant by that thing: all that is selected if it is part of it, else the thing alone; by
    /// nothing, what is selected.
    pub fn meant(&self, thing: Option<Thing>) -> Vec<Thing> {
        match thing {
            Some(thing) if !self.selected.contains(&thing) => vec![thing],
            _ => self.selected.clone(),
        }
    }
}

/// What was selected, in the design as it is now: a machine goes with its name, a member of etcd with
/// its place among those that stayed.
pub(super) fn followed(selected: &[Thing], before: Sides, now: Sides) -> Vec<Thing> {
    let mut still: Vec<Thing> = Vec::new();
    for thing in selected {
        let thing = follow(*thing, before, now).filter(|thing| thing.exists(now.0, now.1));
        if let Some(thing) = thing
            && !still.contains(&thing)
        {
            still.push(thing);
        }
    }
    still
}

fn follow(thing: Thing, before: Sides, now: Sides) -> Option<Thing> {
    match thing {
        Thing::Machine(index) => {
            let own = &before.0.machines.get(index)?.name;
            let place = now.0.machines.iter().position(|machine| machine.name == *own);
            place
                .or_else(|| {
                    // It has another name, then, unless it is another machine that stands there.
                    let same = before.0.machines.len() == now.0.machines.len();
                    let new = &now.0.machines.get(index)?.name;
                    (same && before.0.machine(new).is_none()).then_some(index)
                })
                .map(Thing::Machine)
        }
        Thing::Member(index) => {
            stayed(&before.0.etcd.members, &now.0.etcd.members, index).map(Thing::Member)
        }
        Thing::Folder(index) => {
            let name = &before.1.folders.get(index)?.name;
            let place = now.1.folders.iter().position(|folder| folder.name == *name);
            place.map(Thing::Folder)
        }
        other => Some(other),
    }
}

/// Where an item of a list stands after the list was changed in one stretch.
fn stayed(before: &[EtcdMember], now: &[EtcdMember], index: usize) -> Option<usize> {
    let (start, end) = changed(before, now);
    if before.len() == now.len() || index < start {
        Some(index)
    } else if index + end >= before.len() {
        (index + now.len()).checked_sub(before.len())
    } else {
        None
    }
}

/// How many items are the same at the beginning of two lists, and how many at the end.
fn changed(before: &[EtcdMember], now: &[EtcdMember]) -> (usize, usize) {
    let start = before.iter().zip(now).take_while(|(old, new)| old == new).count();
    let rest = before.len().min(now.len()) - start;
    let end = before.iter().rev().zip(now.iter().rev()).take(rest);
    (start, end.take_while(|(old, new)| old == new).count())
}

/// The machines and members of etcd that were not there before: what a step back or forth has
/// brought. The machines alone, if there are any, since their members lie in them.
pub(super) fn brought(before: &Design, now: &Design) -> Vec<Thing> {
    let machines: Vec<Thing> = now
        .machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| before.machine(&machine.name).is_none())
        .map(|(index, _)| Thing::Machine(index))
        .collect();
    // As many under other names were renamed, not brought.
    if now.machines.len() > before.machines.len() && !machines.is_empty() {
        return machines;
    }
    let (old, new) = (&before.etcd.members, &now.etcd.members);
    let (start, end) = changed(old, new);
    if new.len() > old.len() {
        (start..new.len() - end).map(Thing::Member).collect()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Edit, preset};

    fn editor() -> Editor {
        Editor::open(preset("lab").unwrap().text).unwrap()
    }

    fn names(editor: &Editor) -> Vec<String> {
        let name = |thing: &Thing| thing.name(editor.design(), editor.topology());
        editor.selected().iter().map(name).collect()
    }

    #[test]
    fn what_is_selected_keeps_its_order_and_exists_once() {
        let mut editor = editor();
        let all = [Thing::Machine(2), Thing::Member(0), Thing::Machine(2), Thing::Machine(99)];
        editor.select_all(all);
        assert_eq!(editor.selected(), [Thing::Machine(2), Thing::Member(0)]);
        assert_eq!(editor.selection(), Some(Thing::Member(0)), "the last is the one that is shown");
        assert_eq!(editor.meant(Some(Thing::Machine(2))), editor.selected());
        assert_eq!(editor.meant(Some(Thing::Machine(1))), [Thing::Machine(1)]);
        assert_eq!(editor.meant(None), editor.selected());
    }

    #[test]
    fn a_machine_stays_selected_when_another_goes_or_it_is_renamed() {
        let mut editor = editor();
        editor.select_all([Thing::Machine(1), Thing::Machine(3)]);
        assert_eq!(names(&editor), ["node-1", "node-3"]);
        editor.apply("remove", &editor.design().remove_machine(2)).unwrap();
        assert_eq!(names(&editor), ["node-1", "node-3"]);
        assert_eq!(editor.selected(), [Thing::Machine(1), Thing::Machine(2)]);
        let rename = editor.design().rename_machine(1, &crate::design::Label::known("east"));
        editor.apply("rename", &rename).unwrap();
        assert_eq!(names(&editor), ["east", "node-3"]);
        editor.apply("remove", &editor.design().remove_machine(1)).unwrap();
        assert_eq!(names(&editor), ["node-3"]);
        editor.type_text("presswright: 1\nname: other\n");
        assert!(editor.selected().is_empty());
    }

    #[test]
    fn members_behind_one_that_goes_stay_selected() {
        let mut editor = editor();
        editor.select_all([Thing::Member(0), Thing::Member(2)]);
        let pinned = |editor: &Editor, index: usize| {
            editor.design().etcd.members[index].machine.as_ref().unwrap().to_string()
        };
        let machine = pinned(&editor, 2);
        let list: crate::document::Path = "etcd.members".parse().unwrap();
        editor.apply("remove", &Edit::Remove { list, index: 0 }).unwrap();
        assert_eq!(editor.selected(), [Thing::Member(1)]);
        assert_eq!(pinned(&editor, 1), machine);
    }

    #[test]
    fn what_comes_back_is_selected() {
        let mut editor = editor();
        editor.select(Some(Thing::Etcd));
        editor.apply("remove", &editor.design().remove_machine(2)).unwrap();
        assert_eq!(names(&editor), ["etcd"]);
        editor.undo();
        assert_eq!(names(&editor), ["node-2"]);
        let more = editor.design().add_member();
        editor.apply("more", &more).unwrap();
        editor.undo();
        assert_eq!(names(&editor), ["node-2"], "nothing came");
        editor.redo();
        assert_eq!(names(&editor), ["etcd-3"]);
    }
}
