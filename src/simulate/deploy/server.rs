//! A replica of the database: its volume, its start script, its server.
//!
//! `percona-start.sh` step by step, and what Galera does between; the image's own way is in `image`.

use super::super::damage::Store;
use super::assumed::Assumed;
use super::history::{Kind, Phase, Sort, Thing};
use super::keys::Me;
use super::world::{Actor, LOOK, NEVER, World};
use crate::design::Discovery;
use crate::topology::Tier;
use serde_json::json;

/// Between two looks of the scripts, in milliseconds (`PRESSWRIGHT_INTERVAL`).
pub(super) const INTERVAL: u64 = 2_000;
/// How long a lease lasts, in milliseconds (`PRESSWRIGHT_LEASE_SECONDS`).
pub(super) const LEASE: u64 = 20_000;
/// How long a joiner looks for a primary component, in milliseconds (`pc.wait_prim_timeout`, DOMAIN §2.7).
pub(super) const WAIT_PRIMARY: u64 = 30_000;

/// Where the container of a replica is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Run {
    /// No process.
    #[default]
    Off,
    /// The volume is locked next, or the image's entrypoint asks etcd.
    Begins,
    /// What the volume holds is looked at.
    Recovers,
    Unregistered,
    /// `wait_for_a_step`; with the image, between its two questions.
    Waits,
    Initialises,
    /// mysqld starts.
    Starts,
    /// It runs.
    Up,
}

/// What Galera says of a server that runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Local {
    /// It has found no group yet.
    #[default]
    Outside,
    /// It takes a copy of all data.
    Copying {
        donor: usize,
        until: u64,
    },
    /// It takes the commits that it lacks.
    CatchingUp {
        until: u64,
    },
    Synced,
}

/// A replica. uuids are numbered, 0 being none.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "marks of a volume and of processes, each by itself"
)]
pub(super) struct Server {
    pub(super) ordinal: usize,
    // The volume.
    pub(super) uuid: u32,
    pub(super) epoch: u32,
    pub(super) seqno: i64,
    pub(super) initialising: bool,
    /// A copy was begun and did not end.
    pub(super) unfinished: bool,
    pub(super) seen: bool,
    // The processes.
    pub(super) run: Run,
    pub(super) incarnation: u32,
    pub(super) bootstraps: bool,
    pub(super) published: bool,
    pub(super) local: Local,
    pub(super) group: u32,
    pub(super) counted: bool,
    /// Since when it looks for a group.
    pub(super) since: u64,
    /// Since when its gate is open; with the image, since when it is Synced.
    pub(super) open: Option<u64>,
    pub(super) view_read: usize,
    pub(super) confirmed: u64,
    /// The sidecar wants it to end.
    pub(super) stop: bool,
    /// With the image: whom it was told to join.
    pub(super) peers: Vec<usize>,
}

impl Server {
    pub(super) fn new(ordinal: usize) -> Self {
        Self { ordinal, ..Self::default() }
    }

    /// Whether mysqld answers, or is on its way in: what the image's startup and liveness probes want.
    pub(super) fn answers(&self) -> bool {
        self.run == Run::Up && self.local != Local::Outside
    }

    pub(super) fn is_empty(&self) -> bool {
        self.uuid == 0 || self.initialising || self.unfinished
    }

    pub(super) fn me(&self) -> Me {
        let empty = self.is_empty();
        Me {
            ordinal: self.ordinal,
            incarnation: self.incarnation,
            uuid: if empty { 0 } else { self.uuid },
            epoch: self.epoch,
            seqno: if empty { -1 } else { self.seqno },
            empty,
        }
    }
}

/// A uuid as a log has it.
pub(super) fn uuid(number: u32) -> String {
    format!("00000000-0000-0000-0000-{number:012}")
}

/// A volume's id as a log has it.
pub(super) fn volume(ordinal: usize) -> String {
    format!("v-{ordinal}")
}

