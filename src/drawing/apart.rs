//! Keeps boxes apart. Where some would overlap they move as little as that takes, and what stood to the
//! left of another, or above it, does so still.
//!
//! The algorithm is that of T. Dwyer, K. Marriott and P. J. Stuckey, "Fast Node Overlap Removal" (Graph
//! Drawing 2005): a scan finds who must stand before whom, first to the side and then downwards; boxes
//! that touch become a block, which stands at the weighted mean of where its boxes want to be
//! (`satisfy_VPSC`). All in whole numbers, so that every machine draws the same.

use super::Rect;
use super::cells::Cells;

/// A box and how firmly it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    /// Where it wants to stand, and then where it does.
    pub(super) rect: Rect,
    /// Of two that overlap the heavier moves less.
    pub(super) weight: i64,
}

/// The least room between boxes.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Beside one another.
    pub beside: i32,
    /// Below one another.
    pub below: i32,
}

/// Moves the boxes apart. Boxes that have room already are left alone.
pub(super) fn apart(bodies: &mut [Body], room: Room) {
    let with_room = |body: &Body| {
        let Rect { x, y, width, height } = body.rect;
        Rect::new(x, y, width + room.beside, height + room.below)
    };
    if !Cells::of(bodies.iter().map(with_room).collect()).crowded() {
        return;
    }
    for axis in [Axis::Across, Axis::Down] {
        let spans: Vec<Span> = bodies.iter().map(|body| axis.span(body, room)).collect();
        let befores = befores(&spans, axis);
        let places = satisfy(&spans, &befores);
        for (body, place) in bodies.iter_mut().zip(places) {
            match axis {
                Axis::Across => body.rect.x = place,
                Axis::Down => body.rect.y = place,
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Across,
    Down,
}

/// A box along the axis on which boxes move, and across it; with the room that it needs.
#[derive(Clone, Copy, Debug)]
struct Span {
    at: i32,
    size: i32,
    /// Where it begins and ends on the other axis.
    from: i32,
    to: i32,
    weight: i64,
}

impl Axis {
    fn span(self, body: &Body, room: Room) -> Span {
        let Rect { x, y, width, height } = body.rect;
        let (width, height) = (width + room.beside, height + room.below);
        let weight = body.weight;
        match self {
            Axis::Across => Span { at: x, size: width, from: y, to: y + height, weight },
            Axis::Down => Span { at: y, size: height, from: x, to: x + width, weight },
        }
    }
}

impl Span {
    /// Twice its middle: order along the axis.
    fn middle(&self) -> i64 {
        i64::from(2 * self.at + self.size)
    }

    /// How far the two overlap along the axis.
    fn overlap(&self, other: &Span) -> i32 {
        (self.at + self.size).min(other.at + other.size) - self.at.max(other.at)
    }

    /// And across it.
    fn overlap_across(&self, other: &Span) -> i32 {
        self.to.min(other.to) - self.from.max(other.from)
    }
}

/// That one box stands before another, whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Before {
    left: usize,
    right: usize,
}

/// Who must stand before whom. To the side only those are parted that have less far to go than down;
/// what is left is parted downwards.
fn befores(spans: &[Span], axis: Axis) -> Vec<Before> {
    /// Of thousands on one spot each need not be parted from all others to the side.
    const MOST: usize = 64;
    // What ends where another begins does not meet it: ends come first.
    let mut events: Vec<(i64, usize)> = Vec::with_capacity(2 * spans.len());
    for (index, span) in spans.iter().enumerate() {
        events.push((2 * i64::from(span.from) + 1, index));
        events.push((2 * i64::from(span.to), index));
    }
    events.sort_unstable();
    // Those that are met on the way, in order along the axis.
    let mut open: Vec<(i64, usize)> = Vec::new();
    let mut found = Vec::new();
    for (event, index) in events {
        let Some(span) = spans.get(index) else { continue };
        let key = (span.middle(), index);
        let at = open.partition_point(|other| *other < key);
        if event.rem_euclid(2) == 0 {
            if open.get(at) == Some(&key) {
                open.remove(at);
            }
            continue;
        }
        let mut meets = |other: usize, before: bool| {
            let Some(near) = spans.get(other) else { return true };
            let overlap = span.overlap(near);
            let part = axis == Axis::Down || overlap <= span.overlap_across(near);
            if part {
                let (left, right) = if before { (other, index) } else { (index, other) };
                found.push(Before { left, right });
            }
            // Behind the first that stands clear others stand clear of that one.
            part && (axis == Axis::Down || overlap <= 0)
        };
        let (before, behind) = open.split_at(at);
        let _ = before.iter().rev().take(MOST).any(|(_, other)| meets(*other, true));
        let _ = behind.iter().take(MOST).any(|(_, other)| meets(*other, false));
        open.insert(at, key);
    }
    found
}

/// Boxes that stand one against the other.
#[derive(Clone, Debug, Default)]
struct Block {
    members: Vec<usize>,
    weight: i64,
    /// Weight times where the block would begin if that box had its wish, of all its boxes.
    wish: i64,
    /// Who stands before its boxes, by place in the list.
    befores: Vec<usize>,
}

impl Block {
    fn at(&self) -> i64 {
        let twice = 2 * self.weight.max(1);
        (2 * self.wish + self.weight).div_euclid(twice)
    }
}

struct Blocks<'a> {
    spans: &'a [Span],
    befores: &'a [Before],
    all: Vec<Block>,
    /// The block of each box, and how far behind its beginning the box stands.
    places: Vec<(usize, i64)>,
}

/// Where each box stands so that all that must come before others does.
fn satisfy(spans: &[Span], befores: &[Before]) -> Vec<i32> {
    let mut blocks = Blocks {
        spans,
        befores,
        all: spans
            .iter()
            .enumerate()
            .map(|(index, span)| Block {
                members: vec![index],
                weight: span.weight,
                wish: span.weight * i64::from(span.at),
                befores: Vec::new(),
            })
            .collect(),
        places: (0..spans.len()).map(|index| (index, 0)).collect(),
    };
    for (index, before) in befores.iter().enumerate() {
        if let Some(block) = blocks.all.get_mut(before.right) {
            block.befores.push(index);
        }
    }
    let mut order: Vec<(i64, usize)> =
        spans.iter().enumerate().map(|(index, span)| (span.middle(), index)).collect();
    order.sort_unstable();
    for (_, index) in order {
        blocks.settle(index);
    }
    let place = |(block, behind): &(usize, i64)| {
        let at = blocks.all.get(*block).map_or(0, Block::at) + behind;
        i32::try_from(at).unwrap_or(0)
    };
    blocks.places.iter().map(place).collect()
}

impl Blocks<'_> {
    fn place(&self, body: usize) -> (usize, i64) {
        self.places.get(body).copied().unwrap_or_default()
    }

    /// How much too near the two of a `Before` stand, if they are of two blocks.
    fn lacks(&self, before: usize) -> Option<(i64, Before)> {
        let before = *self.befores.get(before)?;
        let ((left, left_behind), (right, right_behind)) =
            (self.place(before.left), self.place(before.right));
        if left == right {
            return None;
        }
        let end = self.all.get(left)?.at() + left_behind + self.size(before.left);
        Some((end - self.all.get(right)?.at() - right_behind, before))
    }

    fn size(&self, body: usize) -> i64 {
        self.spans.get(body).map_or(0, |span| i64::from(span.size))
    }

    /// Joins the block of a box with those that it stands too near to, the nearest first.
    fn settle(&mut self, body: usize) {
        loop {
            let (own, _) = self.place(body);
            let Some(block) = self.all.get_mut(own) else { return };
            let mut befores = std::mem::take(&mut block.befores);
            let mut nearest = None;
            // Those within the block have nothing to say any more.
            befores.retain(|before| {
                let Some((lack, before)) = self.lacks(*before) else { return false };
                if lack > 0 {
                    nearest = nearest.max(Some((lack, before)));
                }
                true
            });
            if let Some(block) = self.all.get_mut(own) {
                block.befores = befores;
            }
            let Some((_, before)) = nearest else { return };
            self.join(before);
        }
    }

    /// Joins two blocks; the smaller goes into the larger.
    fn join(&mut self, before: Before) {
        let ((left, left_behind), (right, right_behind)) =
            (self.place(before.left), self.place(before.right));
        // How far the right block begins behind the left one.
        let shift = left_behind + self.size(before.left) - right_behind;
        let count = |block: usize| self.all.get(block).map_or(0, |block| block.members.len());
        let (into, from, shift) =
            if count(left) >= count(right) { (left, right, shift) } else { (right, left, -shift) };
        let Some(moved) = self.all.get_mut(from).map(std::mem::take) else { return };
        for member in &moved.members {
            if let Some(place) = self.places.get_mut(*member) {
                *place = (into, place.1 + shift);
            }
        }
        if let Some(block) = self.all.get_mut(into) {
            block.weight += moved.weight;
            block.wish += moved.wish - moved.weight * shift;
            block.members.extend(moved.members);
            block.befores.extend(moved.befores);
        }
    }
}
