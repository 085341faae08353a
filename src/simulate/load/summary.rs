//! What a course comes to.

use super::autoscaler::Why;
use super::{Ceiling, Moment};

/// A course in a few figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Requests that came, that were answered, and whose visitors waited too long and went.
    pub came: f64,
    /// Those that were answered.
    pub answered: f64,
    /// Those whose visitors waited too long and went.
    pub gone: f64,
    /// The most visitors who waited at a time, and when.
    pub most_waiting: (f64, u32),
    /// The most replicas that were asked for, and since when.
    pub most_replicas: (u32, u32),
    /// The most replicas that answered.
    pub most_ready: u32,
    /// The most replicas for which no machine had room.
    pub most_pending: u32,
    /// What held the site back, from when to when.
    pub held_back: Vec<(Ceiling, u32, u32)>,
}

impl Summary {
    /// Of the moments of a course.
    pub fn of(moments: &[Moment]) -> Self {
        let mut summary = Self {
            came: 0.0,
            answered: 0.0,
            gone: 0.0,
            most_waiting: (0.0, 0),
            most_replicas: (0, 0),
            most_ready: 0,
            most_pending: 0,
            held_back: Vec::new(),
        };
        let mut last = 0;
        for moment in moments {
            summary.answered += moment.served * f64::from((moment.at - last).max(1));
            summary.gone += moment.refused;
            if moment.waiting > summary.most_waiting.0 {
                summary.most_waiting = (moment.waiting, moment.at);
            }
            if moment.replicas > summary.most_replicas.0 {
                summary.most_replicas = (moment.replicas, moment.at);
            }
            summary.most_ready = summary.most_ready.max(moment.ready);
            summary.most_pending = summary.most_pending.max(moment.pending);
            if let Some(ceiling) = moment.ceiling {
                match summary.held_back.last_mut() {
                    Some((same, _, to)) if *same == ceiling && *to == last => *to = moment.at,
                    _ => summary.held_back.push((ceiling, moment.at, moment.at)),
                }
            }
            last = moment.at;
        }
        let waiting = moments.last().map_or(0.0, |moment| moment.waiting);
        summary.came = summary.answered + summary.gone + waiting;
        summary
    }

    /// Whether everybody was answered or still waits.
    pub fn refuses_nobody(&self) -> bool {
        self.gone < 0.5
    }
}

impl Ceiling {
    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoReplica => "no replica is ready",
            Self::Connections => "the database's connections (percona.max-connections)",
            Self::Workers => "Apache's processes (MaxRequestWorkers 150)",
            Self::Processors => "processors",
        }
    }

    /// A word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoReplica => "no-replica",
            Self::Connections => "connections",
            Self::Workers => "workers",
            Self::Processors => "processors",
        }
    }
}

impl Why {
    /// Why so many replicas, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Off => "switched off at 0 replicas",
            Self::Bounds => "brought within its bounds",
            Self::NoMetrics => "no replica has a measurement that counts",
            Self::Load => "as the load asks",
            Self::Stabilized => "fewer would do, not yet for long enough",
            Self::TooFast => "no faster by its policies",
            Self::AtMost => "the load asks for more than the most",
            Self::AtLeast => "the load asks for fewer than the fewest",
        }
    }

    /// A word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Bounds => "bounds",
            Self::NoMetrics => "no-metrics",
            Self::Load => "load",
            Self::Stabilized => "stabilized",
            Self::TooFast => "too-fast",
            Self::AtMost => "at-most",
            Self::AtLeast => "at-least",
        }
    }
}
