//! Machines put into order on the canvas: in line, evenly, tidy, or laid out by themselves again.

use super::{Direction, Editor};
use crate::design::{Design, Edit};
use crate::drawing::{MachineFrame, ROOM, Rect, Stander, frames, settled, tidy};

/// A side of a machine, or its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The left edge.
    Left,
    /// The middle between left and right.
    Centre,
    /// The right edge.
    Right,
    /// The upper edge.
    Top,
    /// The middle between top and bottom.
    Middle,
    /// The lower edge.
    Bottom,
}

/// A way of putting machines into order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Rows and columns, in the order in which they stand.
    Tidy,
    /// As if nobody had put them anywhere.
    ByItself,
    /// One of their sides on one line.
    Align(Side),
    /// Evenly from the first to the last: beside one another, or below.
    Distribute {
        /// Whether it is to the side.
        across: bool,
    },
    /// A step of the grid; a long one if asked.
    Nudge(Direction, bool),
}

/// The step of the grid on which machines are put.
pub const GRID: i32 = 8;
/// A long step.
const LONG: i32 = 8 * GRID;

impl Arrange {
    /// How many machines it needs at least; where none are meant, tidying is for all.
    const fn least(self) -> usize {
        match self {
            Arrange::Tidy | Arrange::ByItself => 0,
            Arrange::Nudge(..) => 1,
            Arrange::Align(_) => 2,
            Arrange::Distribute { .. } => 3,
        }
    }

    /// Why it cannot be done to so many machines.
    pub fn refusal(self, machines: usize) -> Option<&'static str> {
        if machines >= self.least() {
            return None;
        }
        Some(match self.least() {
            0 | 1 => "Select a machine first.",
            2 => "Select two machines or more first.",
            _ => "Select three machines or more first.",
        })
    }
}

/// What the step is called and what it changes, or why nothing changes. No machines are all of them,
/// where that makes sense.
pub fn arranged(
    editor: &Editor,
    machines: &[usize],
    how: Arrange,
) -> Result<(String, Edit), String> {
    let design = editor.design();
    if let Some(refusal) = how.refusal(machines.len()) {
        return Err(refusal.to_owned());
    }
    let all: Vec<usize> = (0..design.machines.len()).collect();
    let machines = if machines.is_empty() { &*all } else { machines };
    let who = named(design, machines);
    if how == Arrange::ByItself {
        return by_itself(design, machines, &who);
    }
    let topology = editor.topology();
    let drawn = frames(design, topology);
    let own: Vec<&MachineFrame> = machines.iter().filter_map(|index| drawn.get(*index)).collect();
    let places = match how {
        Arrange::Tidy => {
            let standers: Vec<Stander> = own
                .iter()
                .map(|frame| Stander {
                    machine: frame.host,
                    rect: frame.rect,
                    runs_pods: frame.pods_width > 0,
                })
                .collect();
            tidy(&standers)
        }
        Arrange::Align(side) => aligned(&own, side),
        Arrange::Distribute { across } => distributed(&own, across),
        Arrange::Nudge(direction, long) => {
            let (x, y) = step(direction, if long { LONG } else { GRID });
            own.iter().map(|frame| (frame.host, (frame.rect.x + x, frame.rect.y + y))).collect()
        }
        Arrange::ByItself => Vec::new(),
    };
    let stay = places.iter().all(|(index, (x, y))| {
        drawn.get(*index).is_some_and(|frame| (frame.rect.x, frame.rect.y) == (*x, *y))
    });
    if stay {
        return Err(match how {
            Arrange::Tidy => "The machines are tidy.",
            _ => "The machines stand there already.",
        }
        .to_owned());
    }
    let title = match how {
        Arrange::Align(side) => format!("{who} aligned {}", side.words()),
        Arrange::Distribute { across: true } => format!("{who} distributed to the side"),
        Arrange::Distribute { across: false } => format!("{who} distributed downwards"),
        Arrange::Nudge(direction, _) => format!("{who} moved {}", direction.word()),
        Arrange::Tidy | Arrange::ByItself => format!("{who} tidied"),
    };
    Ok((title, moved(editor, &places)))
}

/// The change that puts machines somewhere; others that stand in the way give way.
pub fn moved(editor: &Editor, places: &[(usize, (i32, i32))]) -> Edit {
    let settled = settled(editor.design(), editor.topology(), places);
    let places: Vec<_> =
        settled.into_iter().map(|(machine, place)| (machine, Some(place))).collect();
    editor.design().put_on_canvas(&places)
}

