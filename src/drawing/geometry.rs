//! Points and rectangles of the drawing, in whole pixels at 100 %.

/// A point; x to the right, y down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Distance from the left.
    pub x: i32,
    /// Distance from the top.
    pub y: i32,
}

impl Point {
    /// The point at x, y.
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// The rectangle of that upper left corner and size.
    pub const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }

    /// Its right edge.
    pub const fn right(&self) -> i32 {
        self.x + self.width
    }

    /// Its lower edge.
    pub const fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// Halfway between left and right.
    pub const fn middle_x(&self) -> i32 {
        self.x + self.width / 2
    }

    /// Halfway between top and bottom.
    pub const fn middle_y(&self) -> i32 {
        self.y + self.height / 2
    }

    /// Whether the point lies in it, edges included.
    pub const fn contains(&self, point: Point) -> bool {
        self.x <= point.x
            && point.x <= self.right()
            && self.y <= point.y
            && point.y <= self.bottom()
    }

    /// Whether the two share more than an edge.
    pub const fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn with(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// Larger by so much on each side.
    #[must_use]
    pub const fn grown(&self, by: i32) -> Rect {
        Rect::new(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)
    }
}
