//! A moment in words, and the table behind a plot.

use super::{Course, Plot, figure};
use crate::simulate::load::words::clock;
use crate::simulate::load::{Ceiling, Moment};

/// So many rows stand in a table at equal distances; those in which something changed come to them.
const ROWS: usize = 24;
/// The most rows of those in which something changed.
const CHANGES: usize = 60;

/// How things stand at a moment: what it is, and how much.
pub fn shown(course: &Course, moment: &Moment) -> Vec<(&'static str, String)> {
    let gone = course.moments.iter().zip(course.gone());
    let gone = gone.filter(|(one, _)| one.at == moment.at).map(|(_, gone)| gone).sum();
    let cpu = match (moment.utilization, course.target) {
        (Some(percent), Some(target)) => format!("{percent} %, target {target} %"),
        (Some(percent), None) => format!("{percent} %"),
        (None, _) => "not measured".to_owned(),
    };
    let mut shown = vec![
        ("Come", format!("{} a second", figure(moment.demand))),
        ("Answered", format!("{} a second", figure(moment.served))),
        ("Refused", format!("{} a second", figure(gone))),
        ("Wait", figure(moment.waiting)),
        ("Replicas wanted", moment.replicas.to_string()),
        ("Ready", moment.ready.to_string()),
        ("Pending", moment.pending.to_string()),
        ("CPU of a pod", cpu),
        ("Held back by", moment.ceiling.map_or("nothing", Ceiling::words).to_owned()),
    ];
    let why = moment.why.map_or("there is no autoscaler", |why| why.words());
    shown.push(("Why so many", why.to_owned()));
    shown
}

/// The same as one text, with the time.
pub fn spoken(course: &Course, moment: &Moment) -> String {
    let parts = shown(course, moment).into_iter().map(|(name, value)| format!("{name}: {value}"));
    format!("At {}. {}.", clock(moment.at), parts.collect::<Vec<_>>().join("; "))
}

/// What a plot shows, as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What the columns are.
    pub heads: Vec<String>,
    /// The time, and a value for each column.
    pub rows: Vec<(String, Vec<String>)>,
}

impl Table {
    /// Behind a plot: the course, and beside it the one that it is compared with.
    pub fn of(plot: Plot, course: &Course, before: Option<&Course>) -> Self {
        let now = plot.values(course);
        let old = before.map(|before| (before, plot.values(before)));
        let mut heads: Vec<String> =
            plot.lines().iter().map(|(name, _)| first_upper(name)).collect();
        if old.is_some() {
            heads.extend(
                plot.lines().iter().map(|(name, _)| format!("{}, before", first_upper(name))),
            );
        }
        let cell = |values: &[Option<f64>], at: usize| {
            values.get(at).copied().flatten().map_or_else(|| "–".to_owned(), figure)
        };
        let row = |at: usize| {
            let moment = course.moments.get(at)?;
            let mut cells: Vec<String> = now.iter().map(|values| cell(values, at)).collect();
            if let Some((before, old)) = &old {
                let after = before.moments.partition_point(|other| other.at <= moment.at);
                // Where the other has ended by then, it has no value.
                let there = moment.at <= before.end;
                let place = after.checked_sub(1).filter(|_| there).unwrap_or(usize::MAX);
                cells.extend(old.iter().map(|values| cell(values, place)));
            }
            Some((clock(moment.at), cells))
        };
        Self { heads, rows: places(course).into_iter().filter_map(row).collect() }
    }
}

/// The moments that stand in a table.
fn places(course: &Course) -> Vec<usize> {
    let count = course.moments.len();
    let last = count.saturating_sub(1);
    let mut places: Vec<usize> = (0..=ROWS).map(|row| row * last / ROWS).collect();
    let state = |moment: &Moment| (moment.replicas, moment.ready, moment.pending, moment.ceiling);
    let changes: Vec<usize> = course
        .moments
        .windows(2)
        .zip(1..)
        .filter(|(pair, _)| matches!(pair, [a, b] if state(a) != state(b)))
        .map(|(_, at)| at)
        .collect();
    if changes.len() <= CHANGES {
        places.extend(changes);
    }
    places.sort_unstable();
    places.dedup();
    places.retain(|at| *at < count);
    places
}

fn first_upper(name: &str) -> String {
    let mut signs = name.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
