//! Links: who calls whom, by what members find each other, and where data lies.
//!
//! Each kind runs on tracks of its own, so that lines of two kinds cross and never lie on one another,
//! wherever machines stand. A line goes out of a pod at its left and comes in at its right or from the
//! rail above it; a claim leaves at the height of the pod's middle.

use super::frame::MachineFrame;
use super::lane::{BETWEEN, INSET, Lane, Lanes, PodBox};
use super::{Drawing, Point, Rect, Shape, chain, rail};
use crate::design::Design;
use crate::topology::{self, End, Tier, Topology};

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What visitors cause, from Service to Service.
    Traffic,
    /// By what replicas find each other.
    Discovery,
    /// From a pod to the folder behind its claim.
    Storage,
}

/// An end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The way in from outside.
    Visitors,
    /// The Service in front of a lane.
    Rail(Lane),
    /// A pod, by its place in the topology.
    Pod(usize),
    /// A folder of the export, by its place in the topology.
    Folder(usize),
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is.
    pub kind: Kind,
    /// Who needs the other.
    pub from: Spot,
    /// Who is needed.
    pub to: Spot,
    /// The volume between a pod and its folder, by its place in the topology.
    pub volume: Option<usize>,
    /// The line's corners. There are none to a pod that no machine has room for, on a phone none from
    /// machine to machine, and none from visitors, whose line is there at rest.
    pub points: Vec<Point>,
}

/// A track of each kind lies in so many pixels.
const TRACKS: i32 = 6;

impl Kind {
    /// The nearest track.
    pub(super) const fn track(self, at: i32) -> i32 {
        let first = match self {
            Kind::Storage => 0,
            Kind::Traffic => 2,
            Kind::Discovery => 4,
        };
        let over = (at - first).rem_euclid(TRACKS);
        at - over + if over > TRACKS / 2 { TRACKS } else { 0 }
    }

    /// The same line on the kind's tracks; its ends stay at the things that they meet.
    pub(super) fn on_tracks(self, line: &[Point]) -> Vec<Point> {
        let mut points = line.to_vec();
        points.dedup();
        let level: Vec<bool> =
            points.windows(2).map(|pair| matches!(pair, [a, b] if a.y == b.y)).collect();
        for (index, level) in level.into_iter().enumerate() {
            for point in points.iter_mut().skip(index).take(2) {
                if level {
                    point.y = self.track(point.y);
                } else {
                    point.x = self.track(point.x);
                }
            }
        }
        points.dedup();
        points
    }

    /// What a lane's rail leads to its pods.
    pub(super) const fn of_lane(lane: Lane) -> Kind {
        match lane {
            Lane::Wordpress | Lane::Percona => Kind::Traffic,
            Lane::Etcd => Kind::Discovery,
        }
    }

    const fn of(kind: topology::LinkKind) -> Option<Kind> {
        match kind {
            topology::LinkKind::Traffic => Some(Kind::Traffic),
            topology::LinkKind::Discovery => Some(Kind::Discovery),
            // Members among themselves, jobs and tests would be a line from each to each.
            _ => None,
        }
    }
}

/// From the middle of a pod to where lines go out below it and come in above it.
const BESIDE_MIDDLE: i32 = 8;

/// A pod with the machine in which it stands.
#[derive(Clone, Copy)]
struct Standing<'a> {
    index: usize,
    rect: Rect,
    frame: &'a MachineFrame,
}

impl Standing<'_> {
    /// Where lines pass at its left: beside the machine's edge, or between two columns of pods.
    fn left(&self) -> i32 {
        let first = self.frame.rect.x + INSET;
        self.rect.x - if self.rect.x > first { BETWEEN / 2 } else { INSET / 2 }
    }

    fn right(&self) -> i32 {
        let last = self.frame.rect.x + self.frame.pods_width - INSET;
        self.rect.right() + if self.rect.right() < last { BETWEEN / 2 } else { INSET / 2 }
    }

    fn above_middle(&self) -> i32 {
        self.rect.middle_y() - BESIDE_MIDDLE.min(self.rect.height / 4)
    }

    fn below_middle(&self) -> i32 {
        self.rect.middle_y() + BESIDE_MIDDLE.min(self.rect.height / 4)
    }

    /// Out at its left and along the edge of the machine to a rail.
    fn to_rail(self, lane_top: i32) -> Vec<Point> {
        let rail = Rect::new(0, self.frame.rect.y + lane_top, 0, rail::HEIGHT);
        let end = if rail.y > self.rect.y { rail.y } else { rail.bottom() };
        let (x, y) = (self.left(), self.below_middle());
        vec![Point::new(self.rect.x, y), Point::new(x, y), Point::new(x, end)]
    }

    /// From a rail along the other edge, where another pod stands between.
    fn out_of_rail(self, lane_top: i32) -> Vec<Point> {
        let start = self.frame.rect.y + lane_top + rail::HEIGHT;
        let (x, y) = (self.right(), self.above_middle());
        vec![Point::new(x, start), Point::new(x, y), Point::new(self.rect.right(), y)]
    }
}

struct Network<'a> {
    topology: &'a Topology,
    drawing: &'a Drawing,
    lanes: &'a Lanes,
    in_the_way: &'a super::Cells,
}

