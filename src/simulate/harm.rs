//! What faults do for good.

use super::damage::{Damage, Site};
use super::database::Database;
use super::etcd::Etcd;
use super::fault::Fault;
use super::placement::Evictions;
use super::serving::{Level, Running, Serving, controlled, placed};

/// What a set of faults does for good: until somebody acts or what failed is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harm {
    /// The database or WordPress' files are lost: only a backup brings them back.
    Data,
    /// No page is shown.
    Reading,
    /// Nobody can log in or write.
    Writing,
    /// No file can be uploaded.
    Uploading,
}

/// All of them, the worst first.
pub const HARMS: [Harm; 4] = [Harm::Data, Harm::Reading, Harm::Writing, Harm::Uploading];

/// Several harms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Harms(u8);

impl Harms {
    fn of(harm: Harm) -> u8 {
        1 << (harm as u8)
    }

    /// These.
    #[cfg(test)]
    pub(super) fn from_list(harms: &[Harm]) -> Harms {
        Harms(harms.iter().map(|harm| Self::of(*harm)).sum())
    }

    /// Whether it is among them.
    pub fn has(self, harm: Harm) -> bool {
        self.0 & Self::of(harm) != 0
    }

    /// Them, the worst first.
    pub fn iter(self) -> impl Iterator<Item = Harm> {
        HARMS.into_iter().filter(move |harm| self.has(*harm))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    pub(super) const ALL: Harms = Harms(15);

    pub(super) fn without(self, others: Harms) -> Harms {
        Harms(self.0 & !others.0)
    }

    pub(super) fn and(self, others: Harms) -> Harms {
        Harms(self.0 | others.0)
    }

    pub(super) fn both(self, others: Harms) -> Harms {
        Harms(self.0 & others.0)
    }
}

/// What these faults, all at once, do for good.
pub fn harms(site: &Site<'_>, faults: &[Fault]) -> Harms {
    toll(site, faults).settled
}

/// What faults do before pods are made anew elsewhere, and what of it stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Toll {
    /// With every pod where it was or gone. More faults never do less of this.
    pub(super) in_place: Harms,
    /// For good. Never more than `in_place`; a fault that has pods moved can do less of it than was done
    /// without that fault.
    pub(super) settled: Harms,
}

impl Toll {
    pub(super) const ALL: Toll = Toll { in_place: Harms::ALL, settled: Harms::ALL };

    pub(super) fn and(self, others: Toll) -> Toll {
        Toll {
            in_place: self.in_place.and(others.in_place),
            settled: self.settled.and(others.settled),
        }
    }
}

/// What these faults, all at once, do.
pub(super) fn toll(site: &Site<'_>, faults: &[Fault]) -> Toll {
    let damage = Damage::of(site, faults);
    let whole = Database::whole(site);
    let struck = whole.struck(site, &damage, &Etcd::of(site, &damage, false));
    let damage = damage.restarted(site);
    let database = struck.recovered(site, &damage, &Etcd::of(site, &damage, true));
    toll_of(site, &damage, &database)
}

/// What is done where it came to rest.
pub(super) fn toll_of(site: &Site<'_>, damage: &Damage, database: &Database) -> Toll {
    let serving = Serving::of(site, damage, database, &Running::marked(site, damage));
    let lost = if loses_data(site, damage) { Harms::of(Harm::Data) } else { 0 };
    let in_place = Harms(lost | stopped(&serving));
    let mut settled = in_place;
    // Only then does it matter where pods are made anew.
    if stopped(&serving) != 0 && !database.serving.is_empty() && controlled(site, damage) {
        let (cluster, evictions) = placed(site, damage);
        if evictions == Evictions::Happen {
            let running = Running::moved(site, damage, &cluster);
            settled = Harms(lost | stopped(&Serving::of(site, damage, database, &running)));
        }
    }
    Toll { in_place, settled }
}

/// What of serving has stopped.
fn stopped(serving: &Serving) -> u8 {
    let levels = [
        (Harm::Reading, serving.reading),
        (Harm::Writing, serving.writing),
        (Harm::Uploading, serving.uploading),
    ];
    let stops = levels.into_iter().filter(|(_, level)| *level == Level::Stops);
    stops.map(|(harm, _)| Harms::of(harm)).sum()
}

/// Whether all copies of the database or of WordPress' files are gone.
pub(super) fn loses_data(site: &Site<'_>, damage: &Damage) -> bool {
    let gone = |volume: Option<usize>| volume.is_some_and(|volume| damage.is_gone(volume));
    let database = site.percona.iter().all(|replica| gone(replica.volume));
    gone(site.content) || database && !site.percona.is_empty()
}
