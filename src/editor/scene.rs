//! The drawing as data: every box with its place, size and words. The page only paints it.

use super::Thing;
use crate::topology::Tier;

/// Height of a machine's head.
const HEAD: f64 = 38.0;

/// A point of the drawing, in its own units: one is a CSS pixel at 100 %.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From above.
    pub y: f64,
}

/// A rectangle of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Whether the point lies in it.
    pub fn holds(&self, point: Point) -> bool {
        (self.x..=self.right()).contains(&point.x) && (self.y..=self.bottom()).contains(&point.y)
    }

    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// Its middle.
    pub fn middle(&self) -> Point {
        Point { x: self.x + self.w / 2.0, y: self.y + self.h / 2.0 }
    }
}

/// The worst finding on a thing, for its badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Advice.
    Advice,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// A machine's frame.
#[derive(Clone, Debug, PartialEq)]
pub struct MachineBox {
    /// Place in the design.
    pub index: usize,
    /// Its frame.
    pub rect: Rect,
    /// Its name.
    pub name: String,
    /// Its address, or what it is where it has none.
    pub address: String,
    /// What it has and gives, or what it is for.
    pub capacity: String,
    /// How far below the top edge that is written.
    pub capacity_y: f64,
    /// Asked for, in hundredths of what pods may ask for; nothing where no pods run.
    pub load: Option<f64>,
    /// How many pods are on it, as it is read from afar: "3 pods"; nothing for none.
    pub count: Option<String>,
    /// The worst finding on it and on whatever stands in it, as it is seen from afar.
    pub worst: Option<Mark>,
    /// The worst finding.
    pub mark: Option<Mark>,
    /// What a screen reader says.
    pub spoken: String,
}

/// A handle for a count, on a rail.
#[derive(Clone, Debug, PartialEq)]
pub struct CountHandle {
    /// The number shown.
    pub count: String,
    /// What it counts: "replicas of Percona".
    pub of: &'static str,
    /// Where it stands.
    pub rect: Rect,
}

/// A Service across the machines.
#[derive(Clone, Debug, PartialEq)]
pub struct Rail {
    /// The tier whose count and settings it stands for.
    pub tier: Tier,
    /// Its parts, row by row.
    pub bands: Vec<Rect>,
    /// Lines from each part to the next.
    pub joints: Vec<Vec<Point>>,
    /// Name of the Service.
    pub label: String,
    /// Port and state, as far as there is room.
    pub state: String,
    /// The handle for the count.
    pub handle: Option<CountHandle>,
    /// Lines down to the pods behind it.
    pub ticks: Vec<(Point, Point)>,
    /// The worst finding.
    pub mark: Option<Mark>,
    /// What a screen reader says.
    pub spoken: String,
}

/// A pod.
#[derive(Clone, Debug, PartialEq)]
pub struct PodBox {
    /// What it is.
    pub thing: Thing,
    /// Its tier.
    pub tier: Tier,
    /// Its place.
    pub rect: Rect,
    /// Its name.
    pub title: String,
    /// What is to be known of it.
    pub detail: String,
    /// Whether it can run nowhere else.
    pub pinned: bool,
    /// Whether a drag moves it.
    pub movable: bool,
    /// A small box on one line.
    pub small: bool,
    /// The worst finding.
    pub mark: Option<Mark>,
    /// What a screen reader says.
    pub spoken: String,
}

/// The NFS export in its host.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportBox {
    /// Its place.
    pub rect: Rect,
    /// What it is.
    pub title: &'static str,
    /// The folder that is exported.
    pub path: String,
    /// The worst finding.
    pub mark: Option<Mark>,
    /// What a screen reader says.
    pub spoken: String,
}

/// A folder of the export.
#[derive(Clone, Debug, PartialEq)]
pub struct FolderBox {
    /// Place in the topology.
    pub index: usize,
    /// Its place.
    pub rect: Rect,
    /// Its name.
    pub name: String,
    /// User that owns it.
    pub owner: String,
    /// What a screen reader says.
    pub spoken: String,
}

/// Pods for which there is no machine.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingBox {
    /// Its frame.
    pub rect: Rect,
    /// What it says.
    pub title: String,
}

/// The way in from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct WayInMark {
    /// Where it can be pressed.
    pub rect: Rect,
    /// Who comes in.
    pub title: &'static str,
    /// How they come in.
    pub text: String,
    /// The line down to the first rail.
    pub line: (Point, Point),
    /// The worst finding.
    pub mark: Option<Mark>,
    /// What a screen reader says.
    pub spoken: String,
}

