//! Rails: each Service as a line across the machines, above the lane that it serves.

use super::cells::Cells;
use super::frame::MachineFrame;
use super::lane::{Lane, Lanes};
use super::link::Kind;
use super::{Point, Rect, words};
use crate::design::Design;
use crate::topology::Topology;

/// A Service in front of a tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rail {
    /// The lane that it serves.
    pub lane: Lane,
    /// Its place in the topology's Services.
    pub service: usize,
    /// The Service's name.
    pub title: String,
    /// Port and state, at its right end.
    pub detail: String,
    /// Its parts from left to right, row by row: one for each run of machines at one height.
    pub bands: Vec<Rect>,
    /// From each part to the next.
    pub joints: Vec<Vec<Point>>,
}

/// The way in from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitors {
    /// Sign and words.
    pub rect: Rect,
    /// "Visitors".
    pub title: &'static str,
    /// How they come.
    pub detail: String,
    /// Down to the rail of WordPress.
    pub line: [Point; 2],
}

/// Height of a rail.
pub(super) const HEIGHT: i32 = 22;
/// How far a rail stands out over the machines.
const OVER: i32 = 8;
pub(super) fn rails(
    design: &Design,
    topology: &Topology,
    lanes: &Lanes,
    machines: &[MachineFrame],
    cells: &Cells,
) -> Vec<Rail> {
    let rows = rows(lanes, machines);
    if rows.is_empty() {
        return Vec::new();
    }
    let served = [
        (Lane::Wordpress, "wordpress", words::wordpress_rail(design)),
        (Lane::Percona, "mysql", words::mysql_rail(design)),
        (Lane::Etcd, "etcd", words::etcd_rail(design)),
    ];
    served
        .into_iter()
        .filter_map(|(lane, name, detail)| {
            let service = topology.services.iter().position(|service| service.name == name)?;
            let mut rail = Rail {
                lane,
                service,
                title: name.to_owned(),
                detail,
                bands: Vec::new(),
                joints: Vec::new(),
            };
            let mut before = None;
            for row in &rows {
                let begins = rail.bands.len();
                add_row(&mut rail, lanes.top(lane), row, before, cells);
                before = rail.bands.get(begins).copied();
            }
            Some(rail)
        })
        .collect()
}

/// The machines that run pods: rows from top to bottom, each from left to right. A row has no machine
/// below another, and all of it lies so high that the last rail of its highest machine passes there.
fn rows<'m>(lanes: &Lanes, machines: &'m [MachineFrame]) -> Vec<Vec<&'m MachineFrame>> {
    let deepest = lanes.top(Lane::Etcd) + HEIGHT;
    let mut sorted: Vec<(i64, usize)> = Vec::with_capacity(machines.len());
    for (at, machine) in machines.iter().enumerate().filter(|(_, one)| one.pods_width > 0) {
        sorted.push((ordered(machine.rect.y, machine.rect.x), at));
    }
    sorted.sort_unstable();
    // Each from left to right.
    let mut rows: Vec<Vec<(i64, usize)>> = Vec::new();
    let mut top = 0;
    for (_, at) in sorted {
        let Some(Rect { x, y, width, .. }) = machines.get(at).map(|machine| machine.rect) else {
            continue;
        };
        let key = (i64::from(x), at);
        let last = rows.last_mut().filter(|_| y - top < deepest);
        let free = last.and_then(|row| {
            let place = row.partition_point(|(left, _)| *left < i64::from(x + width));
            let before = place.checked_sub(1).and_then(|before| row.get(before));
            let before = before.and_then(|(_, before)| machines.get(*before));
            before.is_none_or(|before| before.rect.right() <= x).then_some((row, place))
        });
        match free {
            Some((row, place)) => row.insert(place, key),
            None => {
                rows.push(vec![key]);
                top = y;
            }
        }
    }
    let machine = |(_, at): (i64, usize)| machines.get(at);
    rows.into_iter().map(|row| row.into_iter().filter_map(machine).collect()).collect()
}

/// Both as one number, by which to sort.
fn ordered(first: i32, second: i32) -> i64 {
    (i64::from(first) << 32) + i64::from(second)
}

