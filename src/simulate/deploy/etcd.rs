//! etcd: members join, elect a leader, and have or lose their majority.

use super::super::damage::Store;
use super::history::{Kind, Phase, Sort, Thing};
use super::server::LEASE;
use super::world::World;
use crate::simulate::fault::list;
use crate::topology::{Tier, majority};

/// How often its state is looked at, in milliseconds.
const LOOK: u64 = 500;

impl World<'_> {
    /// The ordinals of the members that run, with their hosts.
    fn members_up(&self) -> Vec<(usize, usize)> {
        let started = self.asked.assumed.etcd;
        self.pods
            .iter()
            .filter(|pod| pod.tier == Tier::Etcd && self.now >= pod.since + started)
            .filter(|pod| !self.damage.is_corrupt(pod.ordinal) && self.store(pod) == Store::There)
            .filter_map(|pod| Some((pod.ordinal, self.up(pod)?)))
            .collect()
    }

    /// Whether a member has a leader with a majority.
    pub(super) fn is_member(&self, ordinal: usize) -> bool {
        self.etcd.serves && self.etcd.together.contains(&ordinal)
    }

    pub(super) fn etcd_step(&mut self) -> u64 {
        let up = self.members_up();
        let all = self.site.etcd.len();
        let needed = majority(all);
        // A leader speaks with each follower itself: nobody passes messages on (raft).
        let near = |leader: usize| -> Vec<usize> {
            let reached =
                up.iter().filter(|(_, host)| *host == leader || self.damage.reaches(leader, *host));
            reached.map(|(ordinal, _)| *ordinal).collect()
        };
        let together = up
            .iter()
            .map(|(_, host)| near(*host))
            .filter(|near| near.len() >= needed)
            .max_by_key(Vec::len)
            .unwrap_or_default();
        let thing = Thing::only(Sort::Etcd);
        let members =
            |of: &[usize]| -> Vec<String> { of.iter().map(|one| format!("etcd-{one}")).collect() };
        if together.is_empty() {
            self.etcd.elected_at = None;
            if self.etcd.serves {
                self.etcd.serves = false;
                let words = format!("no majority any more: {} of {all}, {needed} needed", up.len());
                self.tell(thing, Kind::Etcd, Phase::Failed, words, "it takes no write");
            } else if !up.is_empty() {
                let here: Vec<usize> = up.iter().map(|(ordinal, _)| *ordinal).collect();
                let why =
                    format!("{} of {all} members are there, {needed} are a majority", here.len());
                self.waits(thing, "more members", why);
            }
        } else if self.etcd.serves {
            let more: Vec<usize> =
                together.iter().copied().filter(|one| !self.etcd.together.contains(one)).collect();
            if !more.is_empty() {
                let join = if more.len() == 1 { "joins" } else { "join" };
                let words =
                    format!("{} {join}: {} of {all}", list(&members(&more)), together.len());
                self.tell(thing, Kind::Etcd, Phase::Ready, words, "");
            } else if together.len() < self.etcd.together.len() {
                let words = format!("goes on with {} of {all} members", together.len());
                self.tell(thing, Kind::Etcd, Phase::Ready, words, "a majority is there");
            }
        } else {
            match self.etcd.elected_at {
                None => {
                    self.etcd.elected_at = Some(self.now + self.around(|assumed| assumed.election));
                }
                Some(at) if at > self.now => {}
                Some(_) => {
                    self.etcd.elected_at = None;
                    self.etcd.serves = true;
                    let elect = if together.len() == 1 { "elects" } else { "elect" };
                    let who = list(&members(&together));
                    let words = format!("{who} {elect} a leader: {} of {all}", together.len());
                    self.tell(thing, Kind::Etcd, Phase::Ready, words, "a majority is there");
                    // A new leader gives every lease its whole time again (etcd server/lease, Promote).
                    for key in self.keys.members.iter_mut().flatten() {
                        key.confirmed = self.now;
                    }
                }
            }
        }
        let calm = self.etcd.serves && together.len() == all;
        self.etcd.together = together;
        self.expire();
        if calm { LOOK * 2 } else { LOOK }
    }

    /// Keys whose lease nobody kept are gone.
    fn expire(&mut self) {
        if !self.etcd.serves {
            return;
        }
        let now = self.now;
        for key in &mut self.keys.members {
            if key.is_some_and(|key| now.saturating_sub(key.confirmed) > LEASE) {
                *key = None;
            }
        }
    }
}
