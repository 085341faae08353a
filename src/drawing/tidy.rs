//! Brings machines into line: rows, in which each tier lies on one line, and columns.
//!
//! What stood to the left of another or above it does so still, and what stood far apart stays apart:
//! the mental map of K. Misue, P. Eades, W. Lai and K. Sugiyama, "Layout Adjustment and the Mental Map"
//! (Journal of Visual Languages and Computing 6, 1995). As in their force scan, one scan goes from left
//! to right and one from top to bottom, and each step passes its shift on to all that follows; machines
//! that are nearly in line are put on one line first, and narrow gaps get the usual width.

use super::Rect;
use super::frame::{GAP, ROW_GAP, SIDE_GAP};

/// A machine to be brought into line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stander {
    /// Which it is.
    pub machine: usize,
    /// Where it stands.
    pub rect: Rect,
    /// Whether it runs pods: such machines have lanes and make the rows.
    pub runs_pods: bool,
}

/// Gaps of less than this more than the usual one become the usual one.
const NARROW: i32 = 96;

/// Where the machines stand once they are in line, in the order in which they were given.
pub fn tidy(machines: &[Stander]) -> Vec<(usize, (i32, i32))> {
    /// What comes near another line by a scan is put on it by the next.
    const SCANS: usize = 12;
    let mut tidied = machines.to_vec();
    for _ in 0..SCANS {
        let rows = rows(&tidied);
        let across = columns(&tidied, &rows);
        let down = heights(&tidied, &rows, &across);
        let mut same = true;
        for (machine, (x, y)) in tidied.iter_mut().zip(across.into_iter().zip(down)) {
            same &= (machine.rect.x, machine.rect.y) == (x, y);
            (machine.rect.x, machine.rect.y) = (x, y);
        }
        if same {
            break;
        }
    }
    tidied.iter().map(|one| (one.machine, (one.rect.x, one.rect.y))).collect()
}

/// Which row each machine is in, from top to bottom.
fn rows(machines: &[Stander]) -> Vec<usize> {
    let any = machines.iter().any(|machine| machine.runs_pods);
    let makers =
        ordered(machines, 0..machines.len(), |one| (one.runs_pods || !any).then_some(one.rect.y));
    let mut tops: Vec<i32> = Vec::new();
    for (_, machine) in makers {
        // Nearer to the row's line than to one of its own.
        let in_row = |top: &i32| machine.rect.y - top < machine.rect.height / 2;
        if !tops.last().is_some_and(in_row) {
            tops.push(machine.rect.y);
        }
    }
    let row_of = |machine: &Stander| {
        let reach = if machine.runs_pods { 0 } else { ROW_GAP / 2 };
        tops.partition_point(|top| *top <= machine.rect.y + reach).saturating_sub(1)
    };
    machines.iter().map(row_of).collect()
}

/// The gap between two machines beside one another.
fn gap(left: &Stander, right: &Stander) -> i32 {
    if left.runs_pods == right.runs_pods { GAP } else { SIDE_GAP }
}

/// The left edges: those that are nearly in line on one line, each clear of what is left in its row.
fn columns(machines: &[Stander], rows: &[usize]) -> Vec<i32> {
    let mut columns: Vec<Vec<usize>> = Vec::new();
    for (at, machine) in ordered(machines, 0..machines.len(), |one| Some(one.rect.x)) {
        let first = columns.last().and_then(|column| column.first());
        let near = first.and_then(|first| machines.get(*first)).is_some_and(|first| {
            machine.rect.x - first.rect.x < first.rect.width.min(machine.rect.width) / 2
        });
        match columns.last_mut() {
            Some(column) if near => column.push(at),
            _ => columns.push(vec![at]),
        }
    }
    let mut places = vec![0; machines.len()];
    // The last machine of each row so far, and its right edge.
    let mut ends: Vec<Option<(Stander, i32)>> = vec![None; machines.len()];
    let mut before: Option<i32> = None;
    let mut shift = 0;
    for column in columns {
        let own: Vec<(usize, &Stander, usize)> = column
            .iter()
            .filter_map(|at| Some((*at, machines.get(*at)?, *rows.get(*at)?)))
            .collect();
        let lefts = own.iter().map(|(_, machine, _)| machine.rect.x);
        let count = i32::try_from(own.len().max(1)).unwrap_or(1);
        let wanted = lefts.sum::<i32>() / count + shift;
        let free = own
            .iter()
            .filter_map(|(_, machine, row)| {
                ends.get(*row)?.as_ref().map(|(left, end)| end + gap(left, machine))
            })
            .max();
        let mut left = match free {
            Some(free) if wanted < free + NARROW => free,
            _ => wanted,
        };
        if let Some(before) = before {
            left = left.max(before);
        }
        shift += left - wanted;
        before = Some(left);
        for (at, machine, row) in own {
            if let Some(place) = places.get_mut(at) {
                *place = left;
            }
            let end = left + machine.rect.width;
            if let Some(last) = ends.get_mut(row)
                && last.as_ref().is_none_or(|(_, last)| end >= *last)
            {
                *last = Some((*machine, end));
            }
        }
    }
    places
}

