//! What came of a start, and how it stands at a moment.

use super::Starting;
use crate::design::Design;
use crate::simulate::Site;
use crate::simulate::deploy::words::{Line, lines, summary};
use crate::simulate::deploy::{Event, History, Kind, Outcome, Phase, Thing, Wait, deploy};
use crate::simulate::placement::ClassVolumes;
use crate::simulate::serving::Level;
use crate::topology::Topology;
use std::collections::BTreeMap;
use std::ops::Range;

/// A moment at which something happens: what can be gone to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When all that happens then has happened, in milliseconds.
    pub at: u64,
    /// The lines that tell it, by their places.
    pub lines: Range<usize>,
}

/// A start.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The sentence that sums up, the command line's.
    pub sentence: String,
    /// How it ended: in one cluster, not yet, or not.
    pub level: Level,
    /// When it was left, in milliseconds.
    pub end: u64,
    /// All that is told, in order: the command line's lines.
    pub lines: Vec<Line>,
    /// The moments, in order.
    pub moments: Vec<Moment>,
    pub(super) history: History,
}

/// How a thing stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stood<'a> {
    /// What happened to it last, waiting apart.
    pub told: Option<&'a Event>,
    /// Its phase.
    pub phase: Phase,
    /// For what it waits.
    pub waits: Option<&'a Wait>,
    /// On which machine it is, by the scheduler.
    pub place: Option<&'a str>,
}

impl Course {
    /// Of a design.
    pub fn of(design: &Design, topology: &Topology, starting: &Starting) -> Self {
        let site = Site::drawn(design, topology, ClassVolumes::default());
        let mut history = deploy(&site, &starting.asked(topology));
        // Nobody here reads the scripts' logs.
        for event in &mut history.events {
            event.log = None;
        }
        let lines = lines(&history);
        Self {
            sentence: summary(&history),
            level: match history.outcome {
                Outcome::Deployed { .. } => Level::Works,
                Outcome::Unfinished { .. } => Level::Partly,
                Outcome::TwoClusters { .. } | Outcome::Stopped { .. } => Level::Stops,
            },
            end: history.end,
            moments: moments(&lines),
            lines,
            history,
        }
    }

    /// The place of the last moment up to that time; nothing before the first.
    pub fn moment(&self, at: u64) -> Option<usize> {
        self.moments.partition_point(|moment| moment.at <= at).checked_sub(1)
    }

    /// How many events have happened by then: between two of them nothing changes.
    pub fn happened(&self, at: u64) -> usize {
        self.history.events.partition_point(|event| event.at <= at)
    }

    /// When the next moment is.
    pub fn next(&self, at: u64) -> Option<u64> {
        let place = self.moments.partition_point(|moment| moment.at <= at);
        self.moments.get(place).map(|moment| moment.at)
    }

    /// When the moment before is.
    pub fn previous(&self, at: u64) -> Option<u64> {
        let place = self.moments.partition_point(|moment| moment.at < at).checked_sub(1)?;
        self.moments.get(place).map(|moment| moment.at)
    }

    /// How each thing stands at a time, in milliseconds: what there is by then.
    pub fn stands(&self, at: u64) -> BTreeMap<&Thing, Stood<'_>> {
        let mut stands: BTreeMap<&Thing, Stood<'_>> = BTreeMap::new();
        for event in self.history.events.iter().take_while(|event| event.at <= at) {
            let new = Stood { told: None, phase: event.phase, waits: None, place: None };
            let stood = stands.entry(&event.thing).or_insert(new);
            stood.phase = event.phase;
            stood.waits = event.waits.as_ref();
            match event.kind {
                Kind::Waits => continue,
                // Made anew, it is nowhere until it is placed.
                Kind::Made => stood.place = None,
                Kind::Placed => stood.place = event.to.as_deref(),
                _ => {}
            }
            stood.told = Some(event);
        }
        stands
    }

    /// Where the scheduler puts it next, after a time.
    pub(super) fn placed_after(&self, thing: &Thing, at: u64) -> Option<&str> {
        let mut later = self.history.events.iter().skip(self.happened(at));
        later
            .find(|event| event.kind == Kind::Placed && event.thing == *thing)
            .and_then(|event| event.to.as_deref())
    }

    /// The clusters that there are by then, where there are two.
    pub(super) fn clusters(&self, at: u64) -> &[Vec<String>] {
        match &self.history.outcome {
            Outcome::TwoClusters { at: since, clusters } if *since <= at => clusters,
            _ => &[],
        }
    }
}

/// Lines that end at the same time are one moment.
fn moments(lines: &[Line]) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        match moments.last_mut().filter(|moment| moment.at == line.until) {
            Some(moment) => moment.lines.end = place + 1,
            None => moments.push(Moment { at: line.until, lines: place..place + 1 }),
        }
    }
    moments
}
