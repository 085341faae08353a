//! The drawing as the page shows it: the one geometry of `drawing`, with what an editor adds. Names
//! for a screen reader, badges, handles for counts, what can be moved, and what is one thing.

use super::scene::{
    CountHandle, ExportBox, FolderBox, MachineBox, Mark, Note, PodBox, Point, Rail, Rect, Scene,
    WaitingBox, WayInMark,
};
use super::{Thing, carry, words};
use crate::design::Design;
use crate::drawing::{self, Aside, Drawing, Lane, Shape};
use crate::topology::{Host, Tier, Topology};
use std::collections::BTreeMap;

/// Room that a rail needs for its name, its handle and its whole state; with less the port stands alone.
const ROOM_FOR_STATE: f64 = 420.0;
/// With less than this even its state in short is too long beside its name and its handle.
const ROOM_FOR_PORT: f64 = 260.0;
/// What the sign of a small pod takes, with what is left free around its words.
const SIGN: f64 = 46.0;
/// Width of a handle for a count.
const HANDLE: f64 = 76.0;

/// The drawing of a design. `narrow` puts the machines under one another.
pub fn lay_out(
    design: &Design,
    topology: &Topology,
    marks: &BTreeMap<Thing, Mark>,
    narrow: bool,
) -> Scene {
    let shape = if narrow { Shape::Narrow } else { Shape::Wide };
    let drawing = Drawing::of(design, topology, shape);
    let stage = Stage { design, topology, marks };
    let mut scene = Scene {
        narrow,
        bounds: rect(drawing.bounds),
        way_in: drawing.visitors.as_ref().map(|visitors| stage.way_in(visitors)),
        machines: drawing.machines.iter().filter_map(|frame| stage.machine(frame)).collect(),
        rails: drawing.rails.iter().map(|rail| stage.rail(rail, &drawing)).collect(),
        pods: drawing.pods.iter().filter_map(|pod| stage.pod(pod)).collect(),
        export: drawing.export.as_ref().map(|export| stage.export(export)),
        folders: drawing.export.iter().flat_map(|export| stage.folders(export)).collect(),
        waiting: drawing
            .pending
            .as_ref()
            .map(|tray| WaitingBox { rect: rect(tray.rect), title: tray.title.clone() }),
        notes: drawing
            .export
            .iter()
            .filter(|export| !export.folders.is_empty())
            .map(note)
            .chain(invitation(&drawing))
            .collect(),
    };
    // One order whatever machine a pod is on, so that the page sees it move.
    scene.pods.sort_by_key(|pod| pod.thing);
    scene
}

struct Stage<'a> {
    design: &'a Design,
    topology: &'a Topology,
    marks: &'a BTreeMap<Thing, Mark>,
}

