//! The lanes in which pods lie, the same from top to bottom in every machine.

use super::frame::{GAP, HEAD, MachineFrame, WIDTH};
use super::link::Kind;
use super::{Point, Rect, words};
use crate::design::{Access, Design};
use crate::topology::{Placement, Tier, Topology};
use std::collections::BTreeMap;

/// A lane: one tier's place in every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Replicas of WordPress.
    Wordpress,
    /// Replicas of the database, with HAProxy before them.
    Percona,
    /// Members of etcd.
    Etcd,
}

impl Lane {
    /// From top to bottom.
    pub const ALL: [Lane; 3] = [Lane::Wordpress, Lane::Percona, Lane::Etcd];

    /// The lane of a tier's pods and folders.
    pub const fn of(tier: Tier) -> Lane {
        match tier {
            Tier::Wordpress | Tier::Install | Tier::Cron => Lane::Wordpress,
            Tier::Percona | Tier::Haproxy => Lane::Percona,
            Tier::Etcd | Tier::Backup => Lane::Etcd,
        }
    }
}

/// A pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodBox {
    /// The pod, by its place in the topology.
    pub pod: usize,
    /// Its tier.
    pub tier: Tier,
    /// Where it stands.
    pub rect: Rect,
    /// Whether only its title is shown: proxies, and lanes with more than two pods.
    pub compact: bool,
    /// Its name, cut to fit.
    pub title: String,
    /// What it is there, in a few words.
    pub detail: String,
    /// Whether it is fixed to this machine: a full edge and a pin. Else the edge is dashed.
    pub pinned: bool,
    /// From the rail down to it, for the first of its lane in a machine that is behind the Service.
    pub tick: Option<[Point; 2]>,
}

/// Where pods stand that stay Pending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tray {
    /// All of it.
    pub rect: Rect,
    /// What it is.
    pub title: String,
}

/// Height of a pod.
const POD: i32 = 46;
/// Height of a pod of which only the name is shown.
const COMPACT: i32 = 24;
/// Between pods of one lane.
pub(super) const BETWEEN: i32 = 6;
/// From the lane's upper edge (the rail's) to its first pod.
const RAIL_AND_TICK: i32 = 30;
/// Below the last pod of a lane: claims and ports have their place here.
const BELOW: i32 = 30;
/// From the edge of a machine to its pods.
pub(super) const INSET: i32 = 12;
/// More than these in one lane of one machine are drawn compact.
const FULL_AT_MOST: usize = 2;

/// Heights of the lanes, alike in every machine.
#[derive(Clone, Debug)]
pub(super) struct Lanes {
    /// Upper edge of each, below the upper edge of a machine.
    tops: [i32; 3],
    height: i32,
}

impl Lanes {
    pub(super) fn of(topology: &Topology) -> Lanes {
        let mut fullest: BTreeMap<(Lane, usize), Stack> = BTreeMap::new();
        for pod in &topology.pods {
            if let Some(host) = pod.placement.host() {
                fullest.entry((Lane::of(pod.tier), host)).or_default().add(pod.tier);
            }
        }
        let mut tops = [0; 3];
        let mut y = HEAD + 8;
        for (lane, top) in Lane::ALL.into_iter().zip(tops.iter_mut()) {
            *top = y;
            let pods = fullest
                .iter()
                .filter(|((of, _), _)| *of == lane)
                .map(|(_, stack)| stack.height())
                .max()
                .unwrap_or(0)
                .max(POD);
            let folders = topology.folders.iter().filter(|folder| Lane::of(folder.tier) == lane);
            let folders = i32::try_from(folders.count()).unwrap_or(0) * super::storage::FOLDER_STEP;
            y += RAIL_AND_TICK + pods.max(folders - BELOW) + BELOW;
        }
        Lanes { tops, height: y + 8 }
    }

    /// Upper edge of the lane, where its rail lies, below the upper edge of a machine.
    pub(super) fn top(&self, lane: Lane) -> i32 {
        let [wordpress, percona, etcd] = self.tops;
        match lane {
            Lane::Wordpress => wordpress,
            Lane::Percona => percona,
            Lane::Etcd => etcd,
        }
    }

    /// Lower edge of the lane.
    pub(super) fn bottom(&self, lane: Lane) -> i32 {
        match lane {
            Lane::Wordpress => self.top(Lane::Percona),
            Lane::Percona => self.top(Lane::Etcd),
            Lane::Etcd => self.height - 8,
        }
    }

    /// Height of a machine with all lanes.
    pub(super) fn height(&self) -> i32 {
        self.height
    }
}

/// The pods of one lane in one machine, as they stack.
#[derive(Clone, Copy, Debug, Default)]
struct Stack {
    proxies: usize,
    others: usize,
}

impl Stack {
    fn add(&mut self, tier: Tier) {
        if tier == Tier::Haproxy {
            self.proxies += 1;
        } else {
            self.others += 1;
        }
    }

    fn is_compact(self) -> bool {
        self.others > FULL_AT_MOST
    }

    fn proxies_height(self) -> i32 {
        rows(self.proxies, 1) * (COMPACT + BETWEEN)
    }

    fn height(self) -> i32 {
        let others = if self.is_compact() {
            rows(self.others, 2) * (COMPACT + BETWEEN)
        } else {
            rows(self.others, 1) * (POD + BETWEEN)
        };
        (self.proxies_height() + others - BETWEEN).max(0)
    }
}

