//! The drawing: where machines, lanes, rails, pods and folders stand, and what is written on them.
//!
//! **One geometry for page and export.** The page's canvas and the bundle's topology.svg both read
//! [`Drawing::of`]; neither works out a place of its own. It is pure arithmetic on whole numbers:
//!
//! - `machines`, `pods`, `rails`, `export`, `links`, `visitors`, `pending` are all there is to draw;
//!   each names what it stands for by its index in the topology (`host`, `pod`, `folder`).
//! - Links are wanted on demand: [`Drawing::linked`] adds them.
//! - A machine stands where the design's `canvas` says, else in the grid: machines that run pods
//!   side by side, the others at the right. None overlaps another, whatever the canvas says.
//! - `icon` holds the signs, [`svg`] the whole picture as a text, `palette` its colours.
//!
//! Every machine has the same lanes from top to bottom, so that a tier lies on one line.

mod apart;
mod busy;
mod cells;
mod chain;
mod frame;
mod geometry;
pub mod icon;
mod lane;
mod link;
#[cfg(test)]
mod link_tests;
pub mod palette;
mod rail;
mod storage;
mod svg;
#[cfg(test)]
mod tests;
mod tidy;
mod words;

pub use apart::Room;
pub use busy::busy;
pub use cells::Cells;
pub use frame::{Aside, Load, MachineFrame, ROOM, frames, settled};
pub use geometry::{Point, Rect};
pub use lane::{Lane, PodBox, Tray};
pub use link::{Kind, Link, Spot};
pub use rail::{Rail, Visitors};
pub use storage::{ExportBox, FolderBox};
pub use svg::{Sheet, sheet, svg};
pub use tidy::{Stander, tidy};

use crate::design::Design;
use crate::topology::Topology;

/// Everything that is drawn, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// How much room there is.
    pub shape: Shape,
    /// What holds all of it, with a margin.
    pub bounds: Rect,
    /// The way in from outside, above the machines.
    pub visitors: Option<Visitors>,
    /// The machines, in the order of the topology's hosts.
    pub machines: Vec<MachineFrame>,
    /// The Services in front of the three tiers, from top to bottom.
    pub rails: Vec<Rail>,
    /// The pods, in the order of the topology's pods.
    pub pods: Vec<PodBox>,
    /// The NFS export with its folders, in its host.
    pub export: Option<ExportBox>,
    /// From thing to thing, once they are asked for.
    pub links: Vec<Link>,
    /// Where pods stand that no machine has room for.
    pub pending: Option<Tray>,
}

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A screen or a sheet: machines side by side, or where the design's canvas has them.
    Wide,
    /// A phone: machines under one another, whatever the canvas says, and no line from
    /// one to another.
    Narrow,
}

impl Shape {
    /// Width of a machine, or of that part of it in which pods lie.
    const fn column(self) -> i32 {
        match self {
            Shape::Wide => frame::WIDTH,
            Shape::Narrow => frame::NARROW_WIDTH,
        }
    }
}

/// Free space around the drawing.
const MARGIN: i32 = 20;

impl Drawing {
    /// Lays out a design. Any design has a drawing, also one full of faults.
    pub fn of(design: &Design, topology: &Topology, shape: Shape) -> Drawing {
        let lanes = lane::Lanes::of(topology);
        let machines = frame::machines(design, topology, &lanes, shape);
        let (pods, pending) = lane::pods(design, topology, &lanes, &machines);
        let cells = Cells::of(machines.iter().map(|machine| machine.rect).collect());
        let rails = rail::rails(design, topology, &lanes, &machines, &cells);
        let export = storage::export(design, topology, &lanes, &machines, shape, &cells);
        let visitors = rail::visitors(design, &rails, &machines, &cells);
        let mut drawing = Drawing {
            shape,
            bounds: Rect::new(0, 0, 0, 0),
            visitors,
            machines,
            rails,
            pods,
            export,
            links: Vec::new(),
            pending,
        };
        drawing.bounds = drawing.outline().grown(MARGIN);
        drawing
    }

    /// With its links.
    #[must_use]
    pub fn linked(mut self, design: &Design, topology: &Topology) -> Drawing {
        self.links = link::links(design, topology, &self);
        self.bounds = self.outline().grown(MARGIN);
        self
    }

    /// What of it is to be seen in a rectangle.
    #[must_use]
    pub fn within(mut self, view: &Rect) -> Drawing {
        let seen = |line: &[Point]| {
            let spots = line.iter().map(|point| Rect::new(point.x, point.y, 0, 0));
            let around = spots.reduce(|all, one| all.with(&one));
            // A line that runs straight has an outline without a width.
            around.is_some_and(|around| around.grown(1).overlaps(view))
        };
        self.machines.retain(|machine| machine.rect.overlaps(view));
        self.pods.retain(|pod| pod.rect.overlaps(view));
        self.rails.retain(|rail| rail.bands.iter().any(|band| band.overlaps(view)));
        self.links.retain(|link| seen(&link.points));
        self.export = self.export.filter(|export| export.rect.with(&export.note_at).overlaps(view));
        self.pending = self.pending.filter(|tray| tray.rect.overlaps(view));
        self.visitors = self.visitors.filter(|it| it.rect.overlaps(view) || seen(&it.line));
        self
    }

    /// The smallest rectangle that holds everything.
    fn outline(&self) -> Rect {
        let machines = self.machines.iter().map(|machine| machine.rect);
        let bands = self.rails.iter().flat_map(|rail| rail.bands.iter().copied());
        let notes = self.export.iter().map(|export| export.note_at);
        let visitors = self.visitors.iter().map(|visitors| visitors.rect);
        let tray = self.pending.iter().map(|tray| tray.rect);
        let corners = self.links.iter().flat_map(|link| &link.points);
        let links = corners.map(|corner| Rect::new(corner.x, corner.y, 0, 0));
        machines
            .chain(bands)
            .chain(notes)
            .chain(visitors)
            .chain(tray)
            .chain(links)
            .reduce(|all, one| all.with(&one))
            .unwrap_or(Rect::new(0, 0, 0, 0))
    }
}
