//! Rails: each Service as a line across the machines, above the lane that it serves.

use super::frame::MachineFrame;
use super::lane::{Lane, Lanes};
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
const HEIGHT: i32 = 22;
/// How far a rail stands out over the machines.
const OVER: i32 = 8;
/// Machines that lie more than this above or below one another are different rows.
const ROW: i32 = 200;

pub(super) fn rails(
    design: &Design,
    topology: &Topology,
    lanes: &Lanes,
    machines: &[MachineFrame],
) -> Vec<Rail> {
    let rows = rows(machines);
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
            for row in &rows {
                add_row(&mut rail, lanes.top(lane), row);
            }
            Some(rail)
        })
        .collect()
}

/// The machines that run pods: rows from top to bottom, each from left to right.
fn rows(machines: &[MachineFrame]) -> Vec<Vec<&MachineFrame>> {
    let mut sorted: Vec<&MachineFrame> =
        machines.iter().filter(|machine| machine.pods_width > 0).collect();
    sorted.sort_by_key(|machine| (machine.rect.y, machine.rect.x));
    let mut rows: Vec<Vec<&MachineFrame>> = Vec::new();
    for machine in sorted {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| machine.rect.y - first.rect.y < ROW) => {
                row.push(machine);
            }
            _ => rows.push(vec![machine]),
        }
    }
    for row in &mut rows {
        row.sort_by_key(|machine| machine.rect.x);
    }
    rows
}

fn add_row(rail: &mut Rail, lane_top: i32, row: &[&MachineFrame]) {
    let mut first_of_row = true;
    for machine in row {
        let band = Rect::new(
            machine.rect.x - OVER,
            machine.rect.y + lane_top,
            machine.pods_width + 2 * OVER,
            HEIGHT,
        );
        match rail.bands.last_mut() {
            Some(last) if !first_of_row && last.y == band.y => {
                last.width = last.width.max(band.right() - last.x);
            }
            Some(last) => {
                let joint = if first_of_row {
                    row_break(rail.lane, last, &band)
                } else {
                    bend(last, &band)
                };
                rail.joints.push(joint);
                rail.bands.push(band);
            }
            None => rail.bands.push(band),
        }
        first_of_row = false;
    }
}

/// From the right end of one part to the left end of the next, which lies higher or lower.
fn bend(from: &Rect, to: &Rect) -> Vec<Point> {
    let (start, end) = (Point::new(from.right(), from.middle_y()), Point::new(to.x, to.middle_y()));
    let x = i32::midpoint(start.x, end.x);
    vec![start, Point::new(x, start.y), Point::new(x, end.y), end]
}

/// Down the left side, to the next row.
fn row_break(lane: Lane, from: &Rect, to: &Rect) -> Vec<Point> {
    // Side by side, so that each tier's line can be followed.
    let beside = match lane {
        Lane::Wordpress => 0,
        Lane::Percona => 5,
        Lane::Etcd => 10,
    };
    let x = from.x.min(to.x) - OVER - beside;
    vec![
        Point::new(from.x, from.middle_y()),
        Point::new(x, from.middle_y()),
        Point::new(x, to.middle_y()),
        Point::new(to.x, to.middle_y()),
    ]
}

pub(super) fn visitors(design: &Design, rails: &[Rail]) -> Option<Visitors> {
    let rail = rails.iter().find(|rail| rail.lane == Lane::Wordpress)?;
    let band = rail.bands.first()?;
    let x = band.middle_x();
    // Above the machine's head, however the row is bent.
    let highest = rail.bands.iter().map(|band| band.y).min()?;
    let top = highest - 104;
    let detail = words::way_in(design);
    let width = 80 + words::width(&detail, 11);
    Some(Visitors {
        rect: Rect::new(x - 88, top, width, 24),
        title: "Visitors",
        detail,
        line: [Point::new(x, top + 26), Point::new(x, band.y)],
    })
}
