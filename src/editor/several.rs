//! Several things at once: what they are called together, and what is done to all of them as one step.

use super::words::plural;
use super::{Editor, Rect, Scene, Thing, lay_out};
use crate::design::{Design, Edit};
use crate::document::Path;
use crate::drawing;
use crate::topology::Topology;
use std::collections::BTreeMap;

/// No part of a design is longer, nor has more pods.
const LONGEST_LIST: usize = 5000;
/// Around things in a picture, in pixels at 100 %.
const MARGIN: i32 = 16;
/// The most names that are said one by one.
const MOST_NAMED: usize = 3;

/// What is selected, for a person who does not see it.
pub fn selected_words(editor: &Editor) -> String {
    match editor.selected() {
        [] => "Nothing is selected.".to_owned(),
        things => format!("{} selected.", listed(editor.design(), editor.topology(), things)),
    }
}

/// Things by their names, or counted by their kinds where these would be many: "node-1 and node-2",
/// "4 machines and 2 members of etcd".
pub fn listed(design: &Design, topology: &Topology, things: &[Thing]) -> String {
    let said: Vec<String> = if things.len() <= MOST_NAMED {
        things.iter().map(|thing| thing.name(design, topology)).collect()
    } else {
        counted(things)
    };
    and(&said)
}

/// "3 machines", "1 member of etcd": how many of each kind, in the order in which they come.
pub fn counted(things: &[Thing]) -> Vec<String> {
    let mut kinds: Vec<((&str, &str), usize)> = Vec::new();
    for thing in things {
        let kind = thing.kind();
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    kinds.into_iter().map(|((one, more), count)| plural(count, one, more)).collect()
}

/// "a, b and c".
pub(super) fn and(said: &[String]) -> String {
    match said {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

impl Thing {
    /// What one and several of its kind are called.
    pub(super) fn kind(self) -> (&'static str, &'static str) {
        match self {
            Thing::Machine(_) => ("machine", "machines"),
            Thing::Member(_) => ("member of etcd", "members of etcd"),
            Thing::Replica(_) => ("replica of Percona", "replicas of Percona"),
            Thing::Site(_) => ("replica of WordPress", "replicas of WordPress"),
            Thing::Haproxy(_) => ("pod of HAProxy", "pods of HAProxy"),
            Thing::Folder(_) => ("folder", "folders"),
            Thing::Export => ("NFS export", "NFS exports"),
            Thing::Etcd
            | Thing::Percona
            | Thing::Wordpress
            | Thing::WayIn
            | Thing::Backups
            | Thing::Cluster => ("part of the design", "parts of the design"),
        }
    }

    /// All things of its kind that there are; of what there is one of, all machines.
    pub(super) fn all_of_kind(self, design: &Design, topology: &Topology) -> Vec<Thing> {
        let all: fn(usize) -> Thing = match self {
            Thing::Member(_) => Thing::Member,
            Thing::Replica(_) => Thing::Replica,
            Thing::Site(_) => Thing::Site,
            Thing::Haproxy(_) => Thing::Haproxy,
            Thing::Folder(_) => Thing::Folder,
            _ => Thing::Machine,
        };
        (0..LONGEST_LIST).map(all).take_while(|thing| thing.exists(design, topology)).collect()
    }
}

/// What goes when these things are taken away; nothing for what is there as long as its tier is.
pub(super) fn removable(design: &Design, thing: Thing) -> bool {
    match thing {
        Thing::Machine(_) | Thing::Member(_) => true,
        Thing::Export => design.nfs.is_some(),
        _ => false,
    }
}

/// Takes away what can be taken away of these things. Members pinned to a machine that goes are freed
/// unless they go too; an export on it stays named, since files must not move by themselves.
pub(super) fn removal(design: &Design, things: &[Thing]) -> Edit {
    let goes = |thing: Thing| things.contains(&thing);
    let leaves = |name: &str| {
        let mut machines = design.machines.iter().enumerate();
        machines.any(|(index, machine)| machine.name == *name && goes(Thing::Machine(index)))
    };
    let members = design.etcd.members.iter().enumerate();
    let mut edits: Vec<Edit> = members
        .filter(|(index, member)| {
            let pinned = member.machine.as_ref();
            !goes(Thing::Member(*index)) && pinned.is_some_and(|name| leaves(name.as_str()))
        })
        .map(|(index, _)| design.pin_member(index, None))
        .collect();
    // From the end on, so that the places before stay what they are.
    let mut take = |list: &Path, count: usize, goes: &dyn Fn(usize) -> bool| {
        let places = (0..count).rev().filter(|index| goes(*index));
        edits.extend(places.map(|index| Edit::Remove { list: list.clone(), index }));
    };
    let spot =
        |index: usize| design.canvas.get(index).is_some_and(|spot| leaves(spot.machine.as_str()));
    take(&Path::top().key("canvas"), design.canvas.len(), &spot);
    let list = Path::top().key("machines");
    take(&list, design.machines.len(), &|index| goes(Thing::Machine(index)));
    let list = Path::top().key("etcd").key("members");
    take(&list, design.etcd.members.len(), &|index| goes(Thing::Member(index)));
    if goes(Thing::Export) && design.nfs.is_some() {
        edits.push(Edit::default(Path::top().key("nfs")));
    }
    Edit::Many(edits)
}

/// What holds all of them on the drawing, of a Service every part; nothing if none is drawn.
pub(super) fn around(scene: &Scene, things: &[Thing]) -> Option<Rect> {
    let parts = things.iter().flat_map(|thing| {
        let rail = scene.rails.iter().find(|rail| Thing::of_tier(rail.tier) == *thing);
        let bands = rail.map(|rail| rail.bands.as_slice()).unwrap_or_default();
        bands.iter().copied().chain(scene.rect_of(*thing))
    });
    parts.reduce(Rect::with)
}

/// The part of a picture that shows all of them: where they stand with room to stand side by side, as
/// pictures are drawn. Nothing if none is drawn.
pub fn pictured(editor: &Editor, things: &[Thing]) -> Option<drawing::Rect> {
    let scene = lay_out(editor.design(), editor.topology(), &BTreeMap::new(), false);
    #[allow(clippy::cast_possible_truncation, reason = "a place in a drawing")]
    let whole = |rect: Rect| {
        let (x, y) = (rect.x.floor() as i32, rect.y.floor() as i32);
        let (right, bottom) = (rect.right().ceil() as i32, rect.bottom().ceil() as i32);
        drawing::Rect::new(x, y, right - x, bottom - y)
    };
    around(&scene, things).map(|rect| whole(rect).grown(MARGIN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::preset;

    #[test]
    fn a_picture_of_several_things_holds_them_all() {
        let editor = Editor::open(preset("lab").unwrap().text).unwrap();
        let part = |things: &[Thing]| pictured(&editor, things);
        let holds = |outer: drawing::Rect, inner: drawing::Rect| outer.with(&inner) == outer;
        let things = [Thing::Member(0), Thing::Folder(0), Thing::Machine(3), Thing::WayIn];
        let all = part(&things).unwrap();
        for thing in things {
            let one = part(&[thing]).unwrap();
            assert!(holds(all, one) && one != all, "{thing:?}");
        }
        let large = Editor::open(preset("large").unwrap().text).unwrap();
        let rail = pictured(&large, &[Thing::Percona]).unwrap();
        let rows = pictured(&large, &[Thing::Machine(1), Thing::Machine(9)]).unwrap();
        assert!(
            rail.height > 100 && rows.height > rail.height / 2,
            "its parts are in several rows"
        );
        assert_eq!(part(&[Thing::Cluster, Thing::WayIn]), part(&[Thing::WayIn]));
        assert_eq!(part(&[Thing::Cluster]), None, "it is not drawn");
        assert_eq!(part(&[]), None);
    }
}
