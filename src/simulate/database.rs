//! Which replicas of the database serve, and why none does.

use super::damage::{Damage, Member, Site, Store};
use super::etcd::Etcd;
use super::galera::{Group, components};
use crate::design::Discovery;

/// Why no replica serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The data of all of them are lost.
    Lost,
    /// Their files do not answer: each waits for its disk.
    Hung,
    /// Those that are left together are no majority of the last primary component.
    NoQuorum {
        /// How many of it the largest group that is left has.
        left: usize,
        /// How many it had.
        of: usize,
    },
    /// They are primary and their gate is shut: etcd does not confirm them, and members of the view
    /// are missing.
    GateShut {
        /// The ordinals of those that are missing.
        missing: Vec<usize>,
    },
    /// None of them runs.
    NoneRuns,
}

/// How the database stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// The last primary component, from which the next majority is counted.
    pub group: Group,
    /// The ordinals of the volumes whose members may serve, as etcd has them.
    pub view: Vec<usize>,
    /// The ordinals of the primary component's members; none where there is no primary component.
    pub primary: Vec<usize>,
    /// The ordinals of those that serve clients.
    pub serving: Vec<usize>,
    /// The ordinals of those that wait for their files.
    pub hung: Vec<usize>,
    /// Why none serves.
    pub stop: Option<Stop>,
}

impl Database {
    /// Before anything failed.
    pub(super) fn whole(site: &Site<'_>) -> Database {
        let all: Vec<usize> = site
            .percona
            .iter()
            .filter(|replica| replica.host.is_some())
            .map(|replica| replica.ordinal)
            .collect();
        Database {
            group: Group::of(all.clone(), site.percona.len()),
            view: all.clone(),
            primary: all.clone(),
            serving: all,
            hung: Vec::new(),
            stop: None,
        }
    }

    /// What is left of it at once: who goes, who stays together, and whether that is a majority.
    pub(super) fn struck(&self, site: &Site<'_>, damage: &Damage, etcd: &Etcd) -> Database {
        let mut alive = Vec::with_capacity(self.group.base.len());
        for replica in members(site, &self.group.base) {
            let Some(host) = replica.host else { continue };
            let runs = damage.answers(host)
                && !damage.is_stopped(replica.pod)
                && !damage.is_crashed(replica.pod)
                && damage.store(site, replica.volume, host) != Store::Gone;
            if runs {
                alive.push(replica.ordinal);
            }
        }
        let left: Vec<usize> = members(site, &self.group.base)
            .filter(|replica| damage.is_stopped(replica.pod))
            .map(|replica| replica.ordinal)
            .collect();
        let apart = components(&alive, |a, b| reach(site, damage, a, b));
        let largest = apart.iter().map(Vec::len).max().unwrap_or(0);
        // Where there was no primary component, none comes of losing more.
        let stays = apart
            .into_iter()
            .find(|component| !self.primary.is_empty() && self.group.has_quorum(component, &left));
        let mut next = self.clone();
        let none = if alive.is_empty() {
            Stop::NoneRuns
        } else {
            Stop::NoQuorum { left: largest, of: self.group.base.len() }
        };
        match stays {
            Some(component) => next.be_primary(component),
            None => next.primary.clear(),
        }
        next.open(site, damage, etcd, none);
        next
    }

    /// What Galera makes of members that never ended and meet again: a majority of the last primary
    /// component is primary (percona/galera `gcomm/src/pc_proto.cpp`, `Proto::is_prim`).
    pub(super) fn merged(&self, site: &Site<'_>, damage: &Damage, etcd: &Etcd) -> Database {
        let mut next = self.clone();
        if self.primary.is_empty() {
            next.primary.clone_from(&self.group.base);
        }
        next.struck(site, damage, etcd)
    }

    /// What it comes to by itself: members that start again join, or elect one of them.
    pub(super) fn recovered(&self, site: &Site<'_>, damage: &Damage, etcd: &Etcd) -> Database {
        let by_script = site.design.percona.discovery == Discovery::Etcd;
        let able: Vec<usize> = site
            .percona
            .iter()
            .filter(|replica| {
                replica.host.is_some_and(|host| {
                    damage.answers(host)
                        && !damage.is_stopped(replica.pod)
                        && damage.store(site, replica.volume, host) == Store::There
                        // Without etcd nobody starts.
                        && etcd.answers(site, damage, host)
                })
            })
            .map(|replica| replica.ordinal)
            .collect();
        let mut next = self.clone();
        if !self.primary.is_empty() {
            let mut component = self.primary.clone();
            for ordinal in able {
                let meets = component.iter().any(|other| reach(site, damage, ordinal, *other));
                if !component.contains(&ordinal) && meets {
                    component.push(ordinal);
                }
            }
            component.sort_unstable();
            next.be_primary(component);
        } else if by_script
            && able.len() == site.percona.len()
            && components(&able, |a, b| reach(site, damage, a, b)).len() == 1
        {
            // All of the roster are there with the volumes of the view: one is elected, the rest join.
            next.be_primary(able);
        }
        let none = self.stop.clone().unwrap_or(Stop::NoneRuns);
        next.open(site, damage, etcd, none);
        next
    }

    fn be_primary(&mut self, component: Vec<usize>) {
        self.group.base.clone_from(&component);
        self.primary = component;
    }

    /// Who of the primary component serves: the gate of docs/discovery.md.
    fn open(&mut self, site: &Site<'_>, damage: &Damage, etcd: &Etcd, none: Stop) {
        let by_script = site.design.percona.discovery == Discovery::Etcd;
        let confirmed =
            |replica: &Member| replica.host.is_some_and(|host| etcd.answers(site, damage, host));
        if members(site, &self.primary).all(confirmed) && !self.primary.is_empty() {
            self.view.clone_from(&self.primary);
        }
        let missing: Vec<usize> =
            self.view.iter().copied().filter(|one| !self.primary.contains(one)).collect();
        let (mut serving, mut hung) = (Vec::new(), Vec::new());
        for replica in members(site, &self.primary) {
            let Some(host) = replica.host else { continue };
            if damage.store(site, replica.volume, host) == Store::Away {
                hung.push(replica.ordinal);
            } else if !by_script || missing.is_empty() || confirmed(replica) {
                serving.push(replica.ordinal);
            }
        }
        let gone = |replica: &Member| replica.volume.is_some_and(|one| damage.is_gone(one));
        self.stop = if !serving.is_empty() {
            None
        } else if !site.percona.is_empty() && site.percona.iter().all(gone) {
            Some(Stop::Lost)
        } else if self.primary.is_empty() {
            Some(none)
        } else if hung.len() == self.primary.len() {
            Some(Stop::Hung)
        } else {
            Some(Stop::GateShut { missing })
        };
        self.serving = serving;
        self.hung = hung;
    }

    /// The writer: of several, `HAProxy` takes the first that it reaches.
    pub fn writer(&self) -> Option<usize> {
        self.serving.first().copied()
    }
}

/// The replicas with these ordinals.
fn members<'s>(site: &'s Site<'_>, ordinals: &'s [usize]) -> impl Iterator<Item = &'s Member> {
    site.percona.iter().filter(|replica| ordinals.contains(&replica.ordinal))
}

/// Whether two replicas, by their ordinals, reach each other.
fn reach(site: &Site<'_>, damage: &Damage, a: usize, b: usize) -> bool {
    let host = |ordinal: usize| site.percona.get(ordinal).and_then(|replica| replica.host);
    match (host(a), host(b)) {
        (Some(a), Some(b)) => damage.reaches(a, b),
        _ => false,
    }
}
