//! Whether etcd has its majority.

use super::damage::{Damage, Site, Store};
use crate::design::EtcdWorkload;
use crate::topology::majority;

/// How etcd stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Etcd {
    /// How many members it has, dead or alive: all count for the majority.
    pub members: usize,
    /// The ordinals of those that run with their data.
    pub running: Vec<usize>,
    /// The ordinals of those that a leader with a majority reaches; none where there is no such leader.
    pub together: Vec<usize>,
}

impl Etcd {
    /// Whether it takes writes.
    pub fn has_quorum(&self) -> bool {
        !self.together.is_empty()
    }

    /// At once, or after what can start again by itself has.
    pub(super) fn of(site: &Site<'_>, damage: &Damage, restarted: bool) -> Etcd {
        // A bare Pod with `restartPolicy: Never` stays dead (DOMAIN §1.7).
        let again = restarted && site.design.etcd.workload == EtcdWorkload::StatefulSet;
        let mut running: Vec<(usize, usize)> = Vec::with_capacity(site.etcd.len());
        for member in &site.etcd {
            let Some(host) = member.host else { continue };
            let runs = damage.answers(host)
                && !damage.is_stopped(member.pod)
                && !damage.is_corrupt(member.ordinal)
                && (again || !damage.is_crashed(member.pod))
                && damage.store(site, member.volume, host) == Store::There;
            if runs {
                running.push((member.ordinal, host));
            }
        }
        let needed = majority(site.etcd.len());
        // A leader speaks with each follower itself: nobody passes messages on (raft).
        let followers = |leader: usize| -> Vec<usize> {
            let near = running.iter().filter(|(_, host)| damage.reaches(leader, *host));
            near.map(|(ordinal, _)| *ordinal).collect()
        };
        let together = running
            .iter()
            .map(|(_, host)| followers(*host))
            .filter(|near| near.len() >= needed)
            .max_by_key(Vec::len)
            .unwrap_or_default();
        let running = running.into_iter().map(|(ordinal, _)| ordinal).collect();
        Etcd { members: site.etcd.len(), running, together }
    }

    /// Whether a pod on that machine is answered by a member that has a leader.
    pub(super) fn answers(&self, site: &Site<'_>, damage: &Damage, host: usize) -> bool {
        let members = site.etcd.iter().filter(|member| self.together.contains(&member.ordinal));
        members.filter_map(|member| member.host).any(|at| damage.reaches(at, host))
    }
}
