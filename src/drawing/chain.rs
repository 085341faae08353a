//! From pod to folder: the claim and the volume between them.

use super::cells::Cells;
use super::frame::MachineFrame;
use super::lane::{Lane, Lanes};
use super::link::{Kind, Link, Spot};
use super::{Drawing, ExportBox, Point, Rect, Shape};
use crate::topology::{Backing, Topology};
use std::collections::BTreeMap;

/// Chains of one lane lie beside one another on so many tracks, as far apart as those of a kind.
const BESIDE: usize = 4;
const STEP: i32 = 6;

/// What lines keep clear of: machines on which something stands, and those that run no pods.
pub(super) fn in_the_way(topology: &Topology, machines: &[MachineFrame]) -> Cells {
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
    /// Out of the machine, along a free strip, and in at the side of the folder that is nearer; beside the
    /// export straight to it.
    fn points(&self, pod: &Rect, folder: &Rect, in_the_way: &Cells) -> Vec<Point> {
        let (own, turn) = (self.own.rect, self.turn);
        if self.own.host == self.host.host {
            let out = own.x + self.own.pods_width - 6;
            return vec![
                Point::new(pod.right(), pod.middle_y()),
                Point::new(out, pod.middle_y()),
                Point::new(out, folder.middle_y()),
                Point::new(folder.x, folder.middle_y()),
            ];
        }
        let from_left = own.x < self.export.rect.x;
        let (start, out, bus, end) = if from_left {
            let out = own.x + self.own.pods_width + 8;
            // Between its host's pods and the export there is less room.
            let beside = if self.host.pods_width > 0 { 4 } else { 20 };
            (pod.right(), out, self.export.rect.x - beside - STEP * turn, folder.x)
        } else {
            (pod.x, own.x - 8, self.export.rect.right() + 3 + STEP * turn, folder.right())
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
        let (own, host, step) = (self.own.rect, self.host.rect, STEP * self.turn);
        let strips = [own.y + self.bottom - 6 - step, host.y + self.bottom - 6 - step];
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

/// Adds the chains: none on a phone, but what depends on what.
pub(super) fn chains(
    links: &mut Vec<Link>,
    topology: &Topology,
    lanes: &Lanes,
    drawing: &Drawing,
    in_the_way: &Cells,
) {
    let Some(export) = &drawing.export else { return };
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
    for (index, (pod, stands)) in topology.pods.iter().zip(&drawing.pods).enumerate() {
        let frame = pod.placement.host().and_then(|host| drawing.machines.get(host));
        for claim in &pod.claims {
            let Some((volume, folder)) = backed(claim) else { continue };
            let target = export.folders.iter().find(|drawn| drawn.folder == folder);
            let line = frame.zip(target).filter(|_| drawing.shape == Shape::Wide).and_then(
                |(own, target)| {
                    let host = drawing.machines.get(export.host)?;
                    let turn = i32::try_from(pod.ordinal % BESIDE).unwrap_or(0);
                    let bottom = lanes.bottom(Lane::of(pod.tier));
                    let way = Way { turn, bottom, own, host, export };
                    Some(way.points(&stands.rect, &target.rect, in_the_way))
                },
            );
            links.push(Link {
                kind: Kind::Storage,
                from: Spot::Pod(index),
                to: Spot::Folder(folder),
                volume: Some(volume),
                points: line.map(|line| Kind::Storage.on_tracks(&line)).unwrap_or_default(),
            });
        }
    }
}
