//! Which boxes lie where: finds those that meet a box without looking at all of them.

use super::Rect;

/// About the size of a machine, so that each lies in few cells.
const CELL: i32 = 256;

/// Boxes by the squares of the canvas in which they lie.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    rects: Vec<Rect>,
    /// The cell and the box, in order.
    lies: Vec<(i64, usize)>,
}

/// A cell's place in the order: row by row.
fn cell(column: i32, row: i32) -> i64 {
    (i64::from(row) << 32) + i64::from(column)
}

impl Cells {
    /// These boxes.
    pub fn of(rects: Vec<Rect>) -> Cells {
        let mut lies = Vec::with_capacity(4 * rects.len());
        for (index, rect) in rects.iter().enumerate() {
            for row in rect.y.div_euclid(CELL)..=rect.bottom().div_euclid(CELL) {
                for column in rect.x.div_euclid(CELL)..=rect.right().div_euclid(CELL) {
                    lies.push((cell(column, row), index));
                }
            }
        }
        lies.sort_unstable();
        Cells { rects, lies }
    }

    /// Whether a box that counts shares more than an edge with this one.
    pub fn meets(&self, rect: &Rect, counts: &dyn Fn(usize, &Rect) -> bool) -> bool {
        let (from, to) = (rect.x.div_euclid(CELL), rect.right().div_euclid(CELL));
        (rect.y.div_euclid(CELL)..=rect.bottom().div_euclid(CELL)).any(|row| {
            let first = self.lies.partition_point(|(lies, _)| *lies < cell(from, row));
            let own = self.lies.iter().skip(first).take_while(|(lies, _)| *lies <= cell(to, row));
            own.map(|(_, index)| *index).any(|index| {
                let other = self.rects.get(index);
                other.is_some_and(|other| other.overlaps(rect) && counts(index, other))
            })
        })
    }

    /// Whether any two meet.
    pub fn crowded(&self) -> bool {
        self.rects
            .iter()
            .enumerate()
            .any(|(index, rect)| self.meets(rect, &|other, _| other != index))
    }
}
