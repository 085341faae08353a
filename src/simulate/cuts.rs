//! Which sets of faults stop the site: all of them, and of each harm the smallest only.
//!
//! Every set is gone through. What makes that quick is that more faults never make more work (a property
//! test holds it): a set need not be looked at for a harm that a part of it does already, and a link
//! that is cut does nothing that the loss of either of its machines would not do.

use super::damage::Site;
use super::fault::{Fault, links};
use super::harm::{Harms, harms};
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

struct Search<'s, 'a> {
    site: &'s Site<'a>,
    already: Harms,
    faults: Vec<Fault>,
    /// Cut links with the places of their machines among the faults.
    links: Vec<(Fault, usize, usize)>,
    ones: Vec<Harms>,
    /// Of each pair, row by row.
    twos: Vec<Harms>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn of(site: &'s Site<'a>, kinds: &[Kind]) -> Self {
        let faults = universe(site, kinds);
        let already = harms(site, &[]);
        let ones: Vec<Harms> =
            faults.iter().map(|fault| harms(site, &[*fault]).and(already)).collect();
        let mut search =
            Search { site, already, faults, links: Vec::new(), ones, twos: Vec::new() };
        search.fill();
        if kinds.contains(&Kind::Links) {
            let at = |host: usize| {
                search.faults.iter().position(|fault| *fault == Fault::MachineDown(host))
            };
            search.links = links(site.topology.hosts.len())
                .filter_map(|link| match link {
                    Fault::LinkCut(a, b) => Some((link, at(a)?, at(b)?)),
                    _ => None,
                })
                .collect();
        }
        search
    }

    /// The harms of every pair.
    fn fill(&mut self) {
        let count = self.faults.len();
        let mut twos = Vec::with_capacity(count * count);
        for (a, first) in self.faults.iter().enumerate() {
            for (b, second) in self.faults.iter().enumerate() {
                let parts = self.one(a).and(self.one(b));
                let whole = match a.cmp(&b) {
                    std::cmp::Ordering::Less if parts != Harms::ALL => {
                        harms(self.site, &[*first, *second]).and(parts)
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

    fn one(&self, at: usize) -> Harms {
        self.ones.get(at).copied().unwrap_or_default()
    }

    fn two(&self, a: usize, b: usize) -> Harms {
        self.twos.get(a * self.faults.len() + b).copied().unwrap_or_default()
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
        for (link, a, b) in &self.links {
            let bound = self.one(*a).both(self.one(*b)).without(self.already);
            if !bound.is_empty() {
                found.extend(self.cut(&[], &[*link], self.link(*link).without(self.already)));
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
        for (place, (link, a, b)) in self.links.iter().enumerate() {
            let alone = self.one(*a).both(self.one(*b));
            let near: Vec<Harms> =
                (0..count).map(|x| self.two(*a, x).both(self.two(*b, x))).collect();
            let near = |x: usize| near.get(x).copied().unwrap_or_default();
            for x in 0..count {
                let bound = near(x).without(self.one(x));
                if bound.is_empty() {
                    continue;
                }
                let fault = self.faults.get(x).copied().into_iter();
                let set: Vec<Fault> = fault.chain([*link]).collect();
                let mut parts = self.one(x).and(self.already);
                parts = if alone.is_empty() { parts } else { parts.and(self.link(*link)) };
                if let Some(weak) = self.weaker(x).and_then(|weak| self.faults.get(weak)) {
                    parts = parts.and(harms(self.site, &[*weak, *link]));
                }
                let done = harms(self.site, &set).without(parts);
                found.extend(self.cut(&[x], &[*link], done));
            }
            for (other, c, d) in self.links.iter().skip(place + 1) {
                let bound = near(*c).both(near(*d)).without(self.already);
                if !bound.is_empty() {
                    let parts = self.link(*link).and(self.link(*other));
                    let done = harms(self.site, &[*link, *other]).without(parts);
                    found.extend(self.cut(&[], &[*link, *other], done));
                }
            }
        }
        found
    }

    /// Sets of three: one by one, as nobody waits for them while drawing.
    fn threes(&self, with_links: bool) -> Vec<Cut> {
        let mut all = self.faults.clone();
        if with_links {
            all.extend(self.links.iter().map(|(link, ..)| *link));
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
