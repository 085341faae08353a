//! Where everything stands: machines in rows, the same lanes in each, rails across, the export in
//! its host.

use super::scene::{
    ExportBox, FolderBox, MachineBox, Mark, Note, Point, PodBox, Rail, Rect, Scene, WaitingBox,
    WayInMark,
};
use super::{Thing, words};
use crate::design::Design;
use crate::topology::{Host, Pod, Tier, Topology};
use std::collections::BTreeMap;

/// Height of a machine's head.
pub(super) const HEAD: f64 = 38.0;
const COLUMN: f64 = 214.0;
const NARROW_COLUMN: f64 = 320.0;
const GAP: f64 = 16.0;
const MARGIN: f64 = 20.0;
const RAIL: f64 = 24.0;
const POD: f64 = 46.0;
const SMALL_POD: f64 = 24.0;
const FOLDER: f64 = 26.0;
const EXPORT_WIDTH: f64 = 190.0;
const EXPORT_HEAD: f64 = 52.0;

/// The lanes from top to bottom; what serves a lane stands in it.
const LANES: [(Tier, &[Tier]); 3] = [
    (Tier::Wordpress, &[Tier::Wordpress]),
    (Tier::Percona, &[Tier::Percona, Tier::Haproxy]),
    (Tier::Etcd, &[Tier::Etcd]),
];

/// The drawing of a design. `narrow` puts the machines under one another.
pub fn lay_out(
    design: &Design,
    topology: &Topology,
    marks: &BTreeMap<Thing, Mark>,
    narrow: bool,
) -> Scene {
    let mut drawing =
        Drawing { design, topology, marks, narrow, scene: Scene::default(), export: None };
    let workers: Vec<&Host> = topology.hosts.iter().filter(|host| host.runs_pods()).collect();
    let columns = if narrow { 1 } else { columns_for(workers.len()) };
    let mut y = 64.0;
    let mut right = MARGIN;
    let mut first_row = None;
    for (row, hosts) in workers.chunks(columns.max(1)).enumerate() {
        let lanes = drawing.lanes(hosts, y);
        let row_right = drawing.row(row, hosts, y, &lanes);
        right = right.max(row_right);
        first_row.get_or_insert((y, lanes.clone()));
        y = drawing.bottom() + 2.0 * GAP;
    }
    drawing.way_in(first_row.as_ref().map(|(_, lanes)| lanes));
    drawing.others(first_row, right, &mut y);
    drawing.waiting(y);
    drawing.finish()
}

/// Columns for that many machines, so that the drawing is about one and a half times as wide as high.
fn columns_for(machines: usize) -> usize {
    (1..=machines.max(1))
        .find(|columns| columns * columns * 100 >= machines * 267)
        .unwrap_or(1)
        .max(machines.min(3))
}

/// The lanes of one row of machines.
#[derive(Clone)]
struct Lanes {
    /// Upper edge of each lane, which is its rail's.
    tops: Vec<f64>,
    /// Lower edge of the last.
    bottom: f64,
}

struct Drawing<'a> {
    design: &'a Design,
    topology: &'a Topology,
    marks: &'a BTreeMap<Thing, Mark>,
    narrow: bool,
    scene: Scene,
    export: Option<usize>,
}

/// A box of a lane before it has a place: the first of it, the others in it.
struct Share<'a> {
    first: &'a Pod,
    with: Vec<Thing>,
}

impl Share<'_> {
    fn height(&self) -> f64 {
        if self.first.tier == Tier::Haproxy { SMALL_POD } else { POD }
    }
}

