//! What a drop means when what is carried is one of several that are selected.

use super::several::listed;
use super::{Cargo, Drop, Editor, Thing, drop_on};
use crate::design::Edit;
use crate::topology::Topology;

/// All that goes along when that thing is carried, the thing first: what is selected with it and can
/// be moved.
pub fn carried_with(editor: &Editor, thing: Thing) -> Vec<Cargo> {
    let others = editor.meant(Some(thing)).into_iter().filter(|other| *other != thing);
    [thing].into_iter().chain(others).filter_map(|one| Cargo::of(editor.design(), one)).collect()
}

/// What it would mean to drop a cargo on that machine, with all that is selected with the thing that
/// it was taken from; nothing for beside all machines.
pub fn drop_group(
    editor: &Editor,
    cargo: Cargo,
    from: Option<Thing>,
    machine: Option<usize>,
) -> Drop {
    let (design, topology) = (editor.design(), editor.topology());
    let all = from.map(|thing| carried_with(editor, thing)).unwrap_or_default();
    let target = machine.and_then(|index| design.machines.get(index));
    let (Some(target), true, Some(from)) = (target, all.len() > 1, from) else {
        return drop_on(design, topology, cargo, machine);
    };
    let name = target.name.as_str();
    let mut convoy = Convoy::default();
    let mut after = design.clone();
    for cargo in all {
        // Where one replica's volume goes is said by a list of all.
        let drop = match cargo {
            Cargo::Replica(_) => drop_on(&after, &Topology::of(&after), cargo, machine),
            _ => drop_on(&after, topology, cargo, machine),
        };
        let Some(thing) = cargo.thing() else { continue };
        match drop.edit {
            Some(edit) if after.apply(&edit).is_ok() => {
                convoy.moves.push(thing);
                convoy.edits.push(edit);
            }
            _ if drop.allowed => convoy.stays.push(thing),
            _ => {
                convoy.refused.push(thing);
                convoy.reason.get_or_insert(drop.sentence);
            }
        }
    }
    let meant = editor.meant(Some(from));
    convoy.left = meant.into_iter().filter(|one| Cargo::of(design, *one).is_none()).collect();
    let together: Vec<Thing> = after
        .etcd
        .members
        .iter()
        .enumerate()
        .filter(|(_, member)| member.machine.as_ref() == Some(&target.name))
        .map(|(index, _)| Thing::Member(index))
        .collect();
    let moves_member = convoy.moves.iter().any(|thing| matches!(thing, Thing::Member(_)));
    let risk = (together.len() > 1 && moves_member).then_some(together);
    let sentence = convoy.sentence(editor, name, risk);
    let allowed = convoy.refused.is_empty() || !convoy.moves.is_empty();
    let edit = (!convoy.edits.is_empty()).then_some(Edit::Many(convoy.edits));
    Drop { sentence, edit, allowed, causes: None, judged: false }
}

/// What would become of each of several things.
#[derive(Default)]
struct Convoy {
    moves: Vec<Thing>,
    edits: Vec<Edit>,
    /// They are there already.
    stays: Vec<Thing>,
    /// They may not be there.
    refused: Vec<Thing>,
    /// Why the first of those may not.
    reason: Option<String>,
    /// Nobody moves them.
    left: Vec<Thing>,
}

impl Convoy {
    fn sentence(&self, editor: &Editor, machine: &str, risk: Option<Vec<Thing>>) -> String {
        let names = |things: &[Thing]| listed(editor.design(), editor.topology(), things);
        let is = |things: &[Thing]| if things.len() == 1 { "is" } else { "are" };
        let mut said = Vec::new();
        if !self.moves.is_empty() {
            said.push(format!("Moves {} to {machine}.", names(&self.moves)));
        }
        if let Some(together) = risk {
            said.push(format!("{} would die together with it.", names(&together)));
        }
        if self.moves.contains(&Thing::Export) {
            said.push("Files that are there already do not move by themselves.".to_owned());
        }
        if !self.stays.is_empty() {
            said.push(format!("{} {} there already.", names(&self.stays), is(&self.stays)));
        }
        match (self.refused.as_slice(), &self.reason) {
            ([_], Some(reason)) => said.push(reason.clone()),
            (refused @ [_, ..], _) => {
                said.push(format!("{} cannot run on {machine}.", names(refused)));
            }
            _ => {}
        }
        if !self.left.is_empty() {
            let stay =
                if self.left.len() == 1 { "stays where it is" } else { "stay where they are" };
            said.push(format!("{} {stay}.", names(&self.left)));
        }
        said.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::preset;

    fn lab(selected: &[Thing]) -> Editor {
        let mut editor = Editor::open(preset("lab").unwrap().text).unwrap();
        editor.select_all(selected.iter().copied());
        editor
    }

    #[test]
    fn all_that_can_go_goes_and_the_rest_is_said() {
        let (zero, one, export) = (Thing::Member(0), Thing::Member(1), Thing::Export);
        let mut editor = lab(&[zero, one, export, Thing::Site(0)]);
        let drop = drop_group(&editor, Cargo::Member(1), Some(one), Some(1));
        assert_eq!(
            drop.sentence,
            "Moves etcd-1 and NFS export to node-1. etcd-0 and etcd-1 would die together with it. \
             Files that are there already do not move by themselves. etcd-0 is there already. \
             wordpress-0 stays where it is."
        );
        assert!(drop.allowed);
        let before = editor.text().to_owned();
        editor.apply("drop", &drop.edit.unwrap()).unwrap();
        let design = editor.design();
        assert_eq!(design.nfs.as_ref().unwrap().machine, "node-1");
        assert!(design.etcd.members[..2].iter().all(|m| m.machine.as_ref().unwrap() == "node-1"));
        assert_eq!(editor.undo().as_deref(), Some("drop"), "one step");
        assert_eq!(editor.text(), before);
    }

    #[test]
    fn what_is_refused_for_all_does_nothing_and_one_alone_is_as_ever() {
        let (zero, one) = (Thing::Member(0), Thing::Member(1));
        let editor = lab(&[zero, one]);
        let drop = drop_group(&editor, Cargo::Member(0), Some(zero), Some(0));
        assert_eq!(drop.sentence, "etcd-0 and etcd-1 cannot run on master.");
        assert!(!drop.allowed && drop.edit.is_none());
        let other = Cargo::Member(2);
        assert_eq!(
            drop_group(&editor, other, Some(Thing::Member(2)), Some(1)),
            drop_on(editor.design(), editor.topology(), other, Some(1)),
            "it is not among what is selected"
        );
        let aside = drop_group(&editor, Cargo::Member(0), Some(zero), None);
        assert!(aside.sentence.starts_with("Drop it on a machine."), "{}", aside.sentence);
    }

    #[test]
    fn replicas_with_local_volumes_move_together() {
        let mut editor = lab(&[]);
        let storage = "percona.storage".parse().unwrap();
        editor.apply("local", &Edit::text(storage, "local")).unwrap();
        let all = [0, 1, 2].map(Thing::Replica);
        editor.select_all(all);
        let drop = drop_group(&editor, Cargo::Replica(2), Some(all[2]), Some(1));
        editor.apply("drop", &drop.edit.unwrap()).unwrap();
        for thing in all {
            let pod = thing.pod(editor.topology()).unwrap();
            assert_eq!(pod.placement.host(), Some(1), "{thing:?}");
        }
    }
}