/// The upper edges: a row's on one line, each machine clear of what is above it.
fn heights(machines: &[Stander], rows: &[usize], across: &[i32]) -> Vec<i32> {
    let count = rows.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, row) in rows.iter().enumerate() {
        if let Some(members) = members.get_mut(*row) {
            members.push(at);
        }
    }
    let mut places = vec![0; machines.len()];
    // The columns so far: left and right edge, and the lower edge of what stands in them.
    let mut ends: Vec<(i32, i32, i32)> = Vec::new();
    // Where the last row ended, and where it does now.
    let mut last: Option<(i32, i32)> = None;
    for row in &members {
        let own: Vec<(usize, &Stander, i32)> = row
            .iter()
            .filter_map(|at| Some((*at, machines.get(*at)?, *across.get(*at)?)))
            .collect();
        let any = own.iter().any(|(_, machine, _)| machine.runs_pods);
        let makers: Vec<&Stander> = own
            .iter()
            .map(|(_, machine, _)| *machine)
            .filter(|machine| machine.runs_pods || !any)
            .collect();
        let Some(was_line) = middle(makers.iter().map(|machine| machine.rect.y)) else { continue };
        let offsets = stacked(machines, row, across, was_line);
        let offset = |at: usize| offsets.get(at).copied().unwrap_or(0);
        let mut line = match last {
            None => was_line,
            Some((was, is)) => {
                let free = was_line - was;
                is + if free < ROW_GAP + NARROW { ROW_GAP } else { free }
            }
        };
        for (at, machine, left) in &own {
            let right = left + machine.rect.width;
            for (from, to, below) in &ends {
                if *from < right + GAP && left - GAP < *to {
                    line = line.max(below + ROW_GAP - offset(*at));
                }
            }
        }
        for (at, machine, left) in &own {
            let place = line + offset(*at);
            if let Some(slot) = places.get_mut(*at) {
                *slot = place;
            }
            let (right, below) = (left + machine.rect.width, place + machine.rect.height);
            match ends.iter_mut().find(|(from, to, _)| (*from, *to) == (*left, right)) {
                Some((_, _, end)) => *end = (*end).max(below),
                None => ends.push((*left, right, below)),
            }
        }
        let was = makers.iter().map(|machine| machine.rect.bottom()).max().unwrap_or(was_line);
        let height = makers.iter().map(|machine| machine.rect.height).max().unwrap_or(0);
        last = Some((was, line + height));
    }
    places
}

/// The middle one, so that most of a row stay where they are.
fn middle(numbers: impl Iterator<Item = i32>) -> Option<i32> {
    let mut order: Vec<(i64, usize)> = numbers.map(|number| (i64::from(number), 0)).collect();
    order.sort_unstable();
    let (number, _) = order.get(order.len().saturating_sub(1) / 2)?;
    i32::try_from(*number).ok()
}

/// How far below the row's line each of its machines stands: not at all if it has lanes, and else as
/// far as it did, clear of those in its column.
fn stacked(machines: &[Stander], row: &[usize], across: &[i32], line: i32) -> Vec<i32> {
    let mut offsets = vec![0; machines.len()];
    // Column by column, each from top to bottom.
    let mut cells: Vec<(i64, Vec<(usize, &Stander)>)> = Vec::new();
    for (at, machine) in ordered(machines, row.iter().copied(), |one| Some(one.rect.y)) {
        let Some(left) = across.get(at) else { continue };
        let left = i64::from(*left);
        match cells.iter_mut().find(|(of, _)| *of == left) {
            Some((_, cell)) => cell.push((at, machine)),
            None => cells.push((left, vec![(at, machine)])),
        }
    }
    let mut put = |at: usize, off: i32| {
        if let Some(offset) = offsets.get_mut(at) {
            *offset = off;
        }
    };
    for (_, cell) in &cells {
        let fixed = cell.iter().position(|(_, machine)| machine.runs_pods);
        let (above, below) = cell.split_at(fixed.unwrap_or(0));
        let mut free = i32::MIN;
        for (at, machine) in below {
            let off = machine.rect.y - line;
            let near = off.abs() < machine.rect.height / 2;
            let off = if machine.runs_pods || near { 0 } else { off };
            let off = off.max(free);
            put(*at, off);
            free = off + machine.rect.height + ROW_GAP;
        }
        let mut free = 0;
        for (at, machine) in above.iter().rev() {
            let off = (machine.rect.y - line).min(free - machine.rect.height - ROW_GAP);
            put(*at, off);
            free = off;
        }
    }
    offsets
}

/// Those of them that have such a number, in its order.
fn ordered(
    machines: &[Stander],
    of: impl Iterator<Item = usize>,
    by: impl Fn(&Stander) -> Option<i32>,
) -> impl Iterator<Item = (usize, &Stander)> {
    let mut order: Vec<(i64, usize)> = Vec::new();
    for at in of {
        let number = machines.get(at).and_then(&by);
        order.extend(number.map(|number| (i64::from(number), at)));
    }
    order.sort_unstable();
    order.into_iter().filter_map(|(_, at)| Some((at, machines.get(at)?)))
}