impl Drawing<'_> {
    fn mark(&self, thing: Thing) -> Option<Mark> {
        self.marks.get(&thing).copied()
    }

    fn column(&self) -> f64 {
        if self.narrow { NARROW_COLUMN } else { COLUMN }
    }

    fn serves_export(&self, host: &Host) -> bool {
        self.design.nfs.as_ref().is_some_and(|nfs| nfs.machine == host.name)
    }

    /// The boxes of a lane on a machine. More than two replicas of WordPress share one.
    fn shares<'t>(topology: &'t Topology, host: Option<usize>, tiers: &[Tier]) -> Vec<Share<'t>> {
        let mut shares: Vec<Share<'t>> = Vec::new();
        for tier in tiers {
            let pods: Vec<&Pod> = topology
                .pods_of(*tier)
                .filter(|pod| pod.placement.host() == host)
                .collect();
            let together = pods.len() > 2 && *tier == Tier::Wordpress;
            match pods.split_first() {
                Some((first, rest)) if together => {
                    let with = rest.iter().filter_map(|pod| Thing::of_pod(pod)).collect();
                    shares.push(Share { first, with });
                }
                _ => shares.extend(pods.iter().map(|pod| Share { first: pod, with: Vec::new() })),
            }
        }
        shares
    }

    fn lanes(&self, hosts: &[&Host], y: f64) -> Lanes {
        let mut top = y + HEAD + 10.0;
        let mut tops = Vec::new();
        for (_, tiers) in LANES {
            tops.push(top);
            let tallest = hosts
                .iter()
                .map(|host| {
                    let shares = Self::shares(self.topology, Some(host.index), tiers);
                    shares.iter().map(|share| share.height() + 8.0).sum::<f64>()
                })
                .fold(POD + 8.0, f64::max);
            top += RAIL + 8.0 + tallest + 16.0;
        }
        Lanes { tops, bottom: top - 6.0 }
    }

    /// One row of machines that run pods; returns its right edge.
    fn row(&mut self, row: usize, hosts: &[&Host], y: f64, lanes: &Lanes) -> f64 {
        let mut x = MARGIN;
        let mut rail_right = x;
        for host in hosts {
            let beside = self.serves_export(host) && !self.narrow;
            let below = self.serves_export(host) && self.narrow;
            let width = self.column() + if beside { EXPORT_WIDTH + 4.0 } else { 0.0 };
            let mut height = lanes.bottom - y;
            rail_right = x + self.column();
            self.pods_of_machine(host, x, lanes);
            if beside {
                let bottom = self.export_at(x + self.column() - 2.0, EXPORT_WIDTH - 6.0, y, lanes);
                height = height.max(bottom + 12.0 - y);
            }
            if below {
                let under = Lanes { tops: vec![lanes.bottom + 6.0], bottom: lanes.bottom };
                let bottom =
                    self.export_at(x + 12.0, self.column() - 24.0, lanes.bottom - HEAD, &under);
                height = bottom + 12.0 - y;
            }
            self.machine(host, Rect { x, y, w: width, h: height });
            x += width + GAP;
        }
        // One height for the row, so that lanes and feet are in line.
        let tallest = self.bottom();
        for machine in self.scene.machines.iter_mut().filter(|machine| machine.rect.y == y) {
            machine.rect.h = tallest - y;
        }
        self.rails(row, hosts, rail_right, lanes);
        x - GAP
    }

    fn machine(&mut self, host: &Host, rect: Rect) {
        let asked = words::asked(self.topology, host);
        let thing = Thing::Machine(host.index);
        self.scene.machines.push(MachineBox {
            index: host.index,
            rect,
            name: host.name.to_string(),
            address: host.address.map_or_else(String::new, |address| address.to_string()),
            capacity: words::capacity(host, &asked),
            load: host.runs_pods().then(|| asked.share()),
            runs_pods: host.runs_pods(),
            mark: self.mark(thing),
            spoken: words::spoken_machine(self.topology, host, &asked, self.mark(thing)),
        });
    }

    fn pods_of_machine(&mut self, host: &Host, x: f64, lanes: &Lanes) {
        for ((_, tiers), top) in LANES.iter().zip(&lanes.tops) {
            let mut y = top + RAIL + 8.0;
            for share in Self::shares(self.topology, Some(host.index), tiers) {
                let h = share.height();
                let rect = Rect { x: x + 12.0, y, w: self.column() - 24.0, h };
                self.pod(&share, rect);
                y += h + 8.0;
            }
        }
    }

    fn pod(&mut self, share: &Share<'_>, rect: Rect) {
        let Some(thing) = Thing::of_pod(share.first) else { return };
        let mark = self.mark(thing);
        let said = words::pod(self.design, self.topology, share.first, share.with.len());
        self.scene.pods.push(PodBox {
            thing,
            with: share.with.clone(),
            tier: share.first.tier,
            rect,
            title: said.title,
            detail: said.detail,
            pinned: share.first.placement.is_pinned(),
            chosen: said.chosen,
            movable: super::carry::cargo(self.design, thing).is_some(),
            small: share.first.tier == Tier::Haproxy,
            mark,
            spoken: words::with_mark(said.spoken, mark),
        });
    }

    fn rails(&mut self, row: usize, hosts: &[&Host], right: f64, lanes: &Lanes) {
        for ((tier, tiers), top) in LANES.iter().zip(&lanes.tops) {
            let rect = Rect { x: MARGIN - 8.0, y: *top, w: right - MARGIN + 16.0, h: RAIL };
            let first = tiers.first().copied();
            let ticks = self
                .scene
                .pods
                .iter()
                .filter(|pod| Some(pod.tier) == first && pod.rect.y == top + RAIL + 8.0)
                .map(|pod| Point { x: pod.rect.middle().x, y: pod.rect.y })
                .collect();
            let said = words::rail(self.design, *tier, hosts.len() > 1 || self.narrow);
            let mark = self.mark(Thing::of_tier(*tier));
            let handle = (row == 0)
                .then(|| words::handle(self.design, *tier, rect, said.label.len()))
                .flatten();
            self.scene.rails.push(Rail {
                id: format!("rail-{}-{row}", tier.component()),
                tier: *tier,
                rect,
                label: said.label,
                state: said.state,
                handle,
                ticks,
                mark,
                spoken: words::with_mark(said.spoken, mark),
            });
        }
    }

    /// The export with its folders at the height of the lanes that use them; returns its lower edge.
    fn export_at(&mut self, x: f64, w: f64, y: f64, lanes: &Lanes) -> f64 {
        let Some(nfs) = &self.design.nfs else { return y };
        let top = lanes.tops.first().copied().unwrap_or(y + HEAD + 10.0);
        let mut cursor = top + EXPORT_HEAD;
        for (index, folder) in self.topology.folders.iter().enumerate() {
            let lane = match folder.tier {
                Tier::Wordpress | Tier::Install | Tier::Cron => 0,
                Tier::Percona | Tier::Haproxy => 1,
                Tier::Etcd | Tier::Backup => 2,
            };
            let wanted = lanes.tops.get(lane).map_or(cursor, |lane| lane + RAIL + 8.0);
            cursor = cursor.max(wanted);
            self.scene.folders.push(FolderBox {
                index,
                rect: Rect { x: x + 10.0, y: cursor, w: w - 20.0, h: FOLDER },
                name: folder.name.clone(),
                owner: folder.owner.to_string(),
                spoken: words::spoken_folder(self.topology, index),
            });
            cursor += FOLDER + 6.0;
        }
        let bottom = (cursor + 6.0).max(lanes.bottom - 12.0);
        let mark = self.mark(Thing::Export);
        self.scene.export = Some(ExportBox {
            rect: Rect { x, y: top, w, h: bottom - top },
            path: nfs.path.to_string(),
            mark,
            spoken: words::with_mark(
                format!("NFS export {} on {}", nfs.path, nfs.machine),
                mark,
            ),
        });
        self.export = self.topology.hosts.iter().position(|host| host.name == nfs.machine);
        bottom
    }

    /// Machines that run no pods of ours: beside the first row, the export's host first.
    fn others(&mut self, first_row: Option<(f64, Lanes)>, right: f64, y: &mut f64) {
        let mut hosts: Vec<&Host> =
            self.topology.hosts.iter().filter(|host| !host.runs_pods()).collect();
        hosts.sort_by_key(|host| !self.serves_export(host));
        let start = first_row.as_ref().map_or(64.0, |(top, _)| *top);
        let x = if self.narrow || first_row.is_none() { MARGIN } else { right + 2.5 * GAP };
        let mut top = if self.narrow { *y } else { start };
        for host in hosts {
            let mut height = HEAD + 12.0;
            if self.serves_export(host) {
                let lanes = match &first_row {
                    Some((_, lanes)) if !self.narrow => lanes.clone(),
                    _ => Lanes { tops: vec![top + HEAD + 10.0], bottom: top + HEAD + 10.0 },
                };
                let bottom = self.export_at(x + 12.0, self.column() - 24.0, top, &lanes);
                height = bottom + 12.0 - top;
                if !self.narrow {
                    let foot = first_row.as_ref().map_or(0.0, |(_, lanes)| lanes.bottom - top);
                    height = height.max(foot);
                }
            }
            self.machine(host, Rect { x, y: top, w: self.column(), h: height });
            top += height + GAP;
        }
        *y = y.max(top);
        self.remark(x, top);
    }

    /// What one sees at a glance and should not forget.
    fn remark(&mut self, x: f64, y: f64) {
        if self.scene.export.is_some() && !self.topology.folders.is_empty() {
            let host = self.scene.machines.iter().find(|m| Some(m.index) == self.export);
            let (x, y) = match host {
                Some(host) if host.runs_pods => (host.rect.x, host.rect.bottom() + 18.0),
                _ => (x, y + 4.0),
            };
            self.scene.notes.push(Note {
                at: Point { x, y },
                text: "Shared files on one machine: ".to_owned(),
                strong: "single point of failure".to_owned(),
            });
        }
    }

    fn waiting(&mut self, y: f64) {
        let tiers: Vec<Tier> = LANES.iter().flat_map(|(_, tiers)| tiers.iter().copied()).collect();
        let shares = Self::shares(self.topology, None, &tiers);
        if shares.is_empty() {
            return;
        }
        let y = y.max(self.bottom() + 2.0 * GAP);
        let per_row = if self.narrow { 1 } else { 4 };
        let w = self.column() - 24.0;
        for (place, share) in shares.iter().enumerate() {
            #[allow(clippy::cast_precision_loss)] // a few pods
            let (column, line) = ((place % per_row) as f64, (place / per_row) as f64);
            let x = MARGIN + 12.0 + column * (w + 12.0);
            let top = y + HEAD + line * (POD + 8.0);
            self.pod(share, Rect { x, y: top, w, h: share.height() });
        }
        #[allow(clippy::cast_precision_loss)] // a few pods
        let (columns, lines) =
            (shares.len().min(per_row) as f64, shares.len().div_ceil(per_row) as f64);
        self.scene.waiting = Some(WaitingBox {
            rect: Rect {
                x: MARGIN,
                y,
                w: columns * (w + 12.0) + 12.0,
                h: HEAD + lines * (POD + 8.0) + 4.0,
            },
            title: words::waiting(shares.len() + shares.iter().map(|s| s.with.len()).sum::<usize>()),
        });
    }

    fn way_in(&mut self, lanes: Option<&Lanes>) {
        let said = words::way_in(self.design);
        let rail = self.scene.rails.first().map(|rail| rail.rect);
        let centre = rail.map_or(MARGIN + self.column() / 2.0, |rail| rail.middle().x);
        let w = 76.0 + words::width(&said, 6.2);
        let x = (centre - w / 2.0).max(MARGIN);
        let mark = self.mark(Thing::WayIn);
        let foot = lanes.and_then(|lanes| lanes.tops.first()).copied().unwrap_or(64.0);
        self.scene.way_in = Some(WayInMark {
            rect: Rect { x, y: 12.0, w, h: 26.0 },
            line: (Point { x: centre, y: 38.0 }, Point { x: centre, y: foot }),
            spoken: words::with_mark(format!("Way in: {said}"), mark),
            text: said,
        });
    }

    fn bottom(&self) -> f64 {
        self.scene.machines.iter().map(|machine| machine.rect.bottom()).fold(0.0, f64::max)
    }

    fn finish(mut self) -> Scene {
        let machines = self.scene.machines.iter().map(|machine| machine.rect);
        let waiting = self.scene.waiting.iter().map(|waiting| waiting.rect);
        let mut size = Point { x: 320.0, y: 80.0 };
        for rect in machines.chain(waiting) {
            size.x = size.x.max(rect.right());
            size.y = size.y.max(rect.bottom());
        }
        for note in &self.scene.notes {
            size.x = size.x.max(note.at.x + words::width(&note.text, 5.6) + words::width(&note.strong, 6.0));
            size.y = size.y.max(note.at.y + 4.0);
        }
        self.scene.size = Point { x: size.x + MARGIN, y: size.y + MARGIN };
        self.scene
    }
}