impl World<'_> {
    pub(super) fn server_thing(ordinal: usize) -> Thing {
        Thing::new(Sort::Pod, format!("percona-{ordinal}"))
    }

    /// A container of the database began.
    pub(super) fn start_server(&mut self, ordinal: usize) {
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.run = Run::Begins;
            server.stop = false;
            server.published = false;
        }
        let delay = self.around(|assumed| assumed.step) / 2;
        self.wake(Actor::Server(ordinal), delay);
        self.wake(Actor::Sidecar(ordinal), delay);
    }

    /// A server is gone: killed, or stopped in order.
    pub(super) fn end_server(&mut self, ordinal: usize, in_order: bool) {
        let Some(server) = self.servers.get(ordinal) else { return };
        let (key, counted) = (server.group, server.counted && server.run == Run::Up);
        let ordered = self.group(key).map(|group| (group.seqno, group.primary));
        if let Some(server) = self.servers.get_mut(ordinal) {
            if let (true, Local::Synced, Some((seqno, true))) = (counted, server.local, ordered) {
                server.seqno = seqno;
            }
            server.run = Run::Off;
            server.local = Local::Outside;
            server.counted = false;
            server.open = None;
            server.published = false;
            server.stop = false;
        }
        if in_order && counted && ordered.is_some_and(|(_, primary)| primary) {
            self.leave_group(ordinal, key);
        }
    }

    /// A new incarnation begins in the same container, after a while.
    pub(super) fn begins_anew(&mut self, ordinal: usize) -> u64 {
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.run = Run::Recovers;
        }
        INTERVAL
    }

    /// The next step of a replica's container; when it takes another.
    pub(super) fn server_step(&mut self, ordinal: usize) -> u64 {
        let Some(pod) = self.pod_of(Tier::Percona, ordinal).copied() else { return NEVER };
        let Some(server) = self.servers.get(ordinal).cloned() else { return NEVER };
        let Some(host) = pod.host.filter(|_| server.run != Run::Off) else { return NEVER };
        match self.store(&pod) {
            Store::There => {}
            Store::Away | Store::Gone => {
                let thing = Self::server_thing(ordinal);
                self.waits(thing, "the NFS export", "its files do not answer: each call hangs");
                return LOOK;
            }
        }
        if self.site.design.percona.discovery == Discovery::Image {
            return self.image_step(&server, host);
        }
        match server.run {
            Run::Off => NEVER,
            Run::Begins => {
                let more = json!({"volume": volume(ordinal)});
                self.stepped(ordinal, "lock", more, "locks its volume".to_owned(), "");
                self.become_at(ordinal, Run::Recovers);
                self.around(|assumed| assumed.step) / 2
            }
            Run::Recovers => self.recover(ordinal),
            Run::Unregistered => self.register(ordinal, host),
            Run::Waits => self.decide(ordinal, host),
            Run::Initialises => self.initialised(ordinal, host),
            Run::Starts => {
                self.server_up(ordinal);
                LOOK
            }
            Run::Up => self.server_runs(&server, host),
        }
    }

    pub(super) fn become_at(&mut self, ordinal: usize, run: Run) {
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.run = run;
        }
    }

    /// mysqld is up.
    pub(super) fn server_up(&mut self, ordinal: usize) {
        let newest = self.servers.iter().map(|server| server.uuid).max().unwrap_or(0);
        let by_image = self.site.design.percona.discovery == Discovery::Image;
        let now = self.now;
        let Some(server) = self.servers.get_mut(ordinal) else { return };
        server.run = Run::Up;
        server.since = now;
        server.local = Local::Outside;
        server.stop = false;
        if !server.bootstraps {
            return;
        }
        if server.uuid == 0 {
            server.uuid = newest + 1;
            server.seqno = 0;
        }
        // A configuration takes a place in the order, too.
        server.seqno += 1;
        server.local = Local::Synced;
        server.counted = true;
        if by_image {
            server.group = server.uuid;
            server.initialising = false;
            server.open = Some(now);
        }
        let (key, of, seqno) = (server.group, server.uuid, server.seqno);
        self.found_group(ordinal, key, of, seqno);
    }

    fn server_runs(&mut self, server: &Server, host: usize) -> u64 {
        let ordinal = server.ordinal;
        if server.stop {
            self.end_server(ordinal, true);
            let more = json!({"code": 0, "phase": "server"});
            let words = "mysqld ends, as the sidecar asked".to_owned();
            self.stepped(ordinal, "server_end", more, words, "");
            self.deregister(ordinal, host);
            return self.begins_anew(ordinal);
        }
        if self.enters(server) {
            return LOOK / 2;
        }
        let gives_up = server.local == Local::Outside && self.now - server.since >= WAIT_PRIMARY;
        if gives_up {
            self.end_server(ordinal, false);
            let more = json!({"code": 1, "phase": "join"});
            let words = "finds no primary component in 30 s and ends".to_owned();
            self.stepped(ordinal, "server_end", more, words, "pc.wait_prim_timeout");
            self.deregister(ordinal, host);
            return self.begins_anew(ordinal);
        }
        if server.local == Local::Synced { INTERVAL } else { LOOK }
    }

    /// What Galera does with a server on its way in; whether something changed.
    pub(super) fn enters(&mut self, server: &Server) -> bool {
        let ordinal = server.ordinal;
        let thing = Self::server_thing(ordinal);
        match server.local {
            Local::Outside if self.meets_primary(ordinal, server.group) => {
                let Some(group) = self.group(server.group) else { return false };
                let (of, ordered) = (group.uuid, group.seqno);
                let Some(donor) = self.donor_for(ordinal, server.group) else {
                    self.waits(
                        thing,
                        "database",
                        "each member that has all data gives a copy already",
                    );
                    return false;
                };
                let own = !server.is_empty() && server.uuid == of;
                let duration = self.around(Assumed::copy);
                let until = self.now + if own { duration / 4 } else { duration };
                self.enter_group(ordinal, server.group);
                let local = match (own, server.seqno == ordered) {
                    (true, true) => Local::Synced,
                    (true, false) => Local::CatchingUp { until },
                    (false, _) => Local::Copying { donor, until },
                };
                if let Some(server) = self.servers.get_mut(ordinal) {
                    server.local = local;
                    server.unfinished = matches!(local, Local::Copying { .. });
                    if server.unfinished {
                        server.uuid = of;
                    }
                }
                let (words, why) = match local {
                    Local::Copying { .. } => (
                        format!("copies all data from percona-{donor}"),
                        "state transfer (SST): it has none",
                    ),
                    Local::CatchingUp { .. } => (
                        format!("takes what it lacks from percona-{donor}"),
                        "incremental state transfer (IST)",
                    ),
                    _ => ("has all that was ordered".to_owned(), ""),
                };
                self.tell(thing, Kind::Group, Phase::Running, words, why);
                true
            }
            Local::Copying { donor, .. } if self.server_host(donor).is_none() => {
                self.end_server(ordinal, false);
                let words = format!("its copy is cut off: percona-{donor} is gone");
                self.tell(
                    thing,
                    Kind::Group,
                    Phase::Running,
                    words,
                    "mysqld ends, what came counts as empty",
                );
                self.copy_failed(ordinal);
                true
            }
            Local::Copying { until, .. } | Local::CatchingUp { until } if self.now >= until => {
                let ordered = self.group(server.group).map(|group| (group.uuid, group.seqno));
                let now = self.now;
                if let (Some(server), Some((of, seqno))) = (self.servers.get_mut(ordinal), ordered)
                {
                    server.local = Local::Synced;
                    server.unfinished = false;
                    server.uuid = of;
                    server.seqno = seqno;
                    server.since = now;
                    if self.site.design.percona.discovery == Discovery::Image {
                        server.open = Some(now);
                    }
                }
                self.tell(thing, Kind::Group, Phase::Running, "is Synced", "");
                true
            }
            _ => false,
        }
    }

    fn copy_failed(&mut self, ordinal: usize) {
        if self.site.design.percona.discovery == Discovery::Image {
            self.crash_server(ordinal, "its copy was cut off");
            return;
        }
        let host = self.pod_of(Tier::Percona, ordinal).and_then(|pod| pod.host);
        let more = json!({"code": 1, "phase": "join"});
        self.stepped(ordinal, "server_end", more, "mysqld ends".to_owned(), "");
        if let Some(host) = host {
            self.deregister(ordinal, host);
        }
        self.begins_anew(ordinal);
        self.wake(Actor::Server(ordinal), INTERVAL);
    }
}
