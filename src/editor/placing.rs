//! Machines in a person's hand: where they are, what they snap to, and where they would come to stand.

use super::arrange::{GRID, moved, named};
use super::{Editor, Point, Scene, lay_out};
use crate::design::Edit;
use crate::drawing::{Cells, MachineFrame, ROOM, Rect, frames, settled};

/// What a machine in hand is in line with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// One end.
    pub from: Point,
    /// The other.
    pub to: Point,
}

/// Where machines in hand are now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// How far from where they were taken up.
    pub shift: (i32, i32),
    /// How far they would come to stand from there: beside what is in the way.
    pub landing: (i32, i32),
    /// What they are in line with.
    pub guides: Vec<Guide>,
}

/// Machines in hand, and the others.
#[derive(Clone, Debug)]
pub struct Placing {
    machines: Vec<usize>,
    own: Vec<MachineFrame>,
    others: Vec<Rect>,
    cells: Cells,
}

/// In how many steps to either side a free place is looked for.
const TRIED: usize = 48;

impl Placing {
    /// Takes up machines, each by its place in the design.
    pub fn begin(editor: &Editor, machines: &[usize]) -> Placing {
        let (own, others): (Vec<_>, Vec<_>) = frames(editor.design(), editor.topology())
            .into_iter()
            .partition(|frame| machines.contains(&frame.host));
        let others: Vec<Rect> = others.into_iter().map(|frame| frame.rect).collect();
        let with_room = others
            .iter()
            .map(|one| Rect::new(one.x, one.y, one.width + ROOM.beside, one.height + ROOM.below))
            .collect();
        Placing {
            machines: own.iter().map(|frame| frame.host).collect(),
            cells: Cells::of(with_room),
            own,
            others,
        }
    }

    /// The machines in hand.
    pub fn machines(&self) -> &[usize] {
        &self.machines
    }

    /// Where they are when the pointer has gone so far; `reach` is how near they snap to a line, or
    /// nothing if they shall not.
    pub fn at(&self, x: f64, y: f64, reach: Option<f64>) -> Held {
        let Some(all) = self.own.iter().map(|frame| frame.rect).reduce(|all, one| all.with(&one))
        else {
            return Held::default();
        };
        let (x, y) = (whole(x), whole(y));
        let (shift, guides) = match reach {
            None => ((x, y), Vec::new()),
            Some(reach) => self.snapped(all, (x, y), whole(reach)),
        };
        Held { shift, landing: self.landing(shift), guides }
    }

    /// Onto the lines of others that are near, or else onto the grid.
    fn snapped(&self, all: Rect, (x, y): (i32, i32), reach: i32) -> ((i32, i32), Vec<Guide>) {
        let wanted = Rect { x: all.x + x, y: all.y + y, ..all };
        let across = self.nearest(reach, |other| {
            let beside = other.y < wanted.bottom() && wanted.y < other.bottom();
            let middle = other.middle_x() - wanted.width / 2;
            let side = beside.then_some([
                other.right() + ROOM.beside - wanted.x,
                other.x - ROOM.beside - wanted.right(),
            ]);
            let lines = [other.x - wanted.x, other.right() - wanted.right(), middle - wanted.x];
            lines.into_iter().chain(side.into_iter().flatten())
        });
        let down = self.nearest(reach, |other| {
            let middle = other.middle_y() - wanted.height / 2;
            [other.y - wanted.y, other.bottom() - wanted.bottom(), middle - wanted.y].into_iter()
        });
        let on_grid = |at: i32| (at + GRID / 2).div_euclid(GRID) * GRID - at;
        let shift = (
            x + across.unwrap_or_else(|| on_grid(wanted.x)),
            y + down.unwrap_or_else(|| on_grid(wanted.y)),
        );
        let stands = Rect { x: all.x + shift.0, y: all.y + shift.1, ..all };
        (shift, self.guides(&stands, across.is_some(), down.is_some()))
    }

    /// The smallest of the shifts that lead to a line of another machine.
    fn nearest<I: Iterator<Item = i32>>(
        &self,
        reach: i32,
        shifts: impl Fn(&Rect) -> I,
    ) -> Option<i32> {
        self.others
            .iter()
            .flat_map(shifts)
            .filter(|shift| shift.abs() <= reach)
            .min_by_key(|shift| (shift.abs(), *shift))
    }

    /// A line along each edge and middle that is in line with another's, to the farthest of those.
    fn guides(&self, stands: &Rect, across: bool, down: bool) -> Vec<Guide> {
        let mut guides = Vec::new();
        let upright: [fn(&Rect) -> i32; 3] = [|rect| rect.x, Rect::middle_x, Rect::right];
        let level: [fn(&Rect) -> i32; 3] = [|rect| rect.y, Rect::middle_y, Rect::bottom];
        for line in upright.into_iter().filter(|_| across) {
            let at = line(stands);
            let along = self.others.iter().filter(|other| line(other) == at);
            if let Some(all) = along.copied().reduce(|all, one| all.with(&one)) {
                let all = all.with(stands);
                guides.push(guide((at, all.y), (at, all.bottom())));
            }
        }
        for line in level.into_iter().filter(|_| down) {
            let at = line(stands);
            let along = self.others.iter().filter(|other| line(other) == at);
            if let Some(all) = along.copied().reduce(|all, one| all.with(&one)) {
                let all = all.with(stands);
                guides.push(guide((all.x, at), (all.right(), at)));
            }
        }
        guides
    }