/// A remark beside the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where it begins.
    pub at: Point,
    /// What it says.
    pub text: &'static str,
    /// What matters in it.
    pub strong: &'static str,
}

/// The whole drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Whether machines stand under one another, whatever the design's canvas says.
    pub narrow: bool,
    /// What holds all of it.
    pub bounds: Rect,
    /// The way in.
    pub way_in: Option<WayInMark>,
    /// The machines.
    pub machines: Vec<MachineBox>,
    /// The Services.
    pub rails: Vec<Rail>,
    /// The pods.
    pub pods: Vec<PodBox>,
    /// The export.
    pub export: Option<ExportBox>,
    /// Its folders.
    pub folders: Vec<FolderBox>,
    /// Pods without a machine.
    pub waiting: Option<WaitingBox>,
    /// Remarks.
    pub notes: Vec<Note>,
}

impl MachineBox {
    /// Its head, by which it is taken.
    pub fn head(&self) -> Rect {
        Rect { h: HEAD, ..self.rect }
    }
}

impl Scene {
    /// The machine under a point.
    pub fn machine_at(&self, point: Point) -> Option<&MachineBox> {
        self.machines.iter().find(|machine| machine.rect.holds(point))
    }

    /// What is under a point: the smallest thing first.
    pub fn thing_at(&self, point: Point) -> Option<Thing> {
        let folder = self.folders.iter().find(|folder| folder.rect.holds(point));
        let pod = self.pods.iter().find(|pod| pod.rect.holds(point));
        let rail = self.rails.iter().find(|rail| rail.bands.iter().any(|band| band.holds(point)));
        folder
            .map(|folder| Thing::Folder(folder.index))
            .or(pod.map(|pod| pod.thing))
            .or(self
                .export
                .as_ref()
                .filter(|export| export.rect.holds(point))
                .map(|_| Thing::Export))
            .or(rail.map(|rail| Thing::of_tier(rail.tier)))
            .or(self.machine_at(point).map(|machine| Thing::Machine(machine.index)))
            .or(self
                .way_in
                .as_ref()
                .filter(|way_in| way_in.rect.holds(point))
                .map(|_| Thing::WayIn))
    }

    /// Where a thing stands; for a tier, its first rail.
    pub fn rect_of(&self, thing: Thing) -> Option<Rect> {
        match thing {
            Thing::Machine(index) => {
                self.machines.iter().find(|machine| machine.index == index).map(|m| m.rect)
            }
            Thing::Export => self.export.as_ref().map(|export| export.rect),
            Thing::Folder(index) => {
                self.folders.iter().find(|folder| folder.index == index).map(|f| f.rect)
            }
            Thing::WayIn => self.way_in.as_ref().map(|way_in| way_in.rect),
            Thing::Etcd | Thing::Percona | Thing::Wordpress => self
                .rails
                .iter()
                .find(|rail| Thing::of_tier(rail.tier) == thing)
                .and_then(|rail| rail.bands.first().copied()),
            Thing::Member(_) | Thing::Replica(_) | Thing::Haproxy(_) | Thing::Site(_) => {
                self.pods.iter().find(|pod| pod.thing == thing).map(|pod| pod.rect)
            }
            Thing::Cluster | Thing::Backups => None,
        }
    }

    /// Everything that can be stepped to by keyboard, in the order in which it is read.
    pub fn stops(&self) -> Vec<(Thing, Rect)> {
        let mut stops: Vec<(Thing, Rect)> = Vec::new();
        stops.extend(self.way_in.iter().map(|way_in| (Thing::WayIn, way_in.rect)));
        stops.extend(
            self.machines.iter().map(|machine| (Thing::Machine(machine.index), machine.head())),
        );
        stops.extend(
            self.rails
                .iter()
                .filter_map(|rail| Some((Thing::of_tier(rail.tier), rail.bands.first().copied()?))),
        );
        stops.extend(self.pods.iter().map(|pod| (pod.thing, pod.rect)));
        stops.extend(
            self.export.iter().map(|export| (Thing::Export, Rect { h: 40.0, ..export.rect })),
        );
        stops.extend(self.folders.iter().map(|folder| (Thing::Folder(folder.index), folder.rect)));
        stops
    }
}
