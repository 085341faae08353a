//! What stands on the database: `HAProxy`, the install Job, WordPress, its autoscaler.

use super::super::damage::Store;
use super::history::{Kind, Phase, Sort, Thing};
use super::pods::{Pod, Stage};
use super::server::Run;
use super::world::{Actor, LOOK, NEVER, World};
use crate::design::{Access, Discovery};
use crate::simulate::load::autoscaler;
use crate::topology::Tier;

/// How often the autoscaler looks, in milliseconds.
pub(super) const SYNC: u64 = autoscaler::SYNC;
/// `HAProxy` believes a member after two good looks (`inter 2s`, `rise 2`), in milliseconds.
pub(super) const RISE: u64 = 4_000;
/// Between two tries of `install.sh`, in milliseconds, and how many there are.
pub(super) const TRY: u64 = 5_000;
/// See [`TRY`].
pub(super) const TRIES: u32 = 120;

impl World<'_> {
    /// Whether a replica of the database serves clients.
    pub(super) fn serves(&self, ordinal: usize) -> bool {
        let open = self.servers.get(ordinal).is_some_and(|server| server.open.is_some());
        match self.site.design.percona.discovery {
            Discovery::Etcd => {
                open && self.servers.get(ordinal).is_some_and(|it| it.run == Run::Up)
            }
            Discovery::Image => self.is_synced(ordinal),
        }
    }

    /// Whether `HAProxy` on that host has a member to send to.
    pub(super) fn has_member(&self, host: usize) -> bool {
        (0..self.servers.len()).filter(|ordinal| self.serves(*ordinal)).any(|ordinal| {
            let open = self.servers.get(ordinal).and_then(|server| server.open);
            let long = open.is_some_and(|since| self.now >= since + RISE);
            let at = self.server_host(ordinal);
            long && at.is_some_and(|at| at == host || self.damage.reaches(at, host))
        })
    }

    /// Whether the Service `mysql` answers a pod on that host. It sends to any pod that counts as ready, be that
    /// one that answers or not.
    fn database_answers(&mut self, host: usize) -> bool {
        if self.site.design.percona.access == Access::Haproxy {
            return self.ready_from(Tier::Haproxy, host);
        }
        let ready: Vec<usize> = self
            .pods
            .iter()
            .filter(|pod| pod.tier == Tier::Percona && pod.ready)
            .filter(|pod| {
                self.up(pod).is_some_and(|at| at == host || self.damage.reaches(at, host))
            })
            .map(|pod| pod.ordinal)
            .collect();
        let count = u64::try_from(ready.len()).unwrap_or(0);
        let at = usize::try_from(self.random.below(count)).unwrap_or(0);
        ready.get(at).is_some_and(|ordinal| self.serves(*ordinal))
    }

    /// `install.sh site`: waits for the database, makes the tables, leaves its mark.
    pub(super) fn install_step(&mut self, mut pod: Pod) -> u64 {
        let thing = self.pod_thing(pod.index);
        let Some(host) = pod.host else { return NEVER };
        if self.store(&pod) != Store::There {
            self.waits(thing, "the NFS export", "its files do not answer: each call hangs");
            return LOOK;
        }
        if pod.started {
            // `wp core install` has run.
            if !self.database_answers(host) {
                self.crash(pod.index, "the database went while the tables were made");
                return NEVER;
            }
            pod.stage = Stage::Done;
            self.put(pod);
            self.installed = true;
            for group in &mut self.groups {
                group.seqno += 1;
            }
            self.tell(
                thing,
                Kind::Site,
                Phase::Done,
                "the site is installed",
                "/content/state/installed is there",
            );
            return NEVER;
        }
        if self.database_answers(host) {
            pod.started = true;
            self.put(pod);
            let words = "reaches the database, and makes WordPress' tables";
            self.tell(thing, Kind::Site, Phase::Running, words, "wp core install");
            return self.around(|assumed| assumed.install);
        }
        pod.misses += 1;
        self.put(pod);
        if pod.misses >= TRIES {
            self.crash(pod.index, "the database did not answer for ten minutes");
            return NEVER;
        }
        let (on, why) = match self.site.design.percona.access {
            Access::Haproxy => {
                ("deployment/haproxy", "no HAProxy is ready, so the Service mysql has nobody")
            }
            Access::Service => (
                "statefulset/percona",
                "the replica that the Service mysql sent to does not answer",
            ),
        };
        self.waits(thing, on, why);
        TRY
    }

    /// The autoscaler looks: at first it has no figures, and sees to its least alone.
    pub(super) fn scaler_step(&mut self) -> u64 {
        if !self.scaler.made {
            return NEVER;
        }
        let thing = Thing::only(Sort::Autoscaler);
        if !self.controlled() {
            self.waits(thing, "the control plane", "nobody looks while it is away");
            return SYNC;
        }
        let least = self.site.wordpress.len();
        if self.replicas < least {
            let words = format!("raises WordPress from {} replica to {least}", self.replicas);
            self.replicas = least;
            self.tell(
                thing,
                Kind::Scaled,
                Phase::Running,
                words,
                "fewer than its least, for which it needs no figure",
            );
            let due: Vec<usize> = self
                .pods
                .iter()
                .filter(|pod| pod.tier == Tier::Wordpress)
                .map(|pod| pod.index)
                .collect();
            for pod in due {
                let delay = self.around(|assumed| assumed.controller);
                self.wake(Actor::Pod(pod), delay);
            }
            return SYNC;
        }
        if self.scaler.measured {
            return NEVER;
        }
        if !self.site.design.cluster.metrics_server {
            self.waits(thing, "metrics-server", "there is none: it has no figure to go by");
            return SYNC;
        }
        let since = self.pods.iter().filter(|pod| pod.tier == Tier::Wordpress && pod.ready);
        let first = since.map(|pod| pod.since).min();
        if first.is_some_and(|since| self.now >= since + self.asked.assumed.metrics) {
            self.scaler.measured = true;
            let words = "has its first figures";
            self.tell(
                thing,
                Kind::Scaled,
                Phase::Ready,
                words,
                "metrics-server has looked twice at a replica that is ready",
            );
            return NEVER;
        }
        self.waits(
            thing,
            "metrics-server",
            "no replica has been ready for long enough to be measured",
        );
        SYNC
    }
}
