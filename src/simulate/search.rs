//! The search for the smallest harmful sets, in steps: see `cuts.rs` for what makes it quick.

use super::cuts::{Cut, Cuts, Kind, LINKS_OF_THREE, universe};
use super::damage::Site;
use super::fault::{Fault, links};
use super::harm::{Harms, Toll, harms, toll};

/// How many links are gone through at a step.
const LINKS_AT_ONCE: usize = 64;

/// What is looked at next.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// What the pairs of that fault do.
    Fill(usize),
    /// Which of them are smallest sets.
    Pairs(usize),
    /// Sets with a link, from that one on.
    Links(usize),
    /// Sets of three.
    Threes,
    /// Nothing any more.
    Done,
}

/// A cut link.
#[derive(Clone, Debug)]
struct Link {
    fault: Fault,
    /// The places of those of its machines whose loss does all that the cut does, as long as no pod moves.
    ends: Vec<usize>,
}

/// The search, a little at a time: the page goes on drawing meanwhile.
#[derive(Clone, Debug)]
pub struct Search {
    most: usize,
    with_links: bool,
    asked_machines: bool,
    /// Whether sets of three are to hold links.
    three_with_links: bool,
    stage: Stage,
    found: Vec<Cut>,
    already: Harms,
    faults: Vec<Fault>,
    links: Vec<Link>,
    ones: Vec<Toll>,
    /// Of each pair, row by row.
    twos: Vec<Toll>,
}

impl Search {
    /// Begins it: sets of one are found.
    pub fn of(site: &Site<'_>, most: usize, kinds: &[Kind]) -> Self {
        let with_links = kinds.contains(&Kind::Links);
        let asked_machines = kinds.contains(&Kind::Machines);
        // What a link can do is bounded by its machines: they are looked at, asked for or not.
        let mut looked_at = kinds.to_vec();
        if with_links && !asked_machines {
            looked_at.push(Kind::Machines);
        }
        let faults = universe(site, &looked_at);
        let already = toll(site, &[]);
        let ones: Vec<Toll> =
            faults.iter().map(|fault| toll(site, &[*fault]).and(already)).collect();
        let mut search = Search {
            most,
            with_links,
            asked_machines,
            three_with_links: site.topology.hosts.len() <= LINKS_OF_THREE,
            stage: if most > 1 { Stage::Fill(0) } else { Stage::Done },
            found: Vec::new(),
            already: already.settled,
            faults,
            links: Vec::new(),
            ones,
            twos: Vec::new(),
        };
        if with_links {
            let at = |host: usize| {
                search.faults.iter().position(|fault| *fault == Fault::MachineDown(host))
            };
            let bounds = |host: &usize| !site.planes.contains(host);
            search.links = links(site.topology.hosts.len())
                .filter_map(|fault| match fault {
                    Fault::LinkCut(a, b) => {
                        let ends = [a, b].into_iter().filter(bounds).filter_map(at).collect();
                        Some(Link { fault, ends })
                    }
                    _ => None,
                })
                .collect();
        }
        search.found = search.ones(site);
        search
    }

    /// Looks at a few more sets; whether there is more to look at. The site is the one that it began with.
    pub fn step(&mut self, site: &Site<'_>) -> bool {
        let count = self.faults.len();
        self.stage = match self.stage {
            Stage::Fill(row) if row < count => {
                self.fill(site, row);
                Stage::Fill(row + 1)
            }
            Stage::Fill(_) => Stage::Pairs(0),
            Stage::Pairs(row) if row < count => {
                self.pairs(row);
                Stage::Pairs(row + 1)
            }
            Stage::Pairs(_) => Stage::Links(0),
            Stage::Links(from) if from < self.links.len() => {
                let more: Vec<Cut> = (from..from + LINKS_AT_ONCE)
                    .flat_map(|place| self.with_link(site, place))
                    .collect();
                self.found.extend(more);
                Stage::Links(from + LINKS_AT_ONCE)
            }
            Stage::Links(_) if self.most > 2 => Stage::Threes,
            Stage::Threes => {
                let more = self.threes(site, self.with_links && self.three_with_links);
                self.found.extend(more);
                Stage::Done
            }
            Stage::Links(_) | Stage::Done => Stage::Done,
        };
        !matches!(self.stage, Stage::Done)
    }

