//! The outline: the drawing as a tree, and how keys go through it (the ARIA tree pattern).

use super::{Editor, Thing};
use crate::topology::Tier;

/// A line of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it stands for.
    pub thing: Thing,
    /// What it is called.
    pub name: String,
    /// How deep it lies; the outermost at 0.
    pub depth: usize,
    /// Its place among those that lie in the same thing, from 1 on, and how many these are.
    pub place: (usize, usize),
    /// Whether anything lies in it.
    pub holds: bool,
}

/// A key that goes through the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// To the line above.
    Up,
    /// To the line below.
    Down,
    /// Closes a line, or goes to the one that holds it.
    Out,
    /// Opens a line, or goes to the first in it.
    In,
    /// To the first line.
    First,
    /// To the last line that is seen.
    Last,
}

/// What a key does there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turned {
    /// The focus goes to that line.
    To(Thing),
    /// That line closes.
    Close(Thing),
    /// That line opens.
    Open(Thing),
}

/// All lines, in the order in which the drawing is read.
pub fn outline(editor: &Editor) -> Vec<Line> {
    let (design, topology) = (editor.design(), editor.topology());
    let mut things = vec![(0, Thing::Cluster), (0, Thing::WayIn)];
    for host in &topology.hosts {
        things.push((0, Thing::Machine(host.index)));
        let pods = topology.pods_on(host.index).filter_map(Thing::of_pod);
        things.extend(pods.map(|thing| (1, thing)));
        if design.nfs.as_ref().is_some_and(|nfs| nfs.machine == host.name) {
            things.push((1, Thing::Export));
            things.extend((0..topology.folders.len()).map(|at| (2, Thing::Folder(at))));
        }
    }
    // Pods for which there is no machine.
    let waiting = topology.pods.iter().filter(|pod| pod.placement.host().is_none());
    things.extend(waiting.filter_map(Thing::of_pod).map(|thing| (0, thing)));
    for tier in [Tier::Wordpress, Tier::Percona, Tier::Etcd, Tier::Backup] {
        things.push((0, Thing::of_tier(tier)));
    }
    let depths: Vec<usize> = things.iter().map(|(depth, _)| *depth).collect();
    let line = |(index, (depth, thing)): (usize, (usize, Thing))| Line {
        thing,
        name: thing.name(design, topology),
        depth,
        place: place(&depths, index, depth),
        holds: depths.get(index + 1).is_some_and(|below| *below > depth),
    };
    things.into_iter().enumerate().map(line).collect()
}

/// The place among those of one depth that nothing outer parts, and how many these are.
fn place(depths: &[usize], index: usize, depth: usize) -> (usize, usize) {
    let beside = |other: &&usize| **other >= depth;
    let before = depths.iter().take(index).rev().take_while(beside);
    let after = depths.iter().skip(index + 1).take_while(beside);
    let same = |other: &&usize| **other == depth;
    let before = before.filter(same).count();
    (before + 1, before + 1 + after.filter(same).count())
}

/// The lines that are seen when those things are closed.
pub fn unfolded(lines: &[Line], closed: &[Thing]) -> Vec<Line> {
    let mut below: Option<usize> = None;
    let mut seen = Vec::new();
    for line in lines {
        if below.is_some_and(|depth| line.depth > depth) {
            continue;
        }
        below = closed.contains(&line.thing).then_some(line.depth);
        seen.push(line.clone());
    }
    seen
}

/// What a key does on the line of a thing; nothing at the ends.
pub fn turned(lines: &[Line], closed: &[Thing], at: Thing, turn: Turn) -> Option<Turned> {
    let seen = unfolded(lines, closed);
    let index = seen.iter().position(|line| line.thing == at)?;
    let line = seen.get(index)?;
    let to = |line: Option<&Line>| line.map(|line| Turned::To(line.thing));
    let shut = closed.contains(&at);
    match turn {
        Turn::Up => to(index.checked_sub(1).and_then(|above| seen.get(above))),
        Turn::Down => to(seen.get(index + 1)),
        Turn::First => to(seen.first()),
        Turn::Last => to(seen.last()),
        Turn::In if line.holds && shut => Some(Turned::Open(at)),
        Turn::In => to(seen.get(index + 1).filter(|_| line.holds)),
        Turn::Out if line.holds && !shut => Some(Turned::Close(at)),
        Turn::Out => to(seen.iter().take(index).rev().find(|above| above.depth < line.depth)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::preset;

    fn lab() -> Vec<Line> {
        outline(&Editor::open(preset("lab").unwrap().text).unwrap())
    }

    #[test]
    fn every_line_stands_in_its_place() {
        let lines = lab();
        let line = |thing| lines.iter().find(|line| line.thing == thing).unwrap();
        // Cluster, way in, four machines, four parts.
        assert_eq!(line(Thing::Cluster).place, (1, 10));
        assert_eq!(line(Thing::Machine(0)).place, (3, 10));
        assert_eq!(line(Thing::Backups).place, (10, 10));
        let folders = lines.iter().filter(|line| matches!(line.thing, Thing::Folder(_))).count();
        assert_eq!(line(Thing::Folder(1)).place, (2, folders));
        assert!(line(Thing::Export).holds && !line(Thing::Folder(0)).holds);
        let mut things: Vec<Thing> = lines.iter().map(|line| line.thing).collect();
        things.sort_unstable();
        things.dedup();
        assert_eq!(things.len(), lines.len(), "none stands twice");
    }

    #[test]
    fn keys_go_as_in_any_tree() {
        let lines = lab();
        let node = Thing::Machine(0);
        let go = |closed: &[Thing], at, turn| turned(&lines, closed, at, turn);
        assert_eq!(go(&[], Thing::Cluster, Turn::Up), None);
        assert_eq!(go(&[], Thing::Cluster, Turn::Down), Some(Turned::To(Thing::WayIn)));
        assert_eq!(go(&[], Thing::Cluster, Turn::Last), Some(Turned::To(Thing::Backups)));
        assert_eq!(go(&[], Thing::Backups, Turn::First), Some(Turned::To(Thing::Cluster)));
        assert_eq!(go(&[], node, Turn::In), Some(Turned::To(Thing::Export)));
        assert_eq!(go(&[], Thing::Folder(0), Turn::Out), Some(Turned::To(Thing::Export)));
        assert_eq!(go(&[], Thing::Folder(0), Turn::In), None);
        assert_eq!(go(&[], node, Turn::Out), Some(Turned::Close(node)));
        let closed = [node];
        assert_eq!(go(&closed, node, Turn::In), Some(Turned::Open(node)));
        assert_eq!(go(&closed, node, Turn::Out), None);
        assert_eq!(go(&closed, node, Turn::Down), Some(Turned::To(Thing::Machine(1))));
        assert_eq!(go(&closed, Thing::Export, Turn::Down), None, "it is not seen");
        assert_eq!(unfolded(&lines, &[]).len(), lines.len());
    }
}