impl Stage<'_> {
    fn mark(&self, thing: Thing) -> Option<Mark> {
        self.marks.get(&thing).copied()
    }

    fn way_in(&self, visitors: &drawing::Visitors) -> WayInMark {
        let mark = self.mark(Thing::WayIn);
        let [from, to] = visitors.line.map(point);
        WayInMark {
            rect: rect(visitors.rect),
            title: visitors.title,
            text: visitors.detail.clone(),
            line: (from, to),
            mark,
            spoken: words::with_mark(format!("Way in: {}", visitors.detail), mark),
        }
    }

    fn machine(&self, frame: &drawing::MachineFrame) -> Option<MachineBox> {
        let host = self.topology.hosts.get(frame.host)?;
        let asked = words::asked(self.topology, host);
        let mark = self.mark(Thing::Machine(host.index));
        let (capacity, capacity_y) = aside(frame, host, &asked);
        Some(MachineBox {
            index: host.index,
            rect: rect(frame.rect),
            name: frame.name.clone(),
            address: frame.address.clone(),
            capacity,
            capacity_y,
            load: host.runs_pods().then(|| asked.share()),
            count: words::pods_on(self.topology, host),
            worst: self.worst_on(host),
            mark,
            spoken: words::spoken_machine(self.topology, host, &asked, mark),
        })
    }

    fn rail(&self, rail: &drawing::Rail, drawing: &Drawing) -> Rail {
        let tier = tier_of(rail.lane);
        let bands: Vec<Rect> = rail.bands.iter().copied().map(rect).collect();
        let first = bands.first().copied().unwrap_or_default();
        let wide = first.w >= ROOM_FOR_STATE;
        let state = if wide { rail.detail.clone() } else { words::port(self.design, tier) };
        // A rail of one machine has room for the port.
        let state = if first.w < ROOM_FOR_PORT {
            state.split(',').next().unwrap_or_default().to_owned()
        } else {
            state
        };
        let ticks = drawing
            .pods
            .iter()
            .filter(|pod| Lane::of(pod.tier) == rail.lane)
            .filter_map(|pod| pod.tick)
            .map(|[from, to]| (point(from), point(to)))
            .collect();
        let mark = self.mark(Thing::of_tier(tier));
        Rail {
            tier,
            handle: words::count(self.design, tier).map(|(count, of)| CountHandle {
                count,
                of,
                rect: Rect {
                    x: first.x + 36.0 + words::width(&rail.title, 7.2),
                    w: HANDLE,
                    ..first
                },
            }),
            spoken: words::with_mark(format!("Service {}, {}", rail.title, rail.detail), mark),
            label: rail.title.clone(),
            joints: rail
                .joints
                .iter()
                .map(|joint| joint.iter().copied().map(point).collect())
                .collect(),
            bands,
            state,
            ticks,
            mark,
        }
    }

    fn worst_on(&self, host: &Host) -> Option<Mark> {
        let pods = self.topology.pods.iter();
        let here = pods.filter(|pod| pod.placement.host() == Some(host.index));
        let marks = here.filter_map(Thing::of_pod).filter_map(|thing| self.mark(thing));
        let export = self.design.nfs.as_ref().filter(|nfs| nfs.machine == host.name);
        marks
            .chain(self.mark(Thing::Machine(host.index)))
            .chain(export.and_then(|_| self.mark(Thing::Export)))
            .max()
    }

    fn pod(&self, drawn: &drawing::PodBox) -> Option<PodBox> {
        let pod = self.topology.pods.get(drawn.pod)?;
        let thing = Thing::of_pod(pod)?;
        let mark = self.mark(thing);
        let fits = !drawn.compact || {
            let words = words::width(&drawn.title, 6.0) + words::width(&drawn.detail, 6.0);
            words + SIGN < f64::from(drawn.rect.width)
        };
        Some(PodBox {
            thing,
            tier: pod.tier,
            rect: rect(drawn.rect),
            title: drawn.title.clone(),
            // Where there is no room for both, its name is what counts.
            detail: if fits { drawn.detail.clone() } else { String::new() },
            pinned: drawn.pinned,
            movable: carry::cargo(self.design, thing).is_some(),
            small: drawn.compact,
            mark,
            spoken: words::with_mark(words::spoken_pod(self.topology, pod, &drawn.title), mark),
        })
    }

    fn export(&self, export: &drawing::ExportBox) -> ExportBox {
        let mark = self.mark(Thing::Export);
        let host = self.topology.hosts.get(export.host).map(|host| host.name.as_str());
        let spoken = format!("{} {} on {}", export.title, export.path, host.unwrap_or_default());
        ExportBox {
            rect: rect(export.rect),
            title: export.title,
            path: export.path.clone(),
            mark,
            spoken: words::with_mark(spoken, mark),
        }
    }

    fn folders(&self, export: &drawing::ExportBox) -> Vec<FolderBox> {
        let drawn = export.folders.iter();
        drawn
            .map(|folder| FolderBox {
                index: folder.folder,
                rect: rect(folder.rect),
                name: folder.name.clone(),
                owner: folder.owner.clone(),
                spoken: words::spoken_folder(self.topology, folder.folder),
            })
            .collect()
    }
}

/// The tier whose count and settings a lane's rail stands for.
fn tier_of(lane: Lane) -> Tier {
    match lane {
        Lane::Wordpress => Tier::Wordpress,
        Lane::Percona => Tier::Percona,
        Lane::Etcd => Tier::Etcd,
    }
}

/// On a drawing without machines: what to begin with.
fn invitation(drawing: &Drawing) -> Option<Note> {
    let tray = drawing.pending.as_ref().filter(|_| drawing.machines.is_empty())?;
    let below = rect(tray.rect);
    let at = Point { x: below.x, y: below.bottom() + 24.0 };
    Some(Note { at, text: "Begin with a machine: press Machine, or A.", strong: "" })
}

fn note(export: &drawing::ExportBox) -> Note {
    let at = rect(export.note_at);
    Note { at: Point { x: at.x, y: at.y + 12.0 }, text: export.note, strong: export.warning }
}

fn point(point: drawing::Point) -> Point {
    Point { x: f64::from(point.x), y: f64::from(point.y) }
}

fn rect(rect: drawing::Rect) -> Rect {
    Rect {
        x: f64::from(rect.x),
        y: f64::from(rect.y),
        w: f64::from(rect.width),
        h: f64::from(rect.height),
    }
}

/// What stands at the right of a machine's head, as far as there is room for it, and how low.
fn aside(frame: &drawing::MachineFrame, host: &Host, asked: &words::Asked) -> (String, f64) {
    let text = words::capacity(host, asked);
    match frame.aside(&text) {
        Aside::First => (text, if frame.load.is_some() { 17.0 } else { 23.0 }),
        Aside::Second => (text, 31.0),
        Aside::Nowhere => (String::new(), 17.0),
    }
}
