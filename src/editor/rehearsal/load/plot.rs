//! The plots: their lines as paths of SVG.

use super::{Course, Scale};
use crate::simulate::load::Moment;
use std::fmt::Write;

/// How wide a plot is in its own numbers. The page stretches it.
pub const WIDTH: f64 = 1000.0;
/// And how high.
pub const HEIGHT: f64 = 100.0;
/// So many columns are told apart: of what falls into one, the first, the last and the extremes are drawn.
const COLUMNS: f64 = 400.0;

/// One of the plots, which stand under each other on one time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plot {
    /// Requests that come, that are answered, and whose visitors go.
    Requests,
    /// Visitors who wait.
    Waiting,
    /// Replicas that are asked for, that answer, and that have no machine.
    Replicas,
    /// CPU of a replica against the target.
    Cpu,
}

/// How a line is drawn: never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A thin line.
    Thin,
    /// A thick line over a tinted area.
    Thick,
    /// A line over a hatched area.
    Hatched,
}

/// A line of a plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: &'static str,
    /// How it is drawn.
    pub form: Form,
    /// Whether it is what was before, or was kept to compare.
    pub before: bool,
    /// The line.
    pub path: String,
    /// What lies below it; empty for a thin one, and for what was before.
    pub area: String,
}

/// A limit that a plot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Its value.
    pub value: f64,
    /// What it is.
    pub name: String,
    /// Whether it is that of before.
    pub before: bool,
}

/// A plot, drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// From 0 at the bottom.
    pub scale: Scale,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its limits.
    pub limits: Vec<Limit>,
}

impl Plot {
    /// All of them, from the top.
    pub const ALL: [Plot; 4] = [Plot::Requests, Plot::Waiting, Plot::Replicas, Plot::Cpu];

    /// What stands above it.
    pub const fn title(self) -> &'static str {
        match self {
            Plot::Requests => "Requests a second",
            Plot::Waiting => "Visitors who wait",
            Plot::Replicas => "Replicas of WordPress",
            Plot::Cpu => "CPU of a pod, in % of what it asks for",
        }
    }

    /// What its lines are, and how they are drawn.
    pub const fn lines(self) -> &'static [(&'static str, Form)] {
        match self {
            Plot::Requests => {
                &[("come", Form::Thin), ("answered", Form::Thick), ("refused", Form::Hatched)]
            }
            Plot::Waiting => &[("wait", Form::Thick)],
            Plot::Replicas => {
                &[("wanted", Form::Thin), ("ready", Form::Thick), ("pending", Form::Hatched)]
            }
            Plot::Cpu => &[("CPU", Form::Thick)],
        }
    }

    /// The values of its lines at each moment, in their order.
    pub(super) fn values(self, course: &Course) -> Vec<Vec<Option<f64>>> {
        let of = |read: fn(&Moment) -> Option<f64>| course.moments.iter().map(read).collect();
        match self {
            Plot::Requests => vec![
                of(|moment| Some(moment.demand)),
                of(|moment| Some(moment.served)),
                course.gone().map(Some).collect(),
            ],
            Plot::Waiting => vec![of(|moment| Some(moment.waiting))],
            Plot::Replicas => vec![
                of(|moment| Some(f64::from(moment.replicas))),
                of(|moment| Some(f64::from(moment.ready))),
                of(|moment| Some(f64::from(moment.pending))),
            ],
            Plot::Cpu => vec![of(|moment| moment.utilization.map(f64::from))],
        }
    }

    fn limits(self, course: &Course, before: bool) -> Option<Limit> {
        let (value, name) = match self {
            Plot::Replicas => (course.most, format!("most: {}", course.most)),
            Plot::Cpu => {
                let target = course.target?;
                (target, format!("target: {target} %"))
            }
            Plot::Requests | Plot::Waiting => return None,
        };
        Some(Limit { value: f64::from(value), name, before })
    }

    /// The plot of a course, beside another where there is one, over so many seconds.
    pub fn drawn(self, course: &Course, before: Option<&Course>, time: &Scale) -> Drawing {
        let both = [before.map(|course| (course, true)), Some((course, false))];
        let both: Vec<(&Course, bool)> = both.into_iter().flatten().collect();
        let values: Vec<_> = both.iter().map(|(course, _)| self.values(course)).collect();
        let mut limits: Vec<Limit> =
            both.iter().filter_map(|(course, before)| self.limits(course, *before)).collect();
        if let [old, new] = limits.as_slice()
            && old.name == new.name
        {
            limits.remove(0);
        }
        let all = values.iter().flatten().flatten().flatten().copied();
        let most = all.chain(limits.iter().map(|limit| limit.value)).fold(0.0, f64::max);
        let whole = self == Plot::Replicas;
        let scale = Scale::of_amount(most, whole);
        let stepped = matches!(self, Plot::Replicas | Plot::Cpu);
        let mut lines = Vec::new();
        for ((course, before), values) in both.into_iter().zip(&values) {
            for ((name, form), values) in self.lines().iter().zip(values) {
                let times = course.moments.iter().map(|moment| time.share(f64::from(moment.at)));
                let points = times.zip(values.iter().map(|value| value.map(|it| scale.share(it))));
                let (path, area) = paths(points, stepped);
                let area = if before || *form == Form::Thin { String::new() } else { area };
                lines.push(Line { name, form: *form, before, path, area });
            }
        }
        Drawing { scale, lines, limits }
    }
}