fn rows(pods: usize, a_row: usize) -> i32 {
    i32::try_from(pods.div_ceil(a_row)).unwrap_or(i32::MAX / 1024)
}

/// The boxes of all pods, in the topology's order, and the tray of those without a machine.
pub(super) fn pods(
    design: &Design,
    topology: &Topology,
    lanes: &Lanes,
    machines: &[MachineFrame],
) -> (Vec<PodBox>, Option<Tray>) {
    let mut stacks: BTreeMap<(Lane, usize), Stack> = BTreeMap::new();
    for pod in &topology.pods {
        if let Some(host) = pod.placement.host() {
            stacks.entry((Lane::of(pod.tier), host)).or_default().add(pod.tier);
        }
    }
    let mut filled: BTreeMap<(Lane, usize), Stack> = BTreeMap::new();
    let mut boxes = Vec::with_capacity(topology.pods.len());
    let tray = tray(topology, machines);
    let mut waiting = 0;
    for (index, pod) in topology.pods.iter().enumerate() {
        let lane = Lane::of(pod.tier);
        let frame = pod.placement.host().and_then(|host| machines.get(host));
        let (rect, compact, first, rail_y) = if let Some(frame) = frame {
            let whole = stacks.get(&(lane, frame.host)).copied().unwrap_or_default();
            let so_far = filled.entry((lane, frame.host)).or_default();
            let y = frame.rect.y + lanes.top(lane);
            let rect = place(frame, y + RAIL_AND_TICK, pod.tier, whole, *so_far);
            // Proxies come first in the lane, whatever the order of the topology.
            let first = match pod.tier {
                Tier::Haproxy => so_far.proxies == 0,
                Tier::Percona if design.percona.access == Access::Haproxy => false,
                _ => so_far.others == 0 && whole.proxies == 0,
            };
            so_far.add(pod.tier);
            (rect, pod.tier == Tier::Haproxy || whole.is_compact(), first, y + 22)
        } else {
            let at = tray.as_ref().map_or(Rect::new(0, 0, 0, 0), |tray| tray.rect);
            let (column, row) = (waiting % TRAY_COLUMNS, waiting / TRAY_COLUMNS);
            waiting += 1;
            let x = at.x + INSET + column * (TRAY_POD + BETWEEN);
            let y = at.y + HEAD + row * (COMPACT + BETWEEN);
            (Rect::new(x, y, TRAY_POD, COMPACT), true, false, 0)
        };
        let room = if rect.width < 150 { 10 } else { 22 };
        boxes.push(PodBox {
            pod: index,
            tier: pod.tier,
            rect,
            compact,
            title: words::fit(&words::pod_title(pod), room),
            detail: words::fit(&words::pod_detail(design, topology, pod), 27),
            pinned: matches!(pod.placement, Placement::Pinned(_)),
            tick: first.then(|| {
                let x = Kind::of_lane(lane).track(rect.middle_x());
                [Point::new(x, rail_y), Point::new(x, rect.y)]
            }),
        });
    }
    (boxes, tray)
}

fn place(frame: &MachineFrame, top: i32, tier: Tier, whole: Stack, so_far: Stack) -> Rect {
    let (x, width) = (frame.rect.x + INSET, frame.pods_width.max(WIDTH) - 2 * INSET);
    if tier == Tier::Haproxy {
        let y = top + rows(so_far.proxies, 1) * (COMPACT + BETWEEN);
        return Rect::new(x, y, width, COMPACT);
    }
    let top = top + whole.proxies_height();
    if !whole.is_compact() {
        let y = top + rows(so_far.others, 1) * (POD + BETWEEN);
        return Rect::new(x, y, width, POD);
    }
    let half = (width - BETWEEN) / 2;
    let y = top + rows(so_far.others / 2, 1) * (COMPACT + BETWEEN);
    let x = if so_far.others.is_multiple_of(2) { x } else { x + half + BETWEEN };
    Rect::new(x, y, half, COMPACT)
}

const TRAY_COLUMNS: i32 = 2;
const TRAY_POD: i32 = 120;

/// Below all machines, at the left.
fn tray(topology: &Topology, machines: &[MachineFrame]) -> Option<Tray> {
    let pending = topology.pods.iter().filter(|pod| pod.placement.host().is_none()).count();
    if pending == 0 {
        return None;
    }
    let left = machines.iter().map(|machine| machine.rect.x).min().unwrap_or(MARGINAL);
    let below = machines.iter().map(|machine| machine.rect.bottom()).max().unwrap_or(MARGINAL);
    let count = i32::try_from(pending).unwrap_or(i32::MAX / 1024);
    let columns = count.min(TRAY_COLUMNS);
    let lines = (count + TRAY_COLUMNS - 1) / TRAY_COLUMNS;
    let width = (columns * (TRAY_POD + BETWEEN) - BETWEEN + 2 * INSET).max(WIDTH);
    let height = HEAD + lines * (COMPACT + BETWEEN) + 6;
    // Beside its sign, in the narrowest tray.
    let title = if machines.is_empty() {
        "Pending: there is no machine yet"
    } else {
        "Pending: no machine has room"
    };
    Some(Tray {
        rect: Rect::new(left, below + 2 * GAP + 8, width.max(280), height),
        title: title.to_owned(),
    })
}

/// Where a tray stands on a canvas without machines.
const MARGINAL: i32 = 20;
