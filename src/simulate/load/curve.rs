//! How many requests come, over time.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// The most points of a curve.
const MOST_POINTS: usize = 10_000;
/// The longest one in seconds: a week.
pub const LONGEST: u32 = 7 * 24 * 3600;
/// The most requests a second.
pub const MOST_REQUESTS: f64 = 1e6;

/// Requests a second, between points on a straight line; after the last one it ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve(Vec<(u32, f64)>);

/// A curve that has a name: seconds, and shares of its highest point.
struct Named {
    name: &'static str,
    about: &'static str,
    points: &'static [(u32, f64)],
}

const NAMED: [Named; 3] = [
    Named {
        name: "day",
        about: "A day of a site whose visitors sleep at night",
        points: &[
            (0, 0.25),
            (4 * 3600, 0.1),
            (8 * 3600, 0.5),
            (12 * 3600, 0.8),
            (16 * 3600, 0.85),
            (20 * 3600, 1.0),
            (24 * 3600, 0.25),
        ],
    },
    Named {
        name: "flash",
        about: "A flash crowd: within half a minute ten times as many as before, for twenty minutes",
        points: &[(0, 0.1), (300, 0.1), (330, 1.0), (1530, 1.0), (1830, 0.1), (3600, 0.1)],
    },
    Named {
        name: "ramp",
        about: "A slow ramp up and down, an hour and more each",
        points: &[(0, 0.0), (3600, 1.0), (5400, 1.0), (9000, 0.0)],
    },
];

/// What keeps a text from being a curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurveError {
    /// The line, from 1; 0 for the whole.
    pub line: usize,
    /// What is wrong with it, and what is wanted.
    pub what: String,
}

impl Display for CurveError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

impl Error for CurveError {}

