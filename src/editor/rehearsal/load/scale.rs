//! From values to places on a plot, and where its lines stand.

use crate::simulate::load::words::clock;

/// An axis from 0 to a most.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The value at its end; never 0.
    pub most: f64,
    /// Where lines stand, with what is written there.
    pub ticks: Vec<(f64, String)>,
}

/// The most lines of an axis beside that of 0: of time, and of anything else.
const LINES: (f64, f64) = (5.0, 4.0);
/// Steps of time that a person counts in, in seconds.
const TIMES: [u32; 19] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200,
    86_400,
];

impl Scale {
    /// Of time, in seconds.
    pub fn of_time(end: u32) -> Self {
        let most = f64::from(end.max(1));
        let step = time_step(most / LINES.0);
        let ticks = (0..).map(|count| count * step).take_while(|at| *at <= end);
        Self { most, ticks: ticks.map(|at| (f64::from(at), clock(at))).collect() }
    }

    /// Of an amount, with a round value at its end that is no less; of whole things, no line between two.
    pub fn of_amount(most: f64, whole: bool) -> Self {
        // On less than four hundredths two lines would read the same; and of nothing, one is as good as any.
        let (least, of_none) = if whole { (4.0, 4.0) } else { (0.04, 1.0) };
        let wanted = if most.is_finite() && most > 0.0 { most.max(least) } else { of_none };
        let mut step = round_up(wanted / LINES.1);
        if whole {
            step = step.max(1.0).ceil();
        }
        let count = (wanted / step - 1e-9).ceil().max(1.0);
        let ticks = (0_u32..=4).map(f64::from).take_while(|at| *at <= count);
        Self { most: step * count, ticks: ticks.map(|at| (at * step, figure(at * step))).collect() }
    }

    /// Where a value stands, from 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        (value / self.most).clamp(0.0, 1.0)
    }

    /// The value that stands there.
    pub fn value(&self, share: f64) -> f64 {
        // Of nothing wide, a share is no number.
        if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) * self.most }
    }
}

/// The shortest step of time that a person counts in and that is no shorter; a day at most.
pub(super) fn time_step(seconds: f64) -> u32 {
    TIMES.into_iter().find(|step| f64::from(*step) >= seconds).unwrap_or(86_400)
}

/// The next 1, 2, 2.5 or 5 with noughts.
fn round_up(value: f64) -> f64 {
    let mut unit = 1.0;
    while unit * 10.0 <= value && unit < 1e12 {
        unit *= 10.0;
    }
    while unit > value && unit > 1e-9 {
        unit /= 10.0;
    }
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|times| times * unit)
        .find(|step| *step >= value * (1.0 - 1e-9))
        .unwrap_or(value)
}

/// A figure as a person reads it: two digits behind the point below 1, one below 10, thousands apart.
pub fn figure(value: f64) -> String {
    let plain = |text: String| match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => text,
    };
    match value {
        small if small < 0.995 => plain(format!("{small:.2}")),
        some if some < 9.95 => plain(format!("{some:.1}")),
        many => {
            let digits = format!("{many:.0}");
            let mut text = String::new();
            for (place, digit) in digits.chars().enumerate() {
                if place > 0 && (digits.len() - place).is_multiple_of(3) {
                    text.push(',');
                }
                text.push(digit);
            }
            text
        }
    }
}
