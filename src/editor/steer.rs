//! Steps by arrow keys from thing to thing on the drawing.

use super::{Point, Rect, Scene, Thing};

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
    next(scene, from, direction, |_| true)
}

/// The nearest thing of the same kind in that direction.
pub fn next_of_kind(scene: &Scene, from: Thing, direction: Direction) -> Option<Thing> {
    next(scene, from, direction, |thing| thing.kind() == from.kind())
}

fn next(
    scene: &Scene,
    from: Thing,
    direction: Direction,
    counts: impl Fn(Thing) -> bool,
) -> Option<Thing> {
    let stops = scene.stops();
    let (_, start) = stops.iter().find(|(thing, _)| *thing == from)?;
    let start = start.middle();
    stops
        .iter()
        .filter(|(thing, _)| *thing != from && counts(*thing))
        .filter_map(|(thing, rect)| Some((cost(start, rect.middle(), direction)?, *thing)))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, thing)| thing)
}

/// The thing whose middle is nearest to a point.
pub fn nearest(scene: &Scene, point: Point) -> Option<Thing> {
    let far = |rect: Rect| {
        let middle = rect.middle();
        let (x, y) = (middle.x - point.x, middle.y - point.y);
        x * x + y * y
    };
    let stops = scene.stops().into_iter();
    stops.min_by(|a, b| far(a.1).total_cmp(&far(b.1))).map(|(thing, _)| thing)
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
