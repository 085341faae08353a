//! What the thing in focus depends on and what depends on it, with the lines between.

use super::scene::Point;
use super::{Layer, Thing, words};
use crate::design::Design;
use crate::drawing::{self, Drawing, Kind, Lane, Shape, Spot};
use crate::topology::Topology;
use std::collections::{BTreeMap, BTreeSet};

/// A link between two things.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The layer that it belongs to.
    pub layer: Layer,
    /// Who needs the other.
    pub from: Thing,
    /// Who is needed.
    pub to: Thing,
    /// Corners, from the one to the other. There are none where no line can be drawn.
    pub corners: Vec<Point>,
    /// "claim data-percona-0, volume blog-percona-0"; nothing for what is no claim.
    pub label: Option<String>,
}

/// What lights up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lit {
    /// Everything that is needed or needs, the things themselves too; in order.
    pub things: Vec<Thing>,
    /// The lines between them.
    pub lines: Vec<Link>,
}

/// All links of a design. `narrow` as for [`lay_out`](super::lay_out).
pub fn links(design: &Design, topology: &Topology, narrow: bool) -> Vec<Link> {
    let shape = if narrow { Shape::Narrow } else { Shape::Wide };
    let drawing = Drawing::of(design, topology, shape).linked(design, topology);
    let thing = |spot: Spot| match spot {
        Spot::Visitors => Some(Thing::WayIn),
        Spot::Rail(Lane::Wordpress) => Some(Thing::Wordpress),
        Spot::Rail(Lane::Percona) => Some(Thing::Percona),
        Spot::Rail(Lane::Etcd) => Some(Thing::Etcd),
        Spot::Pod(index) => topology.pods.get(index).and_then(Thing::of_pod),
        Spot::Folder(index) => Some(Thing::Folder(index)),
    };
    let link = |link: &drawing::Link| {
        let claim = link.volume.and_then(|index| topology.volumes.get(index)).map(|volume| {
            let name = volume.volume.as_deref().unwrap_or("made by its StorageClass");
            format!("claim {}, volume {name}", volume.claim)
        });
        let point = |it: &drawing::Point| Point { x: f64::from(it.x), y: f64::from(it.y) };
        Some(Link {
            layer: match link.kind {
                Kind::Traffic => Layer::Traffic,
                Kind::Discovery => Layer::Discovery,
                Kind::Storage => Layer::Storage,
            },
            from: thing(link.from)?,
            to: thing(link.to)?,
            corners: link.points.iter().map(point).collect(),
            label: claim,
        })
    };
    drawing.links.iter().filter_map(link).collect()
}

/// What lights up when these things are in focus.
pub fn lit(links: &[Link], topology: &Topology, things: &[Thing]) -> Lit {
    let focused: BTreeSet<Thing> =
        things.iter().flat_map(|thing| with_parts(topology, *thing)).collect();
    let mut lit = focused.clone();
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    for back in [false, true] {
        let ends = |link: &Link| {
            if back { (link.to, link.from) } else { (link.from, link.to) }
        };
        let mut at: BTreeMap<Thing, Vec<usize>> = BTreeMap::new();
        for (index, link) in links.iter().enumerate() {
            at.entry(ends(link).0).or_default().push(index);
        }
        // A Service is no end: what is before or behind it counts.
        let mut front: Vec<Thing> =
            focused.iter().copied().filter(|thing| !stands_for_lines(*thing, things)).collect();
        for _ in 0..2 {
            let mut further = Vec::new();
            for index in front.iter().filter_map(|thing| at.get(thing)).flatten() {
                let Some(link) = links.get(*index) else { continue };
                let (_, next) = ends(link);
                shown.insert(*index);
                lit.insert(next);
                if matches!(next, Thing::Wordpress | Thing::Percona | Thing::Etcd) {
                    further.push(next);
                }
            }
            front = further;
        }
    }
    let between = shown.into_iter().filter_map(|index| links.get(index));
    Lit {
        things: lit.into_iter().collect(),
        lines: between.filter(|link| !link.corners.is_empty()).cloned().collect(),
    }
}

/// A thing with what it holds: a Service its pods, the export its folders, a machine what stands in it.
fn with_parts(topology: &Topology, thing: Thing) -> Vec<Thing> {
    let pods = topology.pods.iter();
    let mut parts: Vec<Thing> = match thing {
        Thing::Machine(index) => pods
            .filter(|pod| pod.placement.host() == Some(index))
            .filter_map(Thing::of_pod)
            .collect(),
        Thing::Etcd | Thing::Percona | Thing::Wordpress => {
            pods.filter_map(Thing::of_pod).filter(|pod| pod.tier() == thing.tier()).collect()
        }
        Thing::Export => (0..topology.folders.len()).map(Thing::Folder).collect(),
        _ => Vec::new(),
    };
    parts.push(thing);
    parts
}

/// Whether it lights up without lines: what stands in a machine is seen there, and all its lines
/// together would hide it.
fn stands_for_lines(part: Thing, focused: &[Thing]) -> bool {
    !focused.contains(&part) && focused.iter().all(|thing| matches!(thing, Thing::Machine(_)))
}

impl Link {
    /// Where its label is written, above the longest level stretch of its line, and whether it ends there:
    /// one that is longer than the stretch would run into what the line leads to.
    pub fn label_at(&self) -> (Point, bool) {
        let level = self.corners.windows(2).filter_map(|pair| match pair {
            [a, b] if (a.y - b.y).abs() < 0.5 => Some(((a.x - b.x).abs(), *a, *b)),
            _ => None,
        });
        let Some((long, a, b)) = level.max_by(|a, b| a.0.total_cmp(&b.0)) else {
            return (Point::default(), false);
        };
        let label = self.label.as_deref().unwrap_or_default();
        let y = a.y - 5.0;
        if words::width(label, 5.8) + 20.0 <= long {
            (Point { x: a.x.min(b.x) + 10.0, y }, false)
        } else {
            (Point { x: a.x.max(b.x) - 6.0, y }, true)
        }
    }
}
