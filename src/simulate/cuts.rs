//! Which sets of faults stop the site: all of them, and of each harm the smallest only.
//!
//! Every set is gone through. What makes that quick: a set need not be looked at for a harm that a part of
//! it does already, and as long as no pod is made anew elsewhere a link that is cut does nothing that the
//! loss of either of its machines would not do, unless that is one of the control plane: without it no
//! machine is marked (a property test holds all this). Once pods move, the loss of a machine can do less
//! than a cut link: its pods go to where they reach what they need.

use super::damage::Site;
use super::fault::{Fault, links};
use super::harm::{Harms, Toll, harms, toll};
use crate::design::EtcdWorkload;
use crate::topology::{Backing, Tier};

/// With more machines than these, sets of three hold no cut link: there would be too many.
pub const LINKS_OF_THREE: usize = 12;

/// A smallest set of faults for the harms that it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The faults.
    pub faults: Vec<Fault>,
    /// What it does and no part of it does.
    pub harms: Harms,
}

/// A kind of fault that is looked at. A machine that is cut off does what one does that is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Machines down or cut off.
    Machines,
    /// Machines lost with their disks.
    Disks,
    /// Volumes lost.
    Volumes,
    /// Members of etcd corrupt.
    Etcd,
    /// Pods crashed.
    Pods,
    /// The NFS export down.
    Export,
    /// The control plane down.
    ControlPlane,
    /// Links cut.
    Links,
}

/// All of them.
pub const KINDS: [Kind; 8] = [
    Kind::Machines,
    Kind::Disks,
    Kind::Volumes,
    Kind::Etcd,
    Kind::Pods,
    Kind::Export,
    Kind::ControlPlane,
    Kind::Links,
];

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// What does not work though nothing has failed.
    pub already: Harms,
    /// The sets: by what they hit, the worst first, then the smallest, then as the topology has them.
    pub sets: Vec<Cut>,
    /// Whether sets of three with cut links were left out.
    pub left_out: bool,
}

impl Cuts {
    /// How many sets there are, each counted for each of its harms.
    pub fn count(&self) -> usize {
        self.sets.iter().map(|cut| cut.harms.count()).sum()
    }
}

/// The faults of these kinds that leave anything behind, links apart.
fn universe(site: &Site<'_>, kinds: &[Kind]) -> Vec<Fault> {
    let topology = site.topology;
    let hosts = 0..topology.hosts.len();
    let mut faults = Vec::new();
    let mut add = |kind: Kind, those: Vec<Fault>| {
        if kinds.contains(&kind) {
            faults.extend(those);
        }
    };
    add(Kind::Machines, hosts.clone().map(Fault::MachineDown).collect());
    let has_disk = |host: &usize| {
        topology.volumes.iter().any(|volume| {
            let folder = matches!(volume.backing, Backing::Folder(_));
            volume.host() == Some(*host) || folder && site.export == Some(*host)
        })
    };
    add(Kind::Disks, hosts.filter(has_disk).map(Fault::DiskLost).collect());
    add(Kind::Etcd, (0..site.etcd.len()).map(Fault::EtcdCorrupt).collect());
    // A member of etcd without its volume is as one whose data are damaged.
    let volumes = topology.volumes.iter().enumerate();
    let own = volumes.filter(|(_, volume)| {
        !matches!(volume.backing, Backing::HostPath(_))
            && !matches!(volume.tier, Tier::Etcd | Tier::Backup)
    });
    add(Kind::Volumes, own.map(|(index, _)| Fault::VolumeLost(index)).collect());
    // Every other pod is started again.
    if site.design.etcd.workload == EtcdWorkload::Pod {
        add(Kind::Pods, site.etcd.iter().map(|one| Fault::PodCrashed(one.pod)).collect());
    }
    if site.export.is_some() {
        add(Kind::Export, vec![Fault::ExportDown]);
    }
    add(Kind::ControlPlane, vec![Fault::ControlPlaneDown]);
    faults
}

/// Every smallest set of at most `most` faults (one to three) of these kinds.
pub fn cuts(site: &Site<'_>, most: usize, kinds: &[Kind]) -> Cuts {
    let with_links = kinds.contains(&Kind::Links);
    let asked_machines = kinds.contains(&Kind::Machines);
    // What a link can do is bounded by its machines: they are looked at, asked for or not.
    let mut looked_at = kinds.to_vec();
    if with_links && !asked_machines {
        looked_at.push(Kind::Machines);
    }
    let search = Search::of(site, &looked_at);
    let mut sets = search.ones();
    let three_with_links = site.topology.hosts.len() <= LINKS_OF_THREE;
    if most > 1 {
        sets.extend(search.twos());
    }
    if most > 2 {
        sets.extend(search.threes(three_with_links));
    }
    if !asked_machines {
        let is_machine = |fault: &Fault| matches!(fault, Fault::MachineDown(_));
        sets.retain(|cut| !cut.faults.iter().any(is_machine));
    }
    sets.sort_by(|a, b| {
        let worst = |cut: &Cut| cut.harms.iter().next();
        (worst(a), a.faults.len(), &a.faults).cmp(&(worst(b), b.faults.len(), &b.faults))
    });
    let left_out = most > 2 && !three_with_links && with_links;
    Cuts { already: search.already, sets, left_out }
}

