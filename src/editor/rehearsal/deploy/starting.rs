//! A start as a person sets it: the seed of its chance, and what breaks when.

use crate::design::Design;
use crate::editor::Thing;
use crate::editor::rehearsal::{Failing, faults_of};
use crate::simulate::deploy::{Asked, Break};
use crate::topology::Topology;

/// So many things may break.
pub const MOST_BREAKS: usize = 20;
/// The latest moment at which something breaks or is mended, in milliseconds: a start takes less, and what it takes
/// to work it out grows with it.
pub const LATEST: u64 = 2 * 3_600_000;

/// Something that breaks midway, by names: it stays so while the design changes around it. Times are whole seconds,
/// as the command line has them, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// When.
    pub at: u64,
    /// When it is over; nothing if never.
    pub until: Option<u64>,
    /// What.
    pub what: Failing,
}

impl Broken {
    /// Whether it is so at that moment. A crash is over at once: kubelet starts the containers again.
    pub fn is_on(&self, at: u64) -> bool {
        match self.what {
            Failing::Crashed(_) => self.at == at,
            _ => self.at <= at && self.until.is_none_or(|until| at < until),
        }
    }
}

/// The seed, and what breaks, in the order in which it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starting {
    /// Of its chance: one seed, one history.
    pub seed: u64,
    /// What breaks.
    pub breaks: Vec<Broken>,
}

impl Default for Starting {
    /// As the command line has it where nothing is given.
    fn default() -> Self {
        Self { seed: 1, breaks: Vec::new() }
    }
}

/// The next whole second: what breaks then changes nothing of what is over.
pub fn next_second(at: u64) -> u64 {
    ((at / 1000 + 1) * 1000).min(LATEST)
}

impl Starting {
    /// What the simulation is asked; what the design has no more does not break.
    pub fn asked(&self, topology: &Topology) -> Asked {
        let fault = |one: &Broken| {
            let fault = one.what.fault(topology)?;
            Some(Break { at: one.at, until: one.until, fault })
        };
        let breaks = self.breaks.iter().filter_map(fault).collect();
        Asked { seed: self.seed, breaks, ..Asked::default() }
    }

    /// What is broken at that moment.
    pub fn on(&self, at: u64) -> impl Iterator<Item = &Failing> {
        self.breaks.iter().filter(move |one| one.is_on(at)).map(|one| &one.what)
    }

    /// With this broken from the next second on; nothing where no more may be.
    pub fn with(&self, what: Failing, at: u64) -> Option<Self> {
        if self.breaks.len() >= MOST_BREAKS {
            return None;
        }
        let mut next = self.clone();
        next.put(Broken { at: next_second(at), until: None, what });
        Some(next)
    }

    /// Broken as it is at that moment, it is mended from the next second on; what just broke, or cannot be mended,
    /// never was.
    #[must_use]
    pub fn mended(&self, what: &Failing, at: u64) -> Self {
        let mut next = self.clone();
        next.breaks.retain_mut(|one| {
            if one.what != *what || !one.is_on(at) {
                return true;
            }
            let lasts = one.what.can_end() && one.at < at;
            if lasts {
                one.until = Some(next_second(at));
            }
            lasts
        });
        next
    }

    /// What is broken at that moment is mended, and what is not breaks.
    pub fn turned(&self, what: &Failing, at: u64) -> Option<Self> {
        if self.on(at).any(|one| one == what) {
            Some(self.mended(what, at))
        } else {
            self.with(what.clone(), at)
        }
    }

    /// These things break, each as it is likeliest to; where all of them are broken already, they are mended.
    pub fn toggled(
        &self,
        things: &[Thing],
        at: u64,
        design: &Design,
        topology: &Topology,
    ) -> Option<Self> {
        let own = |thing: &Thing| -> Vec<Failing> {
            let faults = faults_of(*thing, design, topology).into_iter();
            faults.filter_map(|(fault, _)| Failing::of(fault, topology)).collect()
        };
        let able: Vec<Vec<Failing>> =
            things.iter().map(own).filter(|own| !own.is_empty()).collect();
        let broken = |own: &Vec<Failing>| self.on(at).any(|one| own.contains(one));
        if able.iter().all(broken) {
            let all = able.iter().flatten();
            return Some(all.fold(self.clone(), |next, one| next.mended(one, at)));
        }
        let more = able.iter().filter(|own| !broken(own)).filter_map(|own| own.first());
        more.cloned().try_fold(self.clone(), |next, one| next.with(one, at))
    }

    /// Without the one at that place.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let mut next = self.clone();
        if index < next.breaks.len() {
            next.breaks.remove(index);
        }
        next
    }

    /// Puts it where its time is.
    pub(super) fn put(&mut self, broken: Broken) {
        let place = self.breaks.partition_point(|one| one.at <= broken.at);
        self.breaks.insert(place, broken);
    }
}