/// All links of a drawing.
pub(super) fn links(design: &Design, topology: &Topology, drawing: &Drawing) -> Vec<Link> {
    let lanes = &Lanes::of(topology);
    // Where machines stand as we lay them out the ways between them are free.
    let placed = !design.canvas.is_empty() && drawing.shape == Shape::Wide;
    let in_the_way = if placed {
        chain::in_the_way(topology, &drawing.machines)
    } else {
        super::Cells::default()
    };
    let network = Network { topology, drawing, lanes, in_the_way: &in_the_way };
    let mut links: Vec<Link> = Vec::new();
    // Their line is there at rest, behind the machine that it meets.
    links.extend(drawing.visitors.iter().map(|_| Link {
        kind: Kind::Traffic,
        from: Spot::Visitors,
        to: Spot::Rail(Lane::Wordpress),
        volume: None,
        points: Vec::new(),
    }));
    network.services(&mut links);
    network.calls(&mut links);
    chain::chains(&mut links, topology, lanes, drawing, &in_the_way);
    links
}

impl Network<'_> {
    /// The pods of a tier, with their machines.
    fn pods(&self, tier: Tier) -> impl Iterator<Item = (&PodBox, Option<Standing<'_>>)> {
        let pods = self.topology.pods.iter().zip(&self.drawing.pods);
        pods.filter(move |(pod, _)| pod.tier == tier).map(move |(pod, drawn)| {
            let frame = pod.placement.host().and_then(|host| self.drawing.machines.get(host));
            (drawn, frame.map(|frame| Standing { index: drawn.pod, rect: drawn.rect, frame }))
        })
    }

    /// From each rail to the pods behind its Service.
    fn services(&self, links: &mut Vec<Link>) {
        for rail in &self.drawing.rails {
            let Some(service) = self.topology.services.get(rail.service) else { continue };
            let kind = Kind::of_lane(rail.lane);
            for (drawn, standing) in self.pods(service.tier) {
                let beside = || {
                    standing.map(|one| kind.on_tracks(&one.out_of_rail(self.lanes.top(rail.lane))))
                };
                let points = drawn.tick.map(|tick| tick.to_vec()).or_else(beside);
                links.push(Link {
                    kind,
                    from: Spot::Rail(rail.lane),
                    to: Spot::Pod(drawn.pod),
                    volume: None,
                    points: points.unwrap_or_default(),
                });
            }
        }
    }

    /// From each pod to the Service that it calls, or to the pods where no rail stands for them.
    fn calls(&self, links: &mut Vec<Link>) {
        for link in &self.topology.links {
            let (Some(kind), End::Tier(from), End::Tier(to)) =
                (Kind::of(link.kind), link.from, link.to)
            else {
                continue;
            };
            let serves = |rail: &&super::Rail| {
                let service = self.topology.services.get(rail.service);
                service.is_some_and(|service| service.tier == to)
            };
            let rail = self.drawing.rails.iter().find(serves);
            for (caller, standing) in self.pods(from) {
                let mut add = |to: Spot, line: Option<Vec<Point>>| {
                    let points = line.map(|line| kind.on_tracks(&line)).unwrap_or_default();
                    let from = Spot::Pod(caller.pod);
                    links.push(Link { kind, from, to, volume: None, points });
                };
                if let Some(rail) = rail {
                    let line = standing.map(|one| one.to_rail(self.lanes.top(rail.lane)));
                    add(Spot::Rail(rail.lane), line);
                    continue;
                }
                for (called, stands) in self.pods(to) {
                    let both = standing.zip(stands);
                    let line = both.and_then(|(one, other)| self.between(one, other));
                    add(Spot::Pod(called.pod), line);
                }
            }
        }
    }

    /// From pod to pod: in one machine along its edge, in one row below the rail, else between the rows.
    fn between(&self, one: Standing<'_>, other: Standing<'_>) -> Option<Vec<Point>> {
        let (from, to) = (one.rect.middle_y(), other.above_middle());
        let (own, target) = (one.frame.rect, other.frame.rect);
        let line = |out: i32, corridor: i32, into: i32| {
            vec![
                Point::new(one.rect.x, from),
                Point::new(out, from),
                Point::new(out, corridor),
                Point::new(into, corridor),
                Point::new(into, to),
                Point::new(other.rect.x, to),
            ]
        };
        if one.frame.host == other.frame.host {
            return Some(line(one.left(), to, other.left()));
        }
        if self.drawing.shape == Shape::Narrow {
            return None;
        }
        let (out, into) = (own.x - HALF_A_GAP, target.x - HALF_A_GAP);
        let tier_lane = self.topology.pods.get(one.index).map(|pod| Lane::of(pod.tier))?;
        let below_rail = own.y + self.lanes.top(tier_lane) + rail::HEIGHT + 4;
        let level = |y: i32| Rect::new(out.min(into), y, (out - into).abs(), 1);
        let upright = |x: i32, a: i32, b: i32| Rect::new(x, a.min(b), 1, (a - b).abs());
        if own.y == target.y && !self.in_the_way.meets(&level(below_rail), &|_, it| it.y != own.y) {
            return Some(line(out, below_rail, into));
        }
        let (above, below) = (own.y - BESIDE_ROW, own.bottom() + BESIDE_ROW);
        let nearer = if target.y < own.y { [above, below] } else { [below, above] };
        let further = [target.y - BESIDE_ROW, target.bottom() + BESIDE_ROW];
        let clear = |y: &i32| {
            let ways = [level(*y), upright(out, from, *y), upright(into, to, *y)];
            ways.iter().all(|way| !self.in_the_way.meets(way, &|_, _| true))
        };
        let first = nearer.into_iter().next()?;
        let corridor = nearer.into_iter().chain(further).find(clear).unwrap_or(first);
        Some(line(out, corridor, into))
    }
}

/// Machines that are laid out stand so far apart, twice.
const HALF_A_GAP: i32 = super::frame::GAP / 2;
/// From a row to the lines that pass above or below it.
const BESIDE_ROW: i32 = 10;
