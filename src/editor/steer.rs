//! Steps by arrow keys from thing to thing on the drawing.

use super::{Point, Scene, Thing};

/// Where an arrow key points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// The nearest thing in that direction; what lies straight ahead is nearer than what lies aside.
pub fn neighbour(scene: &Scene, from: Thing, direction: Direction) -> Option<Thing> {
    let stops = scene.stops();
    let (_, start) = stops.iter().find(|(thing, _)| *thing == from)?;
    let start = start.middle();
    stops
        .iter()
        .filter(|(thing, _)| *thing != from)
        .filter_map(|(thing, rect)| Some((cost(start, rect.middle(), direction)?, *thing)))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, thing)| thing)
}

fn cost(from: Point, to: Point, direction: Direction) -> Option<f64> {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let (ahead, aside) = match direction {
        Direction::Left => (-dx, dy),
        Direction::Right => (dx, dy),
        Direction::Up => (-dy, dx),
        Direction::Down => (dy, dx),
    };
    (ahead > 4.0).then(|| ahead + 2.5 * aside.abs())
}