/// Adds the parts of a row; `before` is the first part of the row above.
fn add_row(
    rail: &mut Rail,
    lane_top: i32,
    row: &[&MachineFrame],
    before: Option<Rect>,
    cells: &Cells,
) {
    let mut first_of_row = true;
    for machine in row {
        let band = Rect::new(
            machine.rect.x - OVER,
            machine.rect.y + lane_top,
            machine.pods_width + 2 * OVER,
            HEIGHT,
        );
        match (rail.bands.last_mut(), before) {
            (Some(last), _)
                if !first_of_row
                    && last.y == band.y
                    && is_free(last, &band, machine.rect.y, cells) =>
            {
                last.width = last.width.max(band.right() - last.x);
            }
            (Some(last), _) if !first_of_row => {
                rail.joints.push(bend(rail.lane, last, &band));
                rail.bands.push(band);
            }
            (last, before) => {
                let last = last.copied();
                rail.joints.extend(last.zip(before).map(|(last, before)| {
                    if last.right() <= band.x {
                        bend(rail.lane, &last, &band)
                    } else {
                        row_break(rail.lane, &before, &band, cells)
                    }
                }));
                rail.bands.push(band);
            }
        }
        first_of_row = false;
    }
}

/// Whether no machine of another row stands between two parts of a rail.
fn is_free(from: &Rect, to: &Rect, row: i32, cells: &Cells) -> bool {
    let (left, right) = (from.right() - OVER, to.x + OVER);
    let between = Rect::new(left, to.y - HEIGHT, right - left, 3 * HEIGHT);
    !cells.meets(&between, &|_, other| other.y != row)
}

/// Side by side, so that each tier's line can be followed.
const fn beside(lane: Lane) -> i32 {
    match lane {
        Lane::Wordpress => 0,
        Lane::Percona => 5,
        Lane::Etcd => 10,
    }
}

/// From the right end of one part to the left end of the next, which lies higher or lower.
fn bend(lane: Lane, from: &Rect, to: &Rect) -> Vec<Point> {
    let (start, end) = (Point::new(from.right(), from.middle_y()), Point::new(to.x, to.middle_y()));
    let x = i32::midpoint(start.x, end.x) + beside(lane) - beside(Lane::Percona);
    vec![start, Point::new(x, start.y), Point::new(x, end.y), end]
}

/// Down the left side, from the beginning of a row to that of the next; close to the machines where
/// another stands at the left.
fn row_break(lane: Lane, from: &Rect, to: &Rect, cells: &Cells) -> Vec<Point> {
    let left = from.x.min(to.x);
    let (above, below) = (from.middle_y().min(to.middle_y()), from.middle_y().max(to.middle_y()));
    let beside = beside(lane);
    let wide = Rect::new(left - OVER - 14, above, OVER + 14, below - above);
    let x = left - if cells.meets(&wide, &|_, _| true) { 1 + beside / 2 } else { OVER + beside };
    vec![
        Point::new(from.x, from.middle_y()),
        Point::new(x, from.middle_y()),
        Point::new(x, to.middle_y()),
        Point::new(to.x, to.middle_y()),
    ]
}

/// From the rail of `WordPress` up to the visitors' sign, which stands clear of a machine's head.
const ABOVE: i32 = 104;

pub(super) fn visitors(
    design: &Design,
    rails: &[Rail],
    machines: &[MachineFrame],
    cells: &Cells,
) -> Option<Visitors> {
    let rail = rails.iter().find(|rail| rail.lane == Lane::Wordpress)?;
    let first = rail.bands.first()?;
    let detail = words::way_in(design);
    let width = 96 + words::width(&detail, 11);
    let sign = |band: &Rect, top: i32| Rect::new(band.middle_x() - 88, top, width, 24);
    // The first part above which there is room. Where machines stand above all of them, above those.
    let free = |band: &&Rect| !cells.meets(&sign(band, band.y - ABOVE).grown(4), &|_, _| true);
    let looked_at = rail.bands.iter().take(LOOKED_AT);
    let (rect, band) = match looked_at.clone().find(free) {
        Some(band) => (sign(band, band.y - ABOVE), band),
        None => {
            let highest = machines.iter().map(|machine| machine.rect.y).min()?;
            (sign(first, highest - 58), first)
        }
    };
    let x = Kind::Traffic.track(band.middle_x());
    Some(Visitors {
        rect,
        title: "Visitors",
        detail,
        line: [Point::new(x, rect.bottom() + 2), Point::new(x, band.y)],
    })
}

/// So many parts of a rail are tried for a place of the visitors' sign.
const LOOKED_AT: usize = 8;