    /// What was found.
    pub fn end(self) -> Cuts {
        let mut sets = self.found;
        if !self.asked_machines {
            let is_machine = |fault: &Fault| matches!(fault, Fault::MachineDown(_));
            sets.retain(|cut| !cut.faults.iter().any(is_machine));
        }
        sets.sort_by(|a, b| {
            let worst = |cut: &Cut| cut.harms.iter().next();
            (worst(a), a.faults.len(), &a.faults).cmp(&(worst(b), b.faults.len(), &b.faults))
        });
        let left_out = self.most > 2 && !self.three_with_links && self.with_links;
        Cuts { already: self.already, sets, left_out }
    }

    /// What every pair of one fault does.
    fn fill(&mut self, site: &Site<'_>, a: usize) {
        let count = self.faults.len();
        let Some(first) = self.faults.get(a).copied() else { return };
        for b in 0..count {
            let Some(second) = self.faults.get(b).copied() else { continue };
            let parts = self.toll_of_one(a).and(self.toll_of_one(b));
            let whole = match a.cmp(&b) {
                std::cmp::Ordering::Less if parts != Toll::ALL => {
                    toll(site, &[first, second]).and(parts)
                }
                std::cmp::Ordering::Greater => {
                    self.twos.get(b * count + a).copied().unwrap_or(parts)
                }
                _ => parts,
            };
            self.twos.push(whole);
        }
    }

    fn toll_of_one(&self, at: usize) -> Toll {
        self.ones.get(at).copied().unwrap_or_default()
    }

    fn toll_of_two(&self, a: usize, b: usize) -> Toll {
        self.twos.get(a * self.faults.len() + b).copied().unwrap_or_default()
    }

    fn one(&self, at: usize) -> Harms {
        self.toll_of_one(at).settled
    }

    fn two(&self, a: usize, b: usize) -> Harms {
        self.toll_of_two(a, b).settled
    }

    /// The most that a cut link can do.
    fn most(&self, link: &Link) -> Harms {
        let ends = link.ends.iter().map(|end| self.toll_of_one(*end).in_place);
        ends.fold(Harms::ALL, Harms::both)
    }

    /// The most that it can do together with the fault at that place.
    fn most_with(&self, link: &Link, other: usize) -> Harms {
        let ends = link.ends.iter().map(|end| self.toll_of_two(*end, other).in_place);
        ends.fold(Harms::ALL, Harms::both)
    }

    /// The place of the fault that does a part of what this one does.
    fn weaker(&self, at: usize) -> Option<usize> {
        let Some(Fault::DiskLost(host)) = self.faults.get(at) else { return None };
        self.faults.iter().position(|fault| *fault == Fault::MachineDown(*host))
    }

    fn cut(&self, places: &[usize], more: &[Fault], harms: Harms) -> Option<Cut> {
        let faults = places.iter().filter_map(|at| self.faults.get(*at)).chain(more).copied();
        (!harms.is_empty()).then(|| Cut { faults: faults.collect(), harms })
    }

    fn ones(&self, site: &Site<'_>) -> Vec<Cut> {
        let mut found = Vec::new();
        for at in 0..self.faults.len() {
            let parts = self.weaker(at).map_or(self.already, |weaker| self.one(weaker));
            found.extend(self.cut(&[at], &[], self.one(at).without(parts.and(self.already))));
        }
        for link in &self.links {
            if !self.most(link).without(self.already).is_empty() {
                let done = self.link(site, link.fault).without(self.already);
                found.extend(self.cut(&[], &[link.fault], done));
            }
        }
        found
    }

