//! The image's own discovery (DOMAIN §2.3, §2.4, §2.7): a list in etcd's v2 store whose entries run out, and an
//! empty list means "I am the first". Nothing keeps two members from finding it empty.

use super::group::names;
use super::history::{Kind, Phase};
use super::server::{Local, Run, Server, WAIT_PRIMARY};
use super::world::{LOOK, NEVER, World};
use crate::simulate::fault::list;
use crate::topology::Tier;

/// How long an entry of the queue lasts, in milliseconds (`ttl=60`).
const QUEUED: u64 = 60_000;
/// How long an entry of a registered member lasts, in milliseconds (`ttl=30`).
const REGISTERED: u64 = 30_000;
/// How often `clustercheckcron` looks, in milliseconds.
const CRON: u64 = 5_000;
/// The queue is read without `quorum=true`: an entry can be so much younger than what a member of etcd knows, in
/// milliseconds. Assumed.
const LAG: u64 = 150;

/// Entries by ordinal, each with when it was written last.
#[derive(Clone, Debug, Default)]
pub(super) struct Registry {
    queue: Vec<(usize, u64)>,
    registered: Vec<(usize, u64)>,
}

impl Registry {
    fn write(entries: &mut Vec<(usize, u64)>, ordinal: usize, now: u64) {
        entries.retain(|(one, _)| *one != ordinal);
        entries.push((ordinal, now));
    }

    /// The others on both lists.
    fn others(&self, ordinal: usize, now: u64, lag: u64) -> Vec<usize> {
        let queued = self.queue.iter().filter(|(_, at)| at + lag <= now && now < at + QUEUED);
        let registered = self.registered.iter().filter(|(_, at)| now < at + REGISTERED);
        let mut others: Vec<usize> =
            queued.chain(registered).map(|(one, _)| *one).filter(|one| *one != ordinal).collect();
        others.sort_unstable();
        others.dedup();
        others
    }
}

impl World<'_> {
    fn image_told(&mut self, ordinal: usize, words: impl Into<String>, because: &'static str) {
        let thing = Self::server_thing(ordinal);
        self.tell(thing, Kind::Discovery, Phase::Running, words, because);
    }

    /// The container of a replica ends by itself.
    pub(super) fn crash_server(&mut self, ordinal: usize, why: &str) {
        let pod = self.pod_of(Tier::Percona, ordinal).map(|pod| pod.index);
        if let Some(pod) = pod {
            self.crash(pod, why);
        }
    }

    /// The next step of the image's entrypoint.
    pub(super) fn image_step(&mut self, server: &Server, host: usize) -> u64 {
        let ordinal = server.ordinal;
        match server.run {
            Run::Begins => {
                if !self.etcd_answers(host) {
                    self.crash_server(
                        ordinal,
                        "etcd does not answer, and the entrypoint ends (set -e)",
                    );
                    return NEVER;
                }
                Registry::write(&mut self.registry.queue, ordinal, self.now);
                self.image_told(ordinal, "puts itself into etcd's queue, for 60 s", "");
                self.set_run(ordinal, Run::Waits);
                self.around(|assumed| assumed.step) / 3
            }
            Run::Waits => self.reads_lists(server),
            Run::Initialises => {
                self.set_run(ordinal, Run::Starts);
                let volume = self.volume_of(ordinal);
                self.around_on(|assumed| assumed.mysqld, volume)
            }
            Run::Starts => {
                self.server_up(ordinal);
                LOOK
            }
            Run::Up => self.image_runs(server),
            Run::Off | Run::Recovers | Run::Unregistered => NEVER,
        }
    }

    fn set_run(&mut self, ordinal: usize, run: Run) {
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.run = run;
        }
    }

    fn reads_lists(&mut self, server: &Server) -> u64 {
        let ordinal = server.ordinal;
        let lag = self.random.below(LAG);
        let others = self.registry.others(ordinal, self.now, lag);
        Registry::write(&mut self.registry.registered, ordinal, self.now);
        let holds = server.uuid != 0;
        let volume = self.volume_of(ordinal);
        let joins = !others.is_empty();
        if !joins && holds && !server.initialising {
            // Who was not the last to stop in order has `safe_to_bootstrap: 0`.
            self.image_told(ordinal, "finds nobody in etcd", "entries run out by themselves");
            self.crash_server(
                ordinal,
                "it may not be safe to bootstrap the cluster from this node",
            );
            return NEVER;
        }
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.peers.clone_from(&others);
            server.bootstraps = !joins;
            server.initialising = !joins;
            server.run = if joins { Run::Starts } else { Run::Initialises };
        }
        if joins {
            let words =
                format!("finds {} in etcd, and starts mysqld to join", list(&names(&others)));
            self.image_told(ordinal, words, "no word of it says whether a cluster is there");
            return self.around_on(|assumed| assumed.mysqld, volume);
        }
        self.image_told(
            ordinal,
            "finds nobody in etcd: it takes itself for the first, and makes an empty database",
            "CLUSTER_JOIN is empty, which means bootstrap",
        );
        self.around_on(|assumed| assumed.initialise, volume)
    }

    fn image_runs(&mut self, server: &Server) -> u64 {
        let ordinal = server.ordinal;
        if server.local == Local::Outside {
            let found = self.groups.iter().find(|group| {
                group.primary && group.quorum.base.iter().any(|one| server.peers.contains(one))
            });
            if let (Some(key), Some(server)) =
                (found.map(|group| group.key), self.servers.get_mut(ordinal))
            {
                server.group = key;
            }
        }
        let Some(server) = self.servers.get(ordinal).cloned() else { return NEVER };
        if self.enters(&server) {
            return LOOK / 2;
        }
        if server.local == Local::Outside && self.now - server.since >= WAIT_PRIMARY {
            let why = "failed to reach primary view (pc.wait_prim_timeout, 30 s): whom it found is no cluster";
            self.crash_server(ordinal, why);
            return NEVER;
        }
        LOOK
    }

    /// `clustercheckcron`: who is Synced in a primary component stays on the list, anybody else is taken off.
    pub(super) fn image_cron(&mut self, ordinal: usize) -> u64 {
        let Some(server) = self.servers.get(ordinal) else { return NEVER };
        let host = self.pod_of(Tier::Percona, ordinal).and_then(|pod| pod.host);
        let Some(host) = host.filter(|_| server.run != Run::Off) else { return NEVER };
        let asked = !matches!(server.run, Run::Begins | Run::Waits);
        if asked && self.etcd_answers(host) {
            if self.is_synced(ordinal) {
                Registry::write(&mut self.registry.registered, ordinal, self.now);
            } else {
                self.registry.registered.retain(|(one, _)| *one != ordinal);
            }
        }
        CRON
    }

    /// Primary and Synced.
    pub(super) fn is_synced(&self, ordinal: usize) -> bool {
        self.servers.get(ordinal).is_some_and(|server| {
            server.run == Run::Up
                && server.counted
                && server.local == Local::Synced
                && self.group(server.group).is_some_and(|group| group.primary)
        })
    }
}
