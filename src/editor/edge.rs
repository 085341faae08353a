//! What is dragged to the edge of the window: the drawing shifts by itself.

use super::{Point, Rect, View};

/// How far from the edge it begins, in pixels.
const ZONE: f64 = 48.0;
/// So far beyond the edge a pointer is still at it: hands overshoot. Farther out it has left.
const BEYOND: f64 = 48.0;
/// Pixels a second at the edge.
const FASTEST: f64 = 1000.0;
/// How many seconds it takes to come to its speed, so that a pointer may pass through.
const RISE: f64 = 0.4;
/// For who wants little motion: a step each so many seconds in place of a glide.
const STEP: f64 = 0.3;
/// A page that was asleep does not make up for it.
const LONGEST_FRAME: f64 = 0.1;
/// How much is seen beyond the end of the drawing, in pixels.
const MARGIN: f64 = 64.0;

/// A pointer that is held at the edge.
#[derive(Clone, Copy, Debug, Default)]
pub struct Edge {
    /// For how many seconds it has been there.
    held: f64,
    /// How many of them no step was made for.
    due: f64,
}

/// How fast the drawing shifts, in pixels a second, while the pointer of a drag is at that point of a
/// window of that size: the faster the nearer it is to the edge.
pub fn edge_speed(at: Point, window: Point) -> Point {
    let within = |at: f64, length: f64| (-BEYOND..=length + BEYOND).contains(&at);
    if !within(at.x, window.x) || !within(at.y, window.y) {
        return Point::default();
    }
    let along = |at: f64, length: f64| {
        // In a small window there has to be a middle.
        let zone = ZONE.min(length / 4.0).max(1.0);
        let low = ((zone - at) / zone).clamp(0.0, 1.0);
        let high = ((at - length + zone) / zone).clamp(0.0, 1.0);
        FASTEST * (low * low - high * high)
    };
    Point { x: along(at.x, window.x), y: along(at.y, window.y) }
}

impl Edge {
    /// How far the drawing shifts while so many seconds pass. `calm`: in steps.
    pub fn shift(&mut self, at: Point, window: Point, seconds: f64, calm: bool) -> Point {
        let speed = edge_speed(at, window);
        if speed == Point::default() {
            *self = Edge::default();
            return speed;
        }
        let seconds = seconds.clamp(0.0, LONGEST_FRAME);
        self.held += seconds;
        self.due += seconds;
        if calm && self.due < STEP {
            return Point::default();
        }
        let rise = if calm { 1.0 } else { (self.held / RISE).min(1.0) };
        let due = std::mem::take(&mut self.due) * rise;
        Point { x: speed.x * due, y: speed.y * due }
    }
}

impl View {
    /// Shifted, but not on where the drawing has ended; without one, as far as one likes.
    #[must_use]
    pub fn edged(self, shift: Point, drawing: Option<Rect>, window: Point) -> View {
        let Some(drawing) = drawing else { return self.panned(shift.x, shift.y) };
        let seen = self.seen(drawing);
        let along = |shift: f64, low: f64, high: f64, length: f64| {
            let (before, after) = (MARGIN - low, length - MARGIN - high);
            shift.clamp(after.min(0.0), before.max(0.0))
        };
        self.panned(
            along(shift.x, seen.x, seen.right(), window.x),
            along(shift.y, seen.y, seen.bottom(), window.y),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WINDOW: Point = Point { x: 800.0, y: 600.0 };

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn speed_grows_towards_the_edge_and_is_none_in_the_middle_and_outside() {
        let left = |x: f64| edge_speed(at(x, 300.0), WINDOW).x;
        assert!(left(ZONE).abs() < f64::EPSILON && left(400.0).abs() < f64::EPSILON);
        assert!(0.0 < left(40.0) && left(40.0) < left(20.0) && left(20.0) < left(0.0));
        assert!((left(0.0) - FASTEST).abs() < 1e-9 && (left(-30.0) - FASTEST).abs() < 1e-9);
        assert_eq!(edge_speed(at(-BEYOND - 1.0, 300.0), WINDOW), Point::default(), "it has left");
        assert_eq!(edge_speed(at(0.0, 700.0), WINDOW), Point::default(), "below, too");
        assert!(edge_speed(at(790.0, 590.0), WINDOW).x < 0.0, "what lies right comes to the left");
        assert!(edge_speed(at(790.0, 590.0), WINDOW).y < 0.0);
        let small = edge_speed(at(20.0, 20.0), at(40.0, 40.0));
        assert_eq!(small, Point::default(), "a small window has a middle too");
    }

    #[test]
    fn it_rises_to_its_speed_and_begins_anew_after_the_middle() {
        let mut edge = Edge::default();
        let mut glide = |x: f64, calm: bool| edge.shift(at(x, 300.0), WINDOW, 0.016, calm).x;
        let first = glide(0.0, false);
        let rising: Vec<f64> = (0..60).map(|_| glide(0.0, false)).collect();
        assert!(0.0 < first && first < 2.0, "{first}");
        assert!(rising.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!((rising[59] - FASTEST * 0.016).abs() < 1e-9);
        assert!(glide(400.0, false).abs() < f64::EPSILON);
        assert!((glide(0.0, false) - first).abs() < 1e-9);
        let late = edge.shift(at(0.0, 300.0), WINDOW, 60.0, false).x;
        assert!(late <= FASTEST * LONGEST_FRAME, "a minute asleep is no jump: {late}");
    }

    #[test]
    fn with_little_motion_it_goes_in_steps_as_far() {
        let mut edge = Edge::default();
        let all: Vec<f64> =
            (0..100).map(|_| edge.shift(at(0.0, 300.0), WINDOW, 0.02, true).x).collect();
        let steps = all.iter().filter(|step| **step > 0.0).count();
        assert!((5..=7).contains(&steps), "{steps} in two seconds");
        assert!(all.iter().sum::<f64>() > 1500.0);
    }

    #[test]
    fn it_ends_where_the_drawing_ends() {
        let drawing = Rect { x: 0.0, y: 0.0, w: 2000.0, h: 300.0 };
        let far = Point { x: -1e6, y: -1e6 };
        let view = View::default().edged(far, Some(drawing), WINDOW);
        assert_eq!(view.shift, at(WINDOW.x - MARGIN - 2000.0, 0.0), "all of its height is seen");
        let back = view.edged(at(1e6, 1e6), Some(drawing), WINDOW);
        assert_eq!(back.shift, at(MARGIN, MARGIN));
        assert_eq!(back.edged(at(5.0, 0.0), None, WINDOW).shift, at(MARGIN + 5.0, MARGIN));
    }

    proptest! {
        #[test]
        fn never_faster_than_its_speed_nor_the_wrong_way(
            x in -200.0..1000.0_f64, y in -200.0..800.0_f64, seconds in 0.0..2.0_f64, calm: bool,
        ) {
            let shift = Edge::default().shift(at(x, y), WINDOW, seconds, calm);
            prop_assert!(shift.x.abs() <= FASTEST * LONGEST_FRAME + 1e-9);
            prop_assert!(shift.x * (400.0 - x) >= 0.0 && shift.y * (300.0 - y) >= 0.0);
        }
    }
}
