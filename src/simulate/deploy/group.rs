//! Groups of the database's servers, as Galera has them.

use super::history::{Kind, Phase, Sort, Thing};
use super::server::{Local, Run};
use super::world::World;
use crate::simulate::fault::list;
use crate::simulate::galera::{Group as Quorum, components};

/// How often a group looks who is there, in milliseconds.
const LOOK: u64 = 1_000;

/// A group that servers of one name enter: an epoch with our discovery, a cluster's uuid with the image's.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) key: u32,
    pub(super) uuid: u32,
    pub(super) quorum: Quorum,
    pub(super) primary: bool,
    /// `wsrep_cluster_conf_id`.
    pub(super) configuration: u64,
    /// What was ordered in it.
    pub(super) seqno: i64,
    /// When it will have noticed that somebody is gone.
    notices: Option<u64>,
}

pub(super) fn names(ordinals: &[usize]) -> Vec<String> {
    ordinals.iter().map(|ordinal| format!("percona-{ordinal}")).collect()
}

/// A list of members as the subject of a sentence: with an "s" at its verb, or without.
fn verb(members: &[usize]) -> &'static str {
    if members.len() == 1 { "s" } else { "" }
}

impl World<'_> {
    pub(super) fn group(&self, key: u32) -> Option<&Group> {
        self.groups.iter().find(|group| group.key == key)
    }

    fn group_mut(&mut self, key: u32) -> Option<&mut Group> {
        self.groups.iter_mut().find(|group| group.key == key)
    }

    pub(super) fn database(
        &mut self,
        kind: Kind,
        phase: Phase,
        words: String,
        because: &'static str,
    ) {
        self.tell(Thing::only(Sort::Database), kind, phase, words, because);
    }

    /// A server founds a group.
    pub(super) fn found_group(&mut self, ordinal: usize, key: u32, uuid: u32, seqno: i64) {
        let quorum = Quorum::of(vec![ordinal], self.servers.len());
        self.groups.retain(|group| group.key != key);
        self.groups.push(Group {
            key,
            uuid,
            quorum,
            primary: true,
            configuration: 1,
            seqno,
            notices: None,
        });
        self.database(
            Kind::Group,
            Phase::Running,
            format!("percona-{ordinal} is the primary component"),
            "it was started with an empty list of members, which means bootstrap",
        );
        self.count_clusters();
    }

    /// A server enters its group.
    pub(super) fn enter_group(&mut self, ordinal: usize, key: u32) {
        if let Some(group) = self.group_mut(key) {
            if !group.quorum.base.contains(&ordinal) {
                group.quorum.base.push(ordinal);
                group.quorum.base.sort_unstable();
            }
            group.configuration += 1;
            group.notices = None;
        }
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.counted = true;
        }
        self.count_clusters();
    }

    /// A server leaves in order: it does not count any more.
    pub(super) fn leave_group(&mut self, ordinal: usize, key: u32) {
        if let Some(group) = self.group_mut(key) {
            group.quorum.base.retain(|one| *one != ordinal);
            group.configuration += 1;
        }
    }

    /// The host of a member that runs; nothing where it does not.
    pub(super) fn server_host(&self, ordinal: usize) -> Option<usize> {
        let server = self.servers.get(ordinal).filter(|server| server.run == Run::Up)?;
        self.pod_of(crate::topology::Tier::Percona, server.ordinal).and_then(|pod| pod.host)
    }

    fn meets(&self, one: usize, other: usize) -> bool {
        match (self.server_host(one), self.server_host(other)) {
            (Some(one), Some(other)) => one == other || self.damage.reaches(one, other),
            _ => false,
        }
    }

    /// A member of a primary component that this one reaches: one that has all data, and copies to nobody.
    pub(super) fn donor_for(&self, ordinal: usize, key: u32) -> Option<usize> {
        let group = self.group(key).filter(|group| group.primary)?;
        let gives = |donor: usize| {
            let copied = |server: &super::server::Server| {
                server.run == Run::Up
                    && matches!(server.local, Local::Copying { donor: from, .. } if from == donor)
            };
            self.servers.iter().any(copied)
        };
        group.quorum.base.iter().copied().find(|other| {
            let synced =
                self.servers.get(*other).is_some_and(|it| it.counted && it.local == Local::Synced);
            *other != ordinal && synced && self.meets(ordinal, *other) && !gives(*other)
        })
    }

    /// Whether a primary component is there that it reaches.
    pub(super) fn meets_primary(&self, ordinal: usize, key: u32) -> bool {
        self.group(key).is_some_and(|group| {
            let base = &group.quorum.base;
            group.primary && base.iter().any(|one| *one != ordinal && self.meets(ordinal, *one))
        })
    }

    /// Who is gone is noticed after a while; who stays is primary if it is more than half.
    pub(super) fn groups_step(&mut self) -> u64 {
        let keys: Vec<u32> = self.groups.iter().map(|group| group.key).collect();
        for key in keys {
            self.look_at_group(key);
            self.meet_again(key);
        }
        LOOK
    }

    fn look_at_group(&mut self, key: u32) {
        let Some(group) = self.group(key).cloned() else { return };
        let base = &group.quorum.base;
        let runs = |ordinal: &usize| {
            self.servers.get(*ordinal).is_some_and(|it| it.run == Run::Up && it.counted)
                && self.server_host(*ordinal).is_some()
        };
        let alive: Vec<usize> = base.iter().copied().filter(runs).collect();
        if alive.is_empty() {
            self.groups.retain(|group| group.key != key);
            return;
        }
        let apart = components(&alive, |one, other| self.meets(one, other));
        let whole = alive.len() == base.len() && apart.len() == 1;
        if whole && group.primary {
            if let Some(group) = self.group_mut(key) {
                group.notices = None;
            }
            return;
        }
        if whole {
            if let Some(group) = self.group_mut(key) {
                group.primary = true;
                group.configuration += 1;
            }
            let words = format!("{} meet again and are primary", list(&names(&alive)));
            self.database(Kind::Group, Phase::Running, words, "all of the last primary component");
            self.count_clusters();
            return;
        }
        if !group.primary {
            return;
        }
        let now = self.now;
        match group.notices {
            None => {
                let notices = now + self.around(|assumed| assumed.suspect);
                if let Some(group) = self.group_mut(key) {
                    group.notices = Some(notices);
                }
            }
            Some(notices) if notices > now => {}
            Some(_) => self.regroup(key, &group, apart),
        }
    }

    fn regroup(&mut self, key: u32, before: &Group, apart: Vec<Vec<usize>>) {
        let all = before.quorum.base.len();
        let stays = apart.into_iter().find(|part| before.quorum.has_quorum(part, &[]));
        for ordinal in &before.quorum.base {
            let stays = stays.as_ref().is_none_or(|part| part.contains(ordinal));
            if let Some(server) = self.servers.get_mut(*ordinal).filter(|_| !stays) {
                server.counted = false;
            }
        }
        if let Some(group) = self.group_mut(key) {
            group.notices = None;
            group.configuration += 1;
            group.primary = stays.is_some();
            if let Some(part) = &stays {
                group.quorum.base.clone_from(part);
            }
        }
        let (words, phase) = match &stays {
            Some(part) => (
                format!(
                    "{} stay{} the primary component: {} of {all}",
                    list(&names(part)),
                    verb(part),
                    part.len()
                ),
                Phase::Running,
            ),
            None => {
                (format!("no part of the {all} is a majority: no primary component"), Phase::Failed)
            }
        };
        self.database(
            Kind::Group,
            phase,
            words,
            "more than half of the last primary component (Galera, have_quorum)",
        );
    }

    /// A server that was cut off, and runs on, enters again.
    fn meet_again(&mut self, key: u32) {
        for ordinal in 0..self.servers.len() {
            let Some(server) = self.servers.get(ordinal) else { continue };
            let apart = server.run == Run::Up
                && server.group == key
                && !server.counted
                && server.local == Local::Synced;
            if apart && self.meets_primary(ordinal, key) {
                self.enter_group(ordinal, key);
                let words = format!("percona-{ordinal} meets the primary component again");
                self.database(Kind::Group, Phase::Running, words, "");
            }
        }
    }

    /// Tells it once when there are two clusters.
    fn count_clusters(&mut self) {
        let clusters: Vec<Vec<String>> = self
            .groups
            .iter()
            .filter(|group| group.primary)
            .map(|group| names(&group.quorum.base))
            .collect();
        if clusters.len() < 2 {
            return;
        }
        if self.twice.is_none() {
            let each: Vec<String> = clusters.iter().map(|members| list(members)).collect();
            let words = format!(
                "two clusters: one of {}; neither knows of the other",
                each.join(", another of ")
            );
            self.database(
                Kind::Group,
                Phase::Failed,
                words,
                "what is written to one is not in the other, and no member of either has an error to tell",
            );
        }
        let since = self.twice.as_ref().map_or(self.now, |(since, _)| *since);
        self.twice = Some((since, clusters));
    }
}
