//! What of the drawing is seen: how far it is shifted and how large it is.

use super::{Point, Rect};

/// A view: what stands at `p` on the drawing is seen at `p * scale + shift`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where the drawing's corner is seen.
    pub shift: Point,
    /// How large it is; 1 is 100 %.
    pub scale: f64,
}

impl Default for View {
    fn default() -> Self {
        View { shift: Point::default(), scale: 1.0 }
    }
}

const SMALLEST: f64 = 0.02;
const LARGEST: f64 = 3.0;

impl View {
    /// Whether it is so small that words cannot be read: counts and the worst findings stand for them.
    pub fn is_far(self) -> bool {
        const READABLE: f64 = 0.45;
        self.scale < READABLE
    }

    /// Whether it is so large that ports can be read too: a machine about fills the window.
    pub fn is_near(self) -> bool {
        const NEAR: f64 = 1.08;
        self.scale >= NEAR
    }

    /// The whole drawing in a window of that size, in its middle, not larger than 100 %. On a narrow
    /// one its width counts and it begins at the top.
    pub fn fit(drawing: Rect, window: Point, narrow: bool) -> View {
        let padding = if narrow { 0.0 } else { 12.0 };
        let across = (window.x - 2.0 * padding) / drawing.w.max(1.0);
        let down = (window.y - 2.0 * padding) / drawing.h.max(1.0);
        let scale = if narrow { across } else { across.min(down) }.clamp(SMALLEST, 1.0);
        let x = (window.x - drawing.w * scale) / 2.0 - drawing.x * scale;
        let top = if narrow { 0.0 } else { ((window.y - drawing.h * scale) / 2.0).min(40.0) };
        let y = top - drawing.y * scale;
        View { shift: Point { x, y }, scale }
    }

    /// So large that `rect` fills a window of that size as far as it is easy to look at.
    pub fn around(rect: Rect, window: Point) -> View {
        const MARGIN: f64 = 48.0;
        const CLOSEST: f64 = 2.0;
        let across = (window.x - MARGIN).max(1.0) / rect.w.max(1.0);
        let down = (window.y - MARGIN).max(1.0) / rect.h.max(1.0);
        let scale = across.min(down).clamp(SMALLEST, CLOSEST);
        let middle = rect.middle();
        let shift =
            Point { x: window.x / 2.0 - middle.x * scale, y: window.y / 2.0 - middle.y * scale };
        View { shift, scale }
    }

    /// Larger or smaller by `factor`, with what is under `pointer` staying there.
    #[must_use]
    pub fn zoomed(self, factor: f64, pointer: Point) -> View {
        let scale = (self.scale * factor).clamp(SMALLEST, LARGEST);
        let under = self.on_drawing(pointer);
        let shift = Point { x: pointer.x - under.x * scale, y: pointer.y - under.y * scale };
        View { shift, scale }
    }

    /// Shifted.
    #[must_use]
    pub fn panned(self, x: f64, y: f64) -> View {
        View { shift: Point { x: self.shift.x + x, y: self.shift.y + y }, ..self }
    }

    /// The place on the drawing that is seen at `seen`.
    pub fn on_drawing(self, seen: Point) -> Point {
        Point { x: (seen.x - self.shift.x) / self.scale, y: (seen.y - self.shift.y) / self.scale }
    }

    /// Where on the window that rectangle of the drawing is seen.
    pub fn seen(self, rect: Rect) -> Rect {
        Rect {
            x: rect.x * self.scale + self.shift.x,
            y: rect.y * self.scale + self.shift.y,
            w: rect.w * self.scale,
            h: rect.h * self.scale,
        }
    }

    /// Whether all of that rectangle is seen in a window of that size.
    pub fn shows(self, rect: Rect, window: Point) -> bool {
        let seen = self.seen(rect);
        seen.x >= 0.0 && seen.y >= 0.0 && seen.right() <= window.x && seen.bottom() <= window.y
    }

    /// What of the drawing is seen in a window of that size.
    pub fn seen_of(self, window: Point) -> Rect {
        let corner = self.on_drawing(Point::default());
        Rect { x: corner.x, y: corner.y, w: window.x / self.scale, h: window.y / self.scale }
    }

    /// Shifted so that `at` is in the middle of a window of that size.
    #[must_use]
    pub fn centred(self, at: Point, window: Point) -> View {
        let shift = |at: f64, window: f64| window / 2.0 - at * self.scale;
        View { shift: Point { x: shift(at.x, window.x), y: shift(at.y, window.y) }, ..self }
    }

    /// Shifted no more than needed for `rect` to be seen in a window of that size.
    #[must_use]
    pub fn showing(self, rect: Rect, window: Point) -> View {
        let shift = |low: f64, high: f64, window: f64| {
            let margin = 24.0_f64.min(window / 8.0);
            if low < margin {
                margin - low
            } else if high > window - margin {
                (window - margin - high).max(margin - low)
            } else {
                0.0
            }
        };
        let low = |at: f64, by: f64| at * self.scale + by;
        self.panned(
            shift(low(rect.x, self.shift.x), low(rect.right(), self.shift.x), window.x),
            shift(low(rect.y, self.shift.y), low(rect.bottom(), self.shift.y), window.y),
        )
    }
}