    /// The nearest shift by which they stand clear of all others.
    fn landing(&self, wanted: (i32, i32)) -> (i32, i32) {
        if self.is_free(wanted) {
            return wanted;
        }
        let (mut across, mut down) = (vec![wanted.0], vec![wanted.1]);
        for own in &self.own {
            for other in &self.others {
                across.push(other.right() + ROOM.beside - own.rect.x);
                across.push(other.x - ROOM.beside - own.rect.right());
                down.push(other.bottom() + ROOM.below - own.rect.y);
                down.push(other.y - ROOM.below - own.rect.bottom());
            }
        }
        let across = nearest(&across, wanted.0);
        let down = nearest(&down, wanted.1);
        let mut both: Vec<(i64, usize)> = Vec::with_capacity(across.len() * down.len());
        for (far, _) in &across {
            for (aside, _) in &down {
                let (far, aside) = (far - i64::from(wanted.0), aside - i64::from(wanted.1));
                both.push((far * far + aside * aside, both.len()));
            }
        }
        both.sort_unstable();
        let shift = |(_, at): (i64, usize)| {
            let (x, _) = across.get(at / down.len().max(1))?;
            let (y, _) = down.get(at % down.len().max(1))?;
            Some((i32::try_from(*x).ok()?, i32::try_from(*y).ok()?))
        };
        let free = both.into_iter().filter_map(shift).find(|shift| self.is_free(*shift));
        // Where all is taken the others give way.
        free.unwrap_or(wanted)
    }

    fn is_free(&self, (x, y): (i32, i32)) -> bool {
        self.own.iter().all(|frame| {
            let rect = frame.rect;
            let (width, height) = (rect.width + ROOM.beside, rect.height + ROOM.below);
            let rect = Rect::new(rect.x + x, rect.y + y, width, height);
            !self.cells.meets(&rect, &|_, _| true)
        })
    }

    /// What letting go there changes, and what the step is called; nothing if they stay.
    pub fn dropped(&self, editor: &Editor, held: &Held) -> Option<(String, Edit)> {
        let (x, y) = held.landing;
        if (x, y) == (0, 0) {
            return None;
        }
        let who = named(editor.design(), &self.machines);
        Some((format!("{who} moved"), moved(editor, &self.places(held))))
    }

    fn places(&self, held: &Held) -> Vec<(usize, (i32, i32))> {
        let (x, y) = held.landing;
        self.own.iter().map(|frame| (frame.host, (frame.rect.x + x, frame.rect.y + y))).collect()
    }

    /// The drawing with the machines where they would come to stand.
    pub fn preview(&self, editor: &Editor, held: &Held) -> Scene {
        let settled = settled(editor.design(), editor.topology(), &self.places(held));
        let places: Vec<_> =
            settled.into_iter().map(|(machine, place)| (machine, Some(place))).collect();
        let mut design = editor.design().clone();
        design.canvas = design.canvas_with(&places);
        lay_out(&design, editor.topology(), &editor.marks(), false)
    }

    /// Where each machine in hand would come to stand.
    pub fn outlines(&self, held: &Held) -> Vec<super::Rect> {
        let (x, y) = held.landing;
        let moved = |frame: &MachineFrame| super::Rect {
            x: f64::from(frame.rect.x + x),
            y: f64::from(frame.rect.y + y),
            w: f64::from(frame.rect.width),
            h: f64::from(frame.rect.height),
        };
        self.own.iter().map(moved).collect()
    }
}

/// The shifts that are nearest to the one that is wanted.
fn nearest(shifts: &[i32], wanted: i32) -> Vec<(i64, usize)> {
    let mut order: Vec<(i64, usize)> = Vec::with_capacity(shifts.len());
    for (at, shift) in shifts.iter().enumerate() {
        order.push((i64::from((shift - wanted).abs()), at));
    }
    order.sort_unstable();
    let mut nearest: Vec<(i64, usize)> = Vec::new();
    for (_, at) in order {
        let shift = shifts.get(at).copied().map_or(0, i64::from);
        if nearest.len() < TRIED && !nearest.contains(&(shift, 0)) {
            nearest.push((shift, 0));
        }
    }
    nearest
}

fn guide(from: (i32, i32), to: (i32, i32)) -> Guide {
    let point = |(x, y): (i32, i32)| Point { x: f64::from(x), y: f64::from(y) };
    Guide { from: point(from), to: point(to) }
}

fn whole(length: f64) -> i32 {
    #[allow(clippy::cast_possible_truncation, reason = "a pointer goes no farther than the canvas")]
    let whole = length.round().clamp(-100_000.0, 100_000.0) as i32;
    whole
}
