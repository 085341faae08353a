//! Drawing a curve by hand: points are moved, added, taken away, and typed.

use super::Scale;
use super::scale::time_step;
use crate::simulate::load::Curve;
use crate::simulate::load::curve::{LONGEST, MOST_REQUESTS};

/// The most points that are drawn by hand.
pub const MOST_DRAWN: usize = 60;

/// What a curve is drawn on: room above it and to its right.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Seconds.
    pub time: Scale,
    /// Requests a second.
    pub rate: Scale,
    /// By how many seconds, and how many requests a second, a key moves a point.
    pub step: (u32, f64),
}

/// What of a point is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// When.
    Time,
    /// Requests a second.
    Rate,
}

impl Sheet {
    /// For that curve.
    pub fn of(curve: &Curve) -> Self {
        let end = curve.end().max(10);
        let most = curve.points().iter().map(|(_, rate)| *rate).fold(1.0, f64::max);
        let rate = Scale::of_amount(most * 1.2, false);
        let step = (time_step(f64::from(end) / 120.0), rate.most / 40.0);
        Self { time: Scale::of_time(end + end / 10), rate, step }
    }

    /// The point at that place, from 0 to 1 each way: a whole number of steps, so that it is one that a person says.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a week")]
    pub fn point(&self, x: f64, y: f64) -> (u32, f64) {
        let (step, by) = (f64::from(self.step.0), self.step.1);
        let second = (self.time.value(x) / step).round() * step;
        (second as u32, hundredths((self.rate.value(y) / by).round() * by))
    }

    /// Where a point stands, from 0 to 1 each way.
    pub fn place(&self, (second, rate): (u32, f64)) -> (f64, f64) {
        (self.time.share(f64::from(second)), self.rate.share(rate))
    }
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// With a point at another place, as far as its neighbours let it: it stays between them.
pub fn moved(curve: &Curve, index: usize, to: (u32, f64)) -> Option<Curve> {
    let mut points = curve.points().to_vec();
    let before = index.checked_sub(1).and_then(|before| points.get(before));
    let least = before.map_or(0, |(second, _)| second + 1);
    let most = points.get(index + 1).map_or(LONGEST, |(second, _)| second.saturating_sub(1));
    let point = points.get_mut(index)?;
    *point = (to.0.max(least).min(most), hundredths(to.1.clamp(0.0, MOST_REQUESTS)));
    Curve::of(points)
}

/// With a point moved by so many steps of the sheet.
pub fn nudged(curve: &Curve, index: usize, sheet: &Sheet, by: (i32, i32)) -> Option<Curve> {
    let (second, rate) = *curve.points().get(index)?;
    let shift = sheet.step.0.saturating_mul(by.0.unsigned_abs());
    let second = if by.0 < 0 { second.saturating_sub(shift) } else { second.saturating_add(shift) };
    moved(curve, index, (second, rate + f64::from(by.1) * sheet.step.1))
}

/// With a point more, and which it is; nothing where there is one at that second already, or no more may be.
pub fn added(curve: &Curve, at: (u32, f64)) -> Option<(Curve, usize)> {
    let mut points = curve.points().to_vec();
    if points.len() >= MOST_DRAWN {
        return None;
    }
    let index = points.partition_point(|(second, _)| *second < at.0);
    points.insert(index, (at.0, hundredths(at.1)));
    Curve::of(points).map(|curve| (curve, index))
}

/// Without a point; nothing where only two are left.
pub fn removed(curve: &Curve, index: usize) -> Option<Curve> {
    let mut points = curve.points().to_vec();
    if index >= points.len() {
        return None;
    }
    points.remove(index);
    Curve::of(points)
}

/// A time as it is typed: seconds, `5:30` or `1:05:30`.
pub fn read_time(text: &str) -> Option<u32> {
    let mut seconds: u32 = 0;
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    for (place, part) in parts.iter().enumerate() {
        let plain = !part.is_empty() && part.bytes().all(|sign| sign.is_ascii_digit());
        let number = Some(*part).filter(|_| plain)?.parse::<u32>().ok()?;
        if place > 0 && (number >= 60 || part.len() != 2) {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number)?;
    }
    Some(seconds)
}

/// With what was typed of a point; else what is wrong, where, and what is wanted.
pub fn typed(curve: &Curve, index: usize, column: Column, text: &str) -> Result<Curve, String> {
    use crate::simulate::load::words::clock;
    let mut points = curve.points().to_vec();
    let number = index + 1;
    let found: String = text.trim().chars().take(40).collect();
    let before = index.checked_sub(1).and_then(|at| points.get(at)).map(|point| point.0);
    let after = points.get(index + 1).map(|point| point.0);
    let Some(point) = points.get_mut(index) else {
        return Err(format!("There is no point {number} any more."));
    };
    match column {
        Column::Time => {
            let wanted = "write seconds, as 90, or a time, as 1:30 or 1:05:30";
            let second = read_time(text).ok_or_else(|| {
                format!("Time of point {number}: {found:?} is no time; {wanted}.")
            })?;
            if second > LONGEST {
                return Err(format!("Time of point {number}: at most a week, {LONGEST} s."));
            }
            if let Some(before) = before.filter(|before| *before >= second) {
                return Err(format!(
                    "Time of point {number}: it has to come after the point before it, at {}.",
                    clock(before)
                ));
            }
            if let Some(after) = after.filter(|after| *after <= second) {
                return Err(format!(
                    "Time of point {number}: it has to come before the point after it, at {}.",
                    clock(after)
                ));
            }
            point.0 = second;
        }
        Column::Rate => {
            let plain =
                |text: &&str| text.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.');
            let rate = Some(text.trim()).filter(plain).and_then(|text| text.parse::<f64>().ok());
            point.1 = rate.filter(|rate| (0.0..=MOST_REQUESTS).contains(rate)).ok_or_else(|| {
                format!(
                    "Requests of point {number}: write a number from 0 to {MOST_REQUESTS}, as 12.5, not {found:?}."
                )
            })?;
        }
    }
    Curve::of(points).ok_or_else(|| format!("Point {number} cannot be so."))
}