    fn link(&self, site: &Site<'_>, link: Fault) -> Harms {
        harms(site, &[link]).and(self.already)
    }

    fn pairs(&mut self, a: usize) {
        let mut found = Vec::new();
        for b in a + 1..self.faults.len() {
            let mut parts = self.one(a).and(self.one(b));
            for (weak, other) in [(self.weaker(a), b), (self.weaker(b), a)] {
                parts = weak.map_or(parts, |weak| parts.and(self.two(weak, other)));
            }
            found.extend(self.cut(&[a, b], &[], self.two(a, b).without(parts)));
        }
        self.found.extend(found);
    }

    /// Sets of two with the link at that place, and with a link after it.
    fn with_link(&self, site: &Site<'_>, place: usize) -> Vec<Cut> {
        let mut found = Vec::new();
        let Some(link) = self.links.get(place) else { return found };
        let count = self.faults.len();
        let alone = self.most(link);
        let near: Vec<Harms> = (0..count).map(|x| self.most_with(link, x)).collect();
        let near = |x: usize| near.get(x).copied().unwrap_or_default();
        for x in 0..count {
            if near(x).without(self.one(x)).is_empty() {
                continue;
            }
            let fault = self.faults.get(x).copied().into_iter();
            let set: Vec<Fault> = fault.chain([link.fault]).collect();
            let mut parts = self.one(x).and(self.already);
            parts = if alone.is_empty() { parts } else { parts.and(self.link(site, link.fault)) };
            if let Some(weak) = self.weaker(x).and_then(|weak| self.faults.get(weak)) {
                parts = parts.and(harms(site, &[*weak, link.fault]));
            }
            let done = harms(site, &set).without(parts);
            found.extend(self.cut(&[x], &[link.fault], done));
        }
        for other in self.links.iter().skip(place + 1) {
            let bound = other.ends.iter().fold(Harms::ALL, |most, end| most.both(near(*end)));
            if !bound.without(self.already).is_empty() {
                let parts = self.link(site, link.fault).and(self.link(site, other.fault));
                let done = harms(site, &[link.fault, other.fault]).without(parts);
                found.extend(self.cut(&[], &[link.fault, other.fault], done));
            }
        }
        found
    }

    /// Sets of three: one by one, as nobody waits for them while drawing.
    fn threes(&self, site: &Site<'_>, with_links: bool) -> Vec<Cut> {
        let mut all = self.faults.clone();
        if with_links {
            all.extend(self.links.iter().map(|link| link.fault));
        }
        let mut found = Vec::new();
        for (a, first) in all.iter().enumerate() {
            for (b, second) in all.iter().enumerate().skip(a + 1) {
                let pair = self.set(site, &[*first, *second]);
                if pair == Harms::ALL {
                    continue;
                }
                for third in all.iter().skip(b + 1) {
                    let set = [*first, *second, *third];
                    let parts = pair
                        .and(self.set(site, &[*first, *third]))
                        .and(self.set(site, &[*second, *third]));
                    if parts == Harms::ALL {
                        continue;
                    }
                    let mut done = harms(site, &set).without(parts.and(self.already));
                    for (place, fault) in set.iter().enumerate() {
                        if let (Fault::DiskLost(host), false) = (fault, done.is_empty()) {
                            let mut weaker = set;
                            if let Some(one) = weaker.get_mut(place) {
                                *one = Fault::MachineDown(*host);
                            }
                            done = done.without(harms(site, &weaker));
                        }
                    }
                    found.extend(self.cut(&[], &set, done));
                }
            }
        }
        found
    }

    /// The harms of one or two faults, links or not.
    fn set(&self, site: &Site<'_>, faults: &[Fault; 2]) -> Harms {
        let at = |fault: Fault| self.faults.iter().position(|one| *one == fault);
        match faults.map(at) {
            [Some(a), Some(b)] => self.two(a, b),
            _ => harms(site, faults).and(self.already),
        }
    }
}