/// A cut link.
struct Link {
    fault: Fault,
    /// The places of those of its machines whose loss does all that the cut does, as long as no pod moves.
    ends: Vec<usize>,
}

struct Search<'s, 'a> {
    site: &'s Site<'a>,
    already: Harms,
    faults: Vec<Fault>,
    links: Vec<Link>,
    ones: Vec<Toll>,
    /// Of each pair, row by row.
    twos: Vec<Toll>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn of(site: &'s Site<'a>, kinds: &[Kind]) -> Self {
        let faults = universe(site, kinds);
        let already = toll(site, &[]);
        let ones: Vec<Toll> =
            faults.iter().map(|fault| toll(site, &[*fault]).and(already)).collect();
        let already = already.settled;
        let mut search =
            Search { site, already, faults, links: Vec::new(), ones, twos: Vec::new() };
        search.fill();
        if kinds.contains(&Kind::Links) {
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
        search
    }

    /// What every pair does.
    fn fill(&mut self) {
        let count = self.faults.len();
        let mut twos = Vec::with_capacity(count * count);
        for (a, first) in self.faults.iter().enumerate() {
            for (b, second) in self.faults.iter().enumerate() {
                let parts = self.toll_of_one(a).and(self.toll_of_one(b));
                let whole = match a.cmp(&b) {
                    std::cmp::Ordering::Less if parts != Toll::ALL => {
                        toll(self.site, &[*first, *second]).and(parts)
                    }
                    std::cmp::Ordering::Greater => {
                        twos.get(b * count + a).copied().unwrap_or(parts)
                    }
                    _ => parts,
                };
                twos.push(whole);
            }
        }
        self.twos = twos;
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

    fn ones(&self) -> Vec<Cut> {
        let mut found = Vec::new();
        for at in 0..self.faults.len() {
            let parts = self.weaker(at).map_or(self.already, |weaker| self.one(weaker));
            found.extend(self.cut(&[at], &[], self.one(at).without(parts.and(self.already))));
        }
        for link in &self.links {
            if !self.most(link).without(self.already).is_empty() {
                let done = self.link(link.fault).without(self.already);
                found.extend(self.cut(&[], &[link.fault], done));
            }
        }
        found
    }

    fn link(&self, link: Fault) -> Harms {
        harms(self.site, &[link]).and(self.already)
    }

    fn twos(&self) -> Vec<Cut> {
        let mut found = Vec::new();
        let count = self.faults.len();
        for a in 0..count {
            for b in a + 1..count {
                let mut parts = self.one(a).and(self.one(b));
                for (weak, other) in [(self.weaker(a), b), (self.weaker(b), a)] {
                    parts = weak.map_or(parts, |weak| parts.and(self.two(weak, other)));
                }
                found.extend(self.cut(&[a, b], &[], self.two(a, b).without(parts)));
            }
        }
        for (place, link) in self.links.iter().enumerate() {
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
                parts = if alone.is_empty() { parts } else { parts.and(self.link(link.fault)) };
                if let Some(weak) = self.weaker(x).and_then(|weak| self.faults.get(weak)) {
                    parts = parts.and(harms(self.site, &[*weak, link.fault]));
                }
                let done = harms(self.site, &set).without(parts);
                found.extend(self.cut(&[x], &[link.fault], done));
            }
            for other in self.links.iter().skip(place + 1) {
                let bound = other.ends.iter().fold(Harms::ALL, |most, end| most.both(near(*end)));
                if !bound.without(self.already).is_empty() {
                    let parts = self.link(link.fault).and(self.link(other.fault));
                    let done = harms(self.site, &[link.fault, other.fault]).without(parts);
                    found.extend(self.cut(&[], &[link.fault, other.fault], done));
                }
            }
        }
        found
    }

    /// Sets of three: one by one, as nobody waits for them while drawing.
    fn threes(&self, with_links: bool) -> Vec<Cut> {
        let mut all = self.faults.clone();
        if with_links {
            all.extend(self.links.iter().map(|link| link.fault));
        }
        let mut found = Vec::new();
        for (a, first) in all.iter().enumerate() {
            for (b, second) in all.iter().enumerate().skip(a + 1) {
                let pair = self.set(&[*first, *second]);
                if pair == Harms::ALL {
                    continue;
                }
                for third in all.iter().skip(b + 1) {
                    let set = [*first, *second, *third];
                    let parts =
                        pair.and(self.set(&[*first, *third])).and(self.set(&[*second, *third]));
                    if parts == Harms::ALL {
                        continue;
                    }
                    let mut done = harms(self.site, &set).without(parts.and(self.already));
                    for (place, fault) in set.iter().enumerate() {
                        if let (Fault::DiskLost(host), false) = (fault, done.is_empty()) {
                            let mut weaker = set;
                            if let Some(one) = weaker.get_mut(place) {
                                *one = Fault::MachineDown(*host);
                            }
                            done = done.without(harms(self.site, &weaker));
                        }
                    }
                    found.extend(self.cut(&[], &set, done));
                }
            }
        }
        found
    }

    /// The harms of one or two faults, links or not.
    fn set(&self, faults: &[Fault; 2]) -> Harms {
        let at = |fault: Fault| self.faults.iter().position(|one| *one == fault);
        match faults.map(at) {
            [Some(a), Some(b)] => self.two(a, b),
            _ => harms(self.site, faults).and(self.already),
        }
    }
}
