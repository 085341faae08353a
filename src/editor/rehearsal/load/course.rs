//! What came of a load.

use super::Loading;
use crate::design::Design;
use crate::simulate::load::words::{held_back, sentence};
use crate::simulate::load::{Moment, Summary};
use crate::simulate::serving::Level;

/// What came of a load, as far as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The sentence that sums up, the command line's.
    pub sentence: String,
    /// What held the site back, and from when to when.
    pub held_back: Vec<String>,
    /// How it went: visitors went; some waited; none did.
    pub level: Level,
    /// How things stood at each look of the autoscaler.
    pub moments: Vec<Moment>,
    /// The last second.
    pub end: u32,
    /// The most replicas that there may be.
    pub most: u32,
    /// The CPU that the autoscaler keeps to, in hundredths of what a replica asks for; nothing without one.
    pub target: Option<u32>,
}

impl Course {
    /// Of the moments of a design under that load.
    pub fn of(design: &Design, loading: &Loading, moments: Vec<Moment>) -> Self {
        let summary = Summary::of(&moments);
        let level = match (summary.refuses_nobody(), summary.held_back.is_empty()) {
            (false, _) => Level::Stops,
            (true, false) => Level::Partly,
            (true, true) => Level::Works,
        };
        let auto = design.wordpress.autoscaling.as_ref();
        Self {
            sentence: sentence(design.name.as_str(), &summary),
            held_back: held_back(&summary),
            level,
            moments,
            end: loading.curve().end(),
            most: design.wordpress.replica_bounds().1,
            target: auto.map(|auto| u32::from(auto.cpu.percent())),
        }
    }

    /// The moment that holds at that second: the last look before it.
    pub fn at(&self, second: u32) -> Option<&Moment> {
        let after = self.moments.partition_point(|moment| moment.at <= second);
        after.checked_sub(1).and_then(|index| self.moments.get(index))
    }

    /// Visitors who went, a second, at each moment.
    pub(super) fn gone(&self) -> impl Iterator<Item = f64> {
        let before = std::iter::once(0).chain(self.moments.iter().map(|moment| moment.at));
        let pairs = self.moments.iter().zip(before);
        pairs.map(|(moment, before)| moment.refused / f64::from((moment.at - before).max(1)))
    }
}
