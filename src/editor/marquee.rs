//! What a rectangle on the drawing encloses.

use super::{Point, Rect, Scene, Thing};

/// A rectangle that is drawn over the things that are to be selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Marquee {
    /// Where it began.
    from: Point,
    /// Where the pointer is.
    to: Point,
    /// What was selected before and stays so.
    before: Vec<Thing>,
}

impl Marquee {
    /// Begins at a point; what is given stays selected.
    pub fn begin(from: Point, before: Vec<Thing>) -> Marquee {
        Marquee { from, to: from, before }
    }

    /// Goes on to a point.
    pub fn reach(&mut self, to: Point) {
        self.to = to;
    }

    /// The rectangle, wherever it was begun.
    pub fn rect(&self) -> Rect {
        let (x, y) = (self.from.x.min(self.to.x), self.from.y.min(self.to.y));
        Rect { x, y, w: (self.from.x - self.to.x).abs(), h: (self.from.y - self.to.y).abs() }
    }

    /// What is selected if it ends here.
    pub fn selected(&self, scene: &Scene) -> Vec<Thing> {
        let mut selected = self.before.clone();
        let more = scene.enclosed(self.rect());
        selected.extend(more.into_iter().filter(|thing| !self.before.contains(thing)));
        selected
    }
}

impl Scene {
    /// What lies in a rectangle as a whole. Where a machine does, only machines: what lies in them and
    /// runs across them belongs to them. Else what lies in machines, and else the rest.
    pub fn enclosed(&self, rect: Rect) -> Vec<Thing> {
        let machines: Vec<Thing> = self
            .machines
            .iter()
            .filter(|machine| rect.encloses(machine.rect))
            .map(|machine| Thing::Machine(machine.index))
            .collect();
        if !machines.is_empty() {
            return machines;
        }
        let pods = self.pods.iter().map(|pod| (pod.thing, pod.rect));
        let export = self.export.iter().map(|export| (Thing::Export, export.rect));
        let folders = self.folders.iter().map(|folder| (Thing::Folder(folder.index), folder.rect));
        let whole = |(thing, own): (Thing, Rect)| rect.encloses(own).then_some(thing);
        let inner: Vec<Thing> = pods.chain(export).chain(folders).filter_map(whole).collect();
        // The folders lie in the export.
        let inner: Vec<Thing> = if inner.contains(&Thing::Export) {
            inner.into_iter().filter(|thing| !matches!(thing, Thing::Folder(_))).collect()
        } else {
            inner
        };
        if !inner.is_empty() {
            return inner;
        }
        let way_in = self.way_in.iter().map(|way_in| (Thing::WayIn, way_in.rect));
        let rails = self.rails.iter().filter_map(|rail| {
            Some((Thing::of_tier(rail.tier), rail.bands.iter().copied().reduce(Rect::with)?))
        });
        way_in.chain(rails).filter_map(whole).collect()
    }
}

impl Rect {
    /// Whether another lies in it as a whole.
    pub fn encloses(&self, other: Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// The least that holds both.
    #[must_use]
    pub fn with(self, other: Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect {
            x,
            y,
            w: self.right().max(other.right()) - x,
            h: self.bottom().max(other.bottom()) - y,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::preset;
    use crate::editor::{Editor, lay_out};

    #[test]
    fn a_marquee_takes_whole_things_of_the_outermost_kind() {
        let editor = Editor::open(preset("lab").unwrap().text).unwrap();
        let scene = lay_out(editor.design(), editor.topology(), &editor.marks(), false);
        let all = scene.enclosed(scene.bounds);
        assert_eq!(all, (0..4).map(Thing::Machine).collect::<Vec<_>>());
        let own = |thing| scene.rect_of(thing).unwrap();
        let pods = own(Thing::Member(0)).with(own(Thing::Replica(0)));
        assert!(scene.enclosed(pods).contains(&Thing::Member(0)));
        assert!(scene.enclosed(pods).iter().all(|thing| thing.tier().is_some()));
        let export = own(Thing::Export);
        assert_eq!(scene.enclosed(export), [Thing::Export], "its folders belong to it");
        assert_eq!(scene.enclosed(own(Thing::WayIn)), [Thing::WayIn]);
        let mut half = own(Thing::Machine(1));
        half.w -= 1.0;
        assert!(!scene.enclosed(half).contains(&Thing::Machine(1)), "half of it is not it");

        let machine = own(Thing::Machine(2));
        let (from, to) = (machine.middle(), Point { x: machine.x - 1.0, y: machine.y - 1.0 });
        let mut marquee = Marquee::begin(from, vec![Thing::Machine(1)]);
        marquee.reach(to);
        assert_eq!(marquee.selected(&scene)[0], Thing::Machine(1));
        marquee = Marquee::begin(
            Point { x: machine.right() + 1.0, y: machine.bottom() + 1.0 },
            vec![Thing::Machine(2), Thing::Machine(1)],
        );
        marquee.reach(to);
        assert_eq!(marquee.selected(&scene), [Thing::Machine(2), Thing::Machine(1)], "once");
    }
}
