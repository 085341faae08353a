//! The chain pod, claim, volume, folder, as lines on the drawing.

use super::{Point, Rect, Scene, Thing};
use crate::topology::{Backing, Topology, Volume};

/// What lights up for a thing: the others of its chains, and the lines between.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// Everything on it, the thing itself too.
    pub things: Vec<Thing>,
    /// Its lines.
    pub lines: Vec<ChainLine>,
}

/// From a pod to a folder.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainLine {
    /// Corners, from pod to folder.
    pub corners: Vec<Point>,
    /// "claim data-percona-0, volume blog-percona-0".
    pub label: String,
    /// Where the label begins.
    pub at: Point,
}

/// What lights up when that thing is in focus.
pub fn chain(scene: &Scene, topology: &Topology, thing: Thing) -> Chain {
    let pods: Vec<Thing> = match thing {
        Thing::Folder(_) => thing.users_of_folder(topology),
        Thing::Machine(_) | Thing::Export | Thing::Cluster | Thing::Backups | Thing::WayIn => {
            Vec::new()
        }
        tier @ (Thing::Etcd | Thing::Percona | Thing::Wordpress) => scene
            .pods
            .iter()
            .filter(|pod| Thing::of_tier(pod.tier) == tier)
            .map(|pod| pod.thing)
            .collect(),
        pod => vec![pod],
    };
    let mut chain = Chain { things: vec![thing], lines: Vec::new() };
    let mut drawn: Vec<(Rect, usize)> = Vec::new();
    for pod in pods {
        let claims = pod.pod(topology).map(|pod| pod.claims.as_slice()).unwrap_or_default();
        for volume in claims.iter().filter_map(|claim| topology.volume(claim)) {
            chain.things.push(pod);
            let Some((folder, to)) = folder_of(scene, topology, volume) else { continue };
            let Some(from) = scene.rect_of(pod) else { continue };
            chain.things.push(Thing::Folder(folder));
            if drawn.contains(&(from, folder)) {
                continue;
            }
            drawn.push((from, folder));
            #[allow(clippy::cast_precision_loss)] // a few lines
            let beside = (chain.lines.len() % 4) as f64 * 3.0;
            let corners = route(from, to, beside);
            let at = label_place(&corners);
            let name = volume.volume.as_deref().unwrap_or("made by its StorageClass");
            let label = format!("claim {}, volume {name}", volume.claim);
            chain.lines.push(ChainLine { corners, label, at });
        }
    }
    chain.things.sort_unstable();
    chain.things.dedup();
    chain
}

fn folder_of(scene: &Scene, topology: &Topology, volume: &Volume) -> Option<(usize, Rect)> {
    let Backing::Folder(name) = &volume.backing else { return None };
    let index = topology.folders.iter().position(|folder| folder.name == *name)?;
    Some((index, scene.rect_of(Thing::Folder(index))?))
}

/// Out of the pod's side, along the free strip below it, and into the folder's side.
fn route(from: Rect, to: Rect, beside: f64) -> Vec<Point> {
    let folder_is_right = to.x >= from.right();
    let (out, into) = if folder_is_right { (from.right(), to.x) } else { (from.x, to.right()) };
    let sign = if folder_is_right { 1.0 } else { -1.0 };
    let near = out + sign * (18.0 + beside);
    let far = into - sign * (30.0 + beside);
    let strip = from.bottom() + 9.0 + beside;
    let mid = from.middle().y;
    let end = to.middle().y;
    if to.x < from.right() && to.right() > from.x {
        // One over the other, as on a narrow window: down the side.
        let side = from.x.min(to.x) - 14.0 - beside;
        return vec![
            Point { x: from.x, y: mid },
            Point { x: side, y: mid },
            Point { x: side, y: end },
            Point { x: to.x, y: end },
        ];
    }
    if (far - near) * sign < 40.0 {
        let between = f64::midpoint(out, into);
        return vec![
            Point { x: out, y: mid },
            Point { x: between, y: mid },
            Point { x: between, y: end },
            Point { x: into, y: end },
        ];
    }
    vec![
        Point { x: out, y: mid },
        Point { x: near, y: mid },
        Point { x: near, y: strip },
        Point { x: far, y: strip },
        Point { x: far, y: end },
        Point { x: into, y: end },
    ]
}

/// Under the longest level stretch.
fn label_place(corners: &[Point]) -> Point {
    let level = corners.windows(2).filter_map(|pair| match pair {
        [a, b] if (a.y - b.y).abs() < 0.5 => Some(((a.x - b.x).abs(), *a, *b)),
        _ => None,
    });
    level
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(Point::default(), |(_, a, b)| Point { x: a.x.min(b.x) + 8.0, y: a.y })
}