/// Runs of points without a gap, as a line and as the area below it. A point is from 0 to 1 each way.
fn paths(points: impl Iterator<Item = (f64, Option<f64>)>, stepped: bool) -> (String, String) {
    let (mut line, mut area) = (String::new(), String::new());
    let mut run: Vec<(f64, f64)> = Vec::new();
    let mut end = |run: &mut Vec<(f64, f64)>| {
        if let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) {
            let path = path(&thinned(run), stepped);
            line.push('M');
            line.push_str(&path);
            let _ = write!(area, "M{} {}L{path}L", tenths(first * WIDTH), tenths(HEIGHT));
            let _ = write!(area, "{} {}Z", tenths(last * WIDTH), tenths(HEIGHT));
        }
        run.clear();
    };
    for (x, y) in points {
        match y {
            Some(y) => run.push((x, y)),
            None => end(&mut run),
        }
    }
    end(&mut run);
    (line, area)
}

fn path(points: &[(f64, f64)], stepped: bool) -> String {
    let mut text = String::with_capacity(points.len() * 12);
    let mut before: Option<f64> = None;
    for (x, y) in points {
        let (x, y) = (x * WIDTH, (1.0 - y) * HEIGHT);
        if let Some(before) = before {
            if stepped && (before - y).abs() > 1e-9 {
                let _ = write!(text, "L{} {}", tenths(x), tenths(before));
            }
            text.push('L');
        }
        let _ = write!(text, "{} {}", tenths(x), tenths(y));
        before = Some(y);
    }
    text
}

/// Points that are too near to be told apart become few.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    #[allow(clippy::cast_possible_truncation, reason = "from 0 to 400")]
    let column = |point: &(f64, f64)| (point.0 * COLUMNS) as i32;
    let same = |a: &(f64, f64), b: &(f64, f64)| column(a) == column(b);
    for column in points.chunk_by(same) {
        let (Some(first), Some(last)) = (column.first(), column.last()) else { continue };
        let mut few = vec![*first, *last];
        few.extend(column.iter().min_by(|a, b| a.1.total_cmp(&b.1)));
        few.extend(column.iter().max_by(|a, b| a.1.total_cmp(&b.1)));
        few.sort_by(|a, b| a.0.total_cmp(&b.0));
        few.dedup();
        kept.extend(few);
    }
    kept
}

/// Rounded to tenths, without what Rust needs to print any float.
fn tenths(value: f64) -> Tenths {
    #[allow(clippy::cast_possible_truncation, reason = "a place on a plot")]
    Tenths((value * 10.0).round() as i64)
}

/// A number in tenths, as SVG has it. None is negative.
struct Tenths(i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            part => write!(f, "{}.{part}", self.0 / 10),
        }
    }
}
