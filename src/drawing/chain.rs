//! From pod to folder: the claim and the volume between them.

use super::cells::Cells;
use super::frame::MachineFrame;
use super::lane::{Lane, Lanes, PodBox};
use super::{ExportBox, Point, Rect};
use crate::topology::{Backing, Topology};
use std::collections::BTreeMap;

/// A pod's claim, drawn from the pod to the folder behind its volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The pod, by its place in the topology.
    pub pod: usize,
    /// The volume, by its place in the topology.
    pub volume: usize,
    /// The folder, by its place in the topology.
    pub folder: usize,
    /// The line's corners.
    pub points: Vec<Point>,
}

/// What lines keep clear of: machines on which something stands, and those that run no pods.
fn in_the_way(topology: &Topology, machines: &[MachineFrame]) -> Cells {
    let mut busy = vec![false; machines.len()];
    for pod in &topology.pods {
        if let Some(busy) = pod.placement.host().and_then(|host| busy.get_mut(host)) {
            *busy = true;
        }
    }
    let counted =
        machines.iter().zip(busy).filter(|(machine, busy)| machine.pods_width == 0 || *busy);
    Cells::of(counted.map(|(machine, _)| machine.rect).collect())
}

/// The way from a pod to a folder in another machine.
struct Way<'a> {
    /// Chains of one lane lie beside one another.
    turn: i32,
    /// Lower end of the lane, below the upper edge of a machine.
    bottom: i32,
    own: &'a MachineFrame,
    host: &'a MachineFrame,
    export: &'a ExportBox,
}

impl Way<'_> {
    /// Out of the machine, along a free strip, and in at the side of the folder that is nearer.
    fn points(&self, pod: &Rect, folder: &Rect, in_the_way: &Cells) -> Vec<Point> {
        let (own, turn) = (self.own.rect, self.turn);
        let from_left = own.x < self.export.rect.x;
        let (start, out, bus, end) = if from_left {
            let out = own.x + self.own.pods_width + 8;
            (pod.right(), out, self.export.rect.x - 20 - 3 * turn, folder.x)
        } else {
            (pod.x, own.x - 8, self.export.rect.right() + 3 + turn, folder.right())
        };
        let (from, to) = (pod.middle_y(), folder.middle_y());
        let strip = self.level(from, to, (out, bus), in_the_way);
        vec![
            Point::new(start, from),
            Point::new(out, from),
            Point::new(out, strip),
            Point::new(bus, strip),
            Point::new(bus, to),
            Point::new(end, to),
        ]
    }

    /// The height of the long level stretch: the free strip at the lower end of the lane, in the row of
    /// the pod or in that of the export, or else between rows; whichever crosses no other machine.
    fn level(&self, from: i32, to: i32, (out, bus): (i32, i32), in_the_way: &Cells) -> i32 {
        let (own, host, step) = (self.own.rect, self.host.rect, 4 * self.turn);
        let strips = [own.y + self.bottom - 8 - step, host.y + self.bottom - 8 - step];
        let between = [
            own.bottom() + 6 + step,
            own.y - 6 - step,
            host.y - 6 - step,
            host.bottom() + 30 + step,
        ];
        let level = |y: i32| Rect::new(out.min(bus), y, (out - bus).abs(), 1);
        let clear = |y: i32, in_row: bool| {
            let first = Rect::new(out, from.min(y), 1, (from - y).abs());
            let last = Rect::new(bus, to.min(y), 1, (to - y).abs());
            let row = |other: &Rect| in_row && (other.y == own.y || *other == host);
            !in_the_way.meets(&level(y), &|_, other| !row(other))
                && !in_the_way.meets(&first, &|_, other| *other != own)
                && !in_the_way.meets(&last, &|_, other| *other != host)
        };
        let [near, far] = strips;
        if clear(near, true) {
            return near;
        }
        if !in_the_way.meets(&level(far), &|_, other| other.y != host.y) {
            return far;
        }
        between.into_iter().find(|y| clear(*y, false)).unwrap_or(near)
    }
}

pub(super) fn chains(
    placed: bool,
    topology: &Topology,
    lanes: &Lanes,
    machines: &[MachineFrame],
    pods: &[PodBox],
    export: Option<&ExportBox>,
) -> Vec<Chain> {
    let Some(export) = export else { return Vec::new() };
    let mut folders = BTreeMap::new();
    for (index, folder) in topology.folders.iter().enumerate() {
        folders.insert(folder.name.as_str(), index);
    }
    let mut claimed = BTreeMap::new();
    for (index, volume) in topology.volumes.iter().enumerate() {
        claimed.insert(volume.claim.as_str(), index);
    }
    let backed = |claim: &str| {
        let index = *claimed.get(claim)?;
        match &topology.volumes.get(index)?.backing {
            Backing::Folder(name) => Some((index, *folders.get(name.as_str())?)),
            _ => None,
        }
    };
    // Where machines stand as we lay them out the strips between lanes are free.
    let in_the_way = if placed { in_the_way(topology, machines) } else { Cells::default() };
    let mut chains = Vec::new();
    for (index, (pod, stands)) in topology.pods.iter().zip(pods).enumerate() {
        let Some(frame) = pod.placement.host().and_then(|host| machines.get(host)) else {
            continue;
        };
        for claim in &pod.claims {
            let Some((volume, folder)) = backed(claim) else { continue };
            let Some(target) = export.folders.iter().find(|drawn| drawn.folder == folder) else {
                continue;
            };
            let points = if frame.host == export.host {
                let (from, to) = (stands.rect, target.rect);
                let out = frame.rect.x + frame.pods_width - 6;
                vec![
                    Point::new(from.right(), from.middle_y()),
                    Point::new(out, from.middle_y()),
                    Point::new(out, to.middle_y()),
                    Point::new(to.x, to.middle_y()),
                ]
            } else if let Some(host) = machines.get(export.host) {
                let way = Way {
                    turn: i32::try_from(pod.ordinal % 5).unwrap_or(0),
                    bottom: lanes.bottom(Lane::of(pod.tier)),
                    own: frame,
                    host,
                    export,
                };
                way.points(&stands.rect, &target.rect, &in_the_way)
            } else {
                continue;
            };
            chains.push(Chain { pod: index, volume, folder, points });
        }
    }
    chains
}
