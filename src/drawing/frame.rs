//! The machines' frames.

use super::apart::{Body, Room, apart};
use super::lane::Lanes;
use super::words;
use super::{Rect, Shape, storage};
use crate::design::Design;
use crate::topology::{Host, Topology};

/// Width of a machine, or of that part of it in which pods lie.
pub(super) const WIDTH: i32 = 214;
/// The same on a phone.
pub(super) const NARROW_WIDTH: i32 = 320;
/// Between machines.
pub(super) const GAP: i32 = 16;
/// Between machines that run pods and the others.
pub(super) const SIDE_GAP: i32 = 40;
/// Height of the head with name and address.
pub(super) const HEAD: i32 = 38;
/// Left edge of the first machine.
const LEFT: i32 = 20;
/// Upper edge of the first row: visitors have their place above.
const TOP: i32 = 92;
/// Between rows: a rail's number and the chains pass here.
pub(super) const ROW_GAP: i32 = 48;
/// The least room between machines: a rail's end and the note below an export fit into it.
pub const ROOM: Room = Room { beside: GAP, below: 32 };
/// Machines in a row, unless there are very many.
const IN_A_ROW: usize = 5;

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineFrame {
    /// The host, by its place in the topology.
    pub host: usize,
    /// All of it.
    pub rect: Rect,
    /// Width of the part in which pods lie; 0 if none run here.
    pub pods_width: i32,
    /// Its name, cut to fit.
    pub name: String,
    /// Its address, cut to fit; empty if the design gives none.
    pub address: String,
    /// What it is for, where no pods run.
    pub role: &'static str,
    /// What its pods ask for; nothing where none run.
    pub load: Option<Load>,
}

/// Where a machine's name begins, and what is left free at the other end of its head.
const NAME_AT: i32 = 34;
const END: i32 = 12;

impl MachineFrame {
    /// Where in its head what it is for or gives is written: its name and address go before.
    pub fn aside(&self, text: &str) -> Aside {
        let room = self.rect.width - NAME_AT - END - 8 - words::width(text, 11);
        if words::width(&self.name, words::NAME) <= room {
            Aside::First
        } else if self.load.is_none() && words::width(&self.address, 12) <= room {
            Aside::Second
        } else {
            Aside::Nowhere
        }
    }
}

/// The line of a machine's head in which there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// Beside its name.
    First,
    /// Beside its address, where no bar is.
    Second,
    /// The bar alone shows it, and who opens the machine reads it.
    Nowhere,
}

/// Processors asked for on a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// In words: "1.3 of 2 CPU".
    pub text: String,
    /// Thousandths of what may be asked for, at most 1000.
    pub thousandths: i32,
}

pub(super) fn machines(
    design: &Design,
    topology: &Topology,
    lanes: &Lanes,
    shape: Shape,
) -> Vec<MachineFrame> {
    let export_host = storage::host(design, topology);
    let mut asked: Vec<u64> = topology.hosts.iter().map(|host| host.system_cpu).collect();
    // A pod can be pinned to a machine that runs none: a fault, and drawn all the same.
    let mut holds: Vec<bool> = topology.hosts.iter().map(Host::runs_pods).collect();
    for pod in &topology.pods {
        let Some(host) = pod.placement.host() else { continue };
        if let (Some(sum), Some(holds)) = (asked.get_mut(host), holds.get_mut(host)) {
            *sum += pod.cpu;
            *holds = true;
        }
    }
    let mut frames: Vec<MachineFrame> = topology
        .hosts
        .iter()
        .zip(asked.iter().zip(holds))
        .map(|(host, (asked, holds))| {
            let pods_width = if holds { shape.column() } else { 0 };
            let has_export = export_host == Some(host.index);
            let (width, height) = match (shape, holds, has_export) {
                (_, false, false) => (shape.column(), HEAD + 12),
                (Shape::Wide, true, true) => (2 * shape.column(), lanes.height()),
                (Shape::Narrow, runs, true) => {
                    let above = if runs { lanes.height() } else { HEAD + 8 };
                    (shape.column(), above + storage::stacked_height(topology) + 12)
                }
                _ => (shape.column(), lanes.height()),
            };
            MachineFrame {
                host: host.index,
                rect: Rect::new(0, 0, width, height),
                pods_width,
                name: words::fit_name(host.name.as_str(), width - NAME_AT - END),
                address: host.address.map_or_else(String::new, |address| {
                    words::fit(&address.to_string(), if pods_width > 0 { 16 } else { 18 })
                }),
                role: words::role(&host.role),
                load: host.runs_pods().then(|| words::load(*asked, host.allocatable_cpu)),
            }
        })
        .collect();
    match shape {
        Shape::Wide => {
            place_in_grid(&mut frames);
            place_by_hand(design, topology, &mut frames);
        }
        Shape::Narrow => place_in_column(&mut frames),
    }
    frames
}