impl Curve {
    /// The names of those that have one, with what they are.
    pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
        NAMED.iter().map(|named| (named.name, named.about))
    }

    /// The curve of that name, with its highest point at `peak` requests a second.
    pub fn named(name: &str, peak: f64) -> Option<Self> {
        let named = NAMED.iter().find(|named| named.name == name)?;
        Some(Self(named.points.iter().map(|(second, share)| (*second, share * peak)).collect()))
    }

    /// A curve from text: on each line the seconds since the beginning and the requests a second, with a
    /// space or comma between; what follows a `#` is a remark.
    pub fn read(text: &str) -> Result<Self, CurveError> {
        let mut points: Vec<(u32, f64)> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = |what: String| CurveError { line: number, what };
            let said = line.split('#').next().unwrap_or_default();
            let words: Vec<&str> =
                said.split([' ', '\t', ',']).filter(|word| !word.is_empty()).collect();
            let (second, rate) = match words.as_slice() {
                [] => continue,
                [second, rate] => (*second, *rate),
                _ => {
                    return Err(wrong(format!(
                        "wanted are seconds and requests a second, as in \"300 12.5\", not {said:?}"
                    )));
                }
            };
            let second = second
                .parse::<u32>()
                .ok()
                .filter(|second| *second <= LONGEST)
                .ok_or_else(|| {
                    wrong(format!(
                        "seconds are a whole number from 0 to {LONGEST} (a week), not {second:?}"
                    ))
                })?;
            let rate = rate
                .parse::<f64>()
                .ok()
                .filter(|rate| (0.0..=MOST_REQUESTS).contains(rate))
                .ok_or_else(|| {
                    wrong(format!(
                        "requests a second are a number from 0 to {MOST_REQUESTS}, not {rate:?}"
                    ))
                })?;
            if points.last().is_some_and(|(before, _)| *before >= second) {
                return Err(wrong(format!("{second} s does not come after the line before it")));
            }
            if points.len() == MOST_POINTS {
                return Err(wrong(format!("a curve has at most {MOST_POINTS} points")));
            }
            points.push((second, rate));
        }
        if points.len() < 2 {
            let what = "a curve has at least two points, one a line: seconds and requests a second";
            return Err(CurveError { line: 0, what: what.to_owned() });
        }
        Ok(Self(points))
    }

    /// A curve of points that come one after the other, two at least; nothing of others.
    pub fn of(points: Vec<(u32, f64)>) -> Option<Self> {
        let rises = points.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a < b));
        let fits = |(second, rate): &(u32, f64)| {
            *second <= LONGEST && (0.0..=MOST_REQUESTS).contains(rate)
        };
        let sound = (2..=MOST_POINTS).contains(&points.len()) && rises && points.iter().all(fits);
        sound.then_some(Self(points))
    }

    /// Its points.
    pub fn points(&self) -> &[(u32, f64)] {
        &self.0
    }

    /// Requests a second at that second.
    pub fn at(&self, second: u32) -> f64 {
        let after = self.0.partition_point(|(at, _)| *at <= second);
        let before = after.checked_sub(1).and_then(|index| self.0.get(index));
        match (before, self.0.get(after)) {
            (Some(&(from, low)), Some(&(to, high))) => {
                low + (high - low) * f64::from(second - from) / f64::from(to - from)
            }
            // Before the first point it is as there.
            (None, Some((_, rate))) | (Some((_, rate)), None) => *rate,
            (None, None) => 0.0,
        }
    }

    /// The last second.
    pub fn end(&self) -> u32 {
        self.0.last().map_or(0, |(second, _)| *second)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Curve;

    #[test]
    fn a_curve_goes_straight_between_its_points() {
        let curve = Curve::read("# seconds requests\n0 10\n100,20 # then\n\n200 0\n").unwrap();
        let rates: Vec<f64> = [0, 50, 100, 150, 200].map(|second| curve.at(second)).to_vec();
        assert_eq!((rates, curve.end()), (vec![10.0, 15.0, 20.0, 10.0, 0.0], 200));
    }

    #[test]
    fn what_is_no_curve_is_told_with_its_line() {
        for (text, told) in [
            ("", "a curve has at least two points"),
            ("0 1\n", "a curve has at least two points"),
            (
                "0 1\nx 2\n",
                "line 2: seconds are a whole number from 0 to 604800 (a week), not \"x\"",
            ),
            ("0 1\n5 -2\n", "line 2: requests a second are a number from 0 to 1000000, not \"-2\""),
            ("0 1\n5 NaN\n", "line 2: requests a second"),
            ("5 1\n5 2\n", "line 2: 5 s does not come after the line before it"),
            ("0 1 2\n", "line 1: wanted are seconds and requests a second"),
        ] {
            let error = Curve::read(text).unwrap_err().to_string();
            assert!(error.starts_with(told), "{text:?}: {error}");
        }
    }

    #[test]
    fn points_make_a_curve_only_one_after_the_other() {
        let curve = Curve::of(vec![(0, 1.0), (60, 2.0)]).unwrap();
        assert_eq!(curve.points(), [(0, 1.0), (60, 2.0)]);
        for points in [
            vec![(0, 1.0)],
            vec![(0, 1.0), (0, 2.0)],
            vec![(9, 1.0), (3, 2.0)],
            vec![(0, -1.0), (9, 1.0)],
            vec![(0, f64::NAN), (9, 1.0)],
            vec![(0, 1.0), (super::LONGEST + 1, 1.0)],
        ] {
            assert_eq!(Curve::of(points.clone()), None, "{points:?}");
        }
    }

    #[test]
    fn named_curves_reach_their_peak_and_no_more() {
        for (name, _) in Curve::names() {
            let curve = Curve::named(name, 40.0).unwrap();
            let most = (0..=curve.end()).map(|second| curve.at(second)).fold(0.0, f64::max);
            assert!((most - 40.0).abs() < 1e-9, "{name}: {most}");
        }
        assert_eq!(Curve::named("night", 1.0), None);
    }
}