/// "node-2", "3 machines", "All machines".
pub fn named(design: &Design, machines: &[usize]) -> String {
    match machines {
        [one] => design
            .machines
            .get(*one)
            .map_or_else(String::new, |machine| machine.name.as_str().to_owned()),
        several if several.len() == design.machines.len() => "All machines".to_owned(),
        several => format!("{} machines", several.len()),
    }
}

impl Side {
    const fn words(self) -> &'static str {
        match self {
            Side::Left => "at the left",
            Side::Centre => "at their centres",
            Side::Right => "at the right",
            Side::Top => "at the top",
            Side::Middle => "at their middles",
            Side::Bottom => "at the bottom",
        }
    }
}

impl Direction {
    const fn word(self) -> &'static str {
        match self {
            Direction::Left => "left",
            Direction::Right => "right",
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }
}

/// So far in that direction.
const fn step(direction: Direction, by: i32) -> (i32, i32) {
    match direction {
        Direction::Left => (-by, 0),
        Direction::Right => (by, 0),
        Direction::Up => (0, -by),
        Direction::Down => (0, by),
    }
}

fn by_itself(design: &Design, machines: &[usize], who: &str) -> Result<(String, Edit), String> {
    let spots = design.spots();
    let placed: Vec<_> = machines
        .iter()
        .filter(|index| {
            design.machines.get(**index).is_some_and(|one| spots.contains_key(one.name.as_str()))
        })
        .map(|index| (*index, None))
        .collect();
    if placed.is_empty() {
        let (verb, whom) = if machines.len() == 1 { ("is", "it") } else { ("are", "them") };
        return Err(format!("{who} {verb} laid out already: nobody has moved {whom}."));
    }
    let selves = if machines.len() == 1 { "itself" } else { "themselves" };
    Ok((format!("{who} laid out by {selves}"), design.put_on_canvas(&placed)))
}

/// One of their sides on one line; what would overlap stands one behind the other.
fn aligned(own: &[&MachineFrame], side: Side) -> Vec<(usize, (i32, i32))> {
    let all = own.iter().map(|frame| frame.rect).reduce(|all, one| all.with(&one));
    let Some(all) = all else { return Vec::new() };
    let place = |rect: &Rect| match side {
        Side::Left => (all.x, rect.y),
        Side::Centre => (all.middle_x() - rect.width / 2, rect.y),
        Side::Right => (all.right() - rect.width, rect.y),
        Side::Top => (rect.x, all.y),
        Side::Middle => (rect.x, all.middle_y() - rect.height / 2),
        Side::Bottom => (rect.x, all.bottom() - rect.height),
    };
    let down = matches!(side, Side::Left | Side::Centre | Side::Right);
    let order = ordered(own, |frame| if down { frame.rect.y } else { frame.rect.x });
    let mut free = i32::MIN;
    let one = |frame: &MachineFrame| {
        let (x, y) = place(&frame.rect);
        let (x, y) = if down { (x, y.max(free)) } else { (x.max(free), y) };
        free = if down {
            y + frame.rect.height + ROOM.below
        } else {
            x + frame.rect.width + ROOM.beside
        };
        (frame.host, (x, y))
    };
    order.into_iter().map(one).collect()
}

/// Evenly from the first to the last; where there is too little room the last gives way.
fn distributed(own: &[&MachineFrame], across: bool) -> Vec<(usize, (i32, i32))> {
    let begin = |frame: &MachineFrame| if across { frame.rect.x } else { frame.rect.y };
    let size = |frame: &MachineFrame| if across { frame.rect.width } else { frame.rect.height };
    let order = ordered(own, |frame| 2 * begin(frame) + size(frame));
    let (Some(first), Some(last)) = (order.first(), order.last()) else { return Vec::new() };
    let gaps = i32::try_from(order.len() - 1).unwrap_or(1).max(1);
    let taken: i32 = order.iter().map(|frame| size(frame)).sum();
    let room = if across { ROOM.beside } else { ROOM.below };
    let free = (begin(last) + size(last) - begin(first) - taken).max(gaps * room);
    let (mut at, mut number) = (begin(first), 0);
    let one = |frame: &MachineFrame| {
        // What does not divide evenly is shared out pixel by pixel.
        let place = at + free * number / gaps;
        at += size(frame);
        number += 1;
        (frame.host, if across { (place, frame.rect.y) } else { (frame.rect.x, place) })
    };
    order.into_iter().map(one).collect()
}

fn ordered<'f>(
    own: &[&'f MachineFrame],
    by: impl Fn(&MachineFrame) -> i32,
) -> Vec<&'f MachineFrame> {
    let mut order: Vec<(i64, usize)> =
        own.iter().enumerate().map(|(at, frame)| (i64::from(by(frame)), at)).collect();
    order.sort_unstable();
    order.into_iter().filter_map(|(_, at)| own.get(at).copied()).collect()
}