/// Machines that run pods in rows; the others one below the other at the right. A machine that stands
/// elsewhere leaves its place empty: who moves one moves no other.
fn place_in_grid(frames: &mut [MachineFrame]) {
    let columns = columns(frames.iter().filter(|frame| frame.pods_width > 0).count());
    let (mut x, mut y, mut column, mut tallest, mut right) = (LEFT, TOP, 0, 0, LEFT);
    for frame in frames.iter_mut().filter(|frame| frame.pods_width > 0) {
        if column == columns {
            (x, y, column) = (LEFT, y + tallest + ROW_GAP, 0);
        }
        (frame.rect.x, frame.rect.y) = (x, y);
        x = frame.rect.right() + GAP;
        right = right.max(frame.rect.right());
        tallest = tallest.max(frame.rect.height);
        column += 1;
    }
    let side = if right > LEFT { right + SIDE_GAP } else { LEFT };
    let mut y = TOP;
    for frame in frames.iter_mut().filter(|frame| frame.pods_width == 0) {
        (frame.rect.x, frame.rect.y) = (side, y);
        y = frame.rect.bottom() + ROW_GAP;
    }
}

/// Machines where the design's canvas has them. Should two come too near, because one grew say, they
/// give way, and those that nobody placed do so first.
fn place_by_hand(design: &Design, topology: &Topology, frames: &mut [MachineFrame]) {
    if design.canvas.is_empty() {
        return;
    }
    let mut bodies = wishes(design, topology, frames);
    apart(&mut bodies, ROOM);
    for (frame, body) in frames.iter_mut().zip(bodies) {
        frame.rect = body.rect;
    }
}

/// Where each machine of the grid would stand if there were room for all.
fn wishes(design: &Design, topology: &Topology, grid: &[MachineFrame]) -> Vec<Body> {
    let spots = design.spots();
    let wish = |(frame, host): (&MachineFrame, &Host)| {
        let spot = spots.get(host.name.as_str()).and_then(|index| design.canvas.get(*index));
        match spot {
            Some(spot) => Body {
                rect: Rect { x: spot.left.get(), y: spot.top.get(), ..frame.rect },
                weight: FIRM,
            },
            None => Body { rect: frame.rect, weight: 1 },
        }
    };
    grid.iter().zip(&topology.hosts).map(wish).collect()
}

/// So firmly does what a person placed stand beside all that was not.
const FIRM: i64 = 1 << 14;

/// Where machines stand when a person puts some of them somewhere: those, and all that give way to
/// them. Those that would stand there anyway are left out.
pub fn settled(
    design: &Design,
    topology: &Topology,
    moved: &[(usize, (i32, i32))],
) -> Vec<(usize, (i32, i32))> {
    let frames = frames(design, topology);
    let mut wanted = vec![None; frames.len()];
    for (index, place) in moved {
        if let Some(wanted) = wanted.get_mut(*index) {
            *wanted = Some(*place);
        }
    }
    let mut grid = frames.clone();
    place_in_grid(&mut grid);
    let wishes = wishes(design, topology, &grid);
    let mut bodies: Vec<Body> = frames
        .iter()
        .zip(&wishes)
        .zip(&wanted)
        .map(|((frame, wish), wanted)| match wanted {
            Some((x, y)) => Body { rect: Rect { x: *x, y: *y, ..frame.rect }, weight: FIRM * FIRM },
            None => Body { rect: frame.rect, ..*wish },
        })
        .collect();
    apart(&mut bodies, ROOM);
    let drawn = frames.iter().zip(wishes).zip(wanted).zip(bodies);
    drawn
        .filter(|(((_, wish), wanted), body)| wanted.is_some() || body.rect != wish.rect)
        .map(|(((frame, _), _), body)| (frame.host, (body.rect.x, body.rect.y)))
        .collect()
}

/// The machines' frames alone.
pub fn frames(design: &Design, topology: &Topology) -> Vec<MachineFrame> {
    machines(design, topology, &Lanes::of(topology), Shape::Wide)
}

/// One below the other: those that run pods, then the others.
fn place_in_column(frames: &mut [MachineFrame]) {
    let mut y = TOP;
    for runs_pods in [true, false] {
        for frame in frames.iter_mut().filter(|frame| (frame.pods_width > 0) == runs_pods) {
            (frame.rect.x, frame.rect.y) = (LEFT, y);
            y = frame.rect.bottom() + ROW_GAP;
        }
    }
}

/// Machines in a row, so that rows are about equally full: 9 are 5 and 4.
fn columns(machines: usize) -> usize {
    let most = IN_A_ROW.max(machines.isqrt());
    let rows = machines.div_ceil(most).max(1);
    machines.div_ceil(rows).max(1)
}
