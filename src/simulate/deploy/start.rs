//! The steps of `percona-start.sh`, and their lines.

use super::assumed::Assumed;
use super::group::names;
use super::history::{Kind, Phase};
use super::keys::{Election, For, Key, Me, Step, Told};
use super::server::{INTERVAL, Run, Server, uuid, volume};
use super::world::{NEVER, World};
use crate::topology::Tier;
use serde_json::{Map, Value, json};

/// An incarnation as a log has it.
fn incarnation(ordinal: usize, number: u32) -> String {
    format!("i-{ordinal}-{number}")
}

fn election_of(election: &Election) -> Value {
    json!({
        "kind": if election.first { "first" } else { "recovery" },
        "ordinal": election.ordinal,
        "incarnation": incarnation(election.ordinal, election.incarnation),
        "volume": volume(election.ordinal),
        "epoch": election.epoch,
        "start": election.start.to_string(),
        "after": election.after,
    })
}

impl World<'_> {
    /// A line of a step log, with more fields.
    pub(super) fn line(&self, ordinal: usize, part: &str, step: &str, more: Value) -> Value {
        let number = self.servers.get(ordinal).map_or(0, |server| server.incarnation);
        let named = step != "lock";
        let mut line = Map::new();
        line.insert("part".to_owned(), part.into());
        line.insert("step".to_owned(), step.into());
        line.insert("ordinal".to_owned(), ordinal.into());
        let word = if named { incarnation(ordinal, number) } else { String::new() };
        line.insert("incarnation".to_owned(), word.into());
        if let Value::Object(more) = more {
            line.extend(more);
        }
        Value::Object(line)
    }

    /// The start script did a step.
    pub(super) fn stepped(
        &mut self,
        ordinal: usize,
        step: &str,
        more: Value,
        words: String,
        why: &'static str,
    ) {
        let line = self.line(ordinal, "start", step, more);
        let thing = Self::server_thing(ordinal);
        self.log(thing, Kind::Discovery, Phase::Running, words, why, Some(line));
    }

    /// Step 2: what does the volume hold?
    pub(super) fn recover(&mut self, ordinal: usize) -> u64 {
        let Some(server) = self.servers.get_mut(ordinal) else { return NEVER };
        server.incarnation += 1;
        server.run = Run::Unregistered;
        server.stop = false;
        let me = server.me();
        let why = match (server.uuid, server.initialising) {
            (_, true) => "an initialise was interrupted",
            (0, _) => "the folder holds no database",
            _ => "a state transfer was interrupted",
        };
        if me.empty {
            let more = json!({"empty": true, "why": why});
            self.stepped(ordinal, "recover", more, format!("holds no data: {why}"), "");
        } else {
            let more = json!({
                "empty": false, "uuid": uuid(me.uuid), "seqno": me.seqno, "epoch": me.epoch,
            });
            let words = format!("holds commits up to {} of epoch {}", me.seqno, me.epoch);
            self.stepped(ordinal, "recover", more, words, "mysqld --wsrep-recover");
        }
        self.around(if me.empty {
            |assumed: &Assumed| assumed.step
        } else {
            |assumed| assumed.recover
        })
    }

    fn waits_for_etcd(&mut self, ordinal: usize) -> u64 {
        let why = "etcd does not answer";
        let line = self.line(ordinal, "start", "wait", json!({"why": why}));
        self.waits_by_log(Self::server_thing(ordinal), "etcd", why, Some(line));
        INTERVAL
    }

    /// Step 1: the key of this member.
    pub(super) fn register(&mut self, ordinal: usize, host: usize) -> u64 {
        if !self.etcd_answers(host) {
            return self.waits_for_etcd(ordinal);
        }
        let pod = self.pod_of(Tier::Percona, ordinal).map_or(0, |pod| pod.uid);
        let Some(me) = self.servers.get(ordinal).map(Server::me) else { return NEVER };
        if self.keys.member(ordinal).is_some_and(|key| key.pod != pod) {
            let why = "another pod holds this member's key";
            let line = self.line(ordinal, "start", "wait", json!({"why": why}));
            self.waits_by_log(Self::server_thing(ordinal), "etcd", why, Some(line));
            return INTERVAL;
        }
        let key = Key {
            pod,
            incarnation: me.incarnation,
            told: Told::Recovering,
            uuid: me.uuid,
            epoch: me.epoch,
            seqno: me.seqno,
            empty: me.empty,
            configuration: 0,
            confirmed: self.now,
        };
        self.keys.put(ordinal, Some(key));
        self.become_at(ordinal, Run::Waits);
        let more = json!({
            "revision": self.keys.next_revision(), "state": "recovering", "uuid": uuid(me.uuid),
            "seqno": me.seqno, "epoch": me.epoch, "volume": volume(ordinal), "empty": me.empty,
        });
        self.stepped(
            ordinal,
            "register",
            more,
            "tells etcd that it is there".to_owned(),
            "discovery.md, step 1",
        );
        self.around(|assumed| assumed.step)
    }

    /// Steps 3 to 6.
    pub(super) fn decide(&mut self, ordinal: usize, host: usize) -> u64 {
        if !self.etcd_answers(host) {
            return self.waits_for_etcd(ordinal);
        }
        let Some(me) = self.servers.get(ordinal).map(Server::me) else { return NEVER };
        match self.keys.next_step(&me) {
            Step::Wait(whom, why) => {
                let step = if whom == For::Person { "person" } else { "wait" };
                let line = self.line(ordinal, "start", step, json!({"why": why}));
                let on = match whom {
                    For::Installer => "deploy.sh".to_owned(),
                    For::Member(other) => Self::server_thing(other).to_string(),
                    For::View => "database".to_owned(),
                    For::Person => "a person".to_owned(),
                };
                self.waits_by_log(Self::server_thing(ordinal), on, why, Some(line));
                INTERVAL
            }
            Step::Lost => {
                let more = json!({"why": "the key of this incarnation is gone"});
                self.stepped(
                    ordinal,
                    "lost",
                    more,
                    "its key is gone".to_owned(),
                    "its lease ended",
                );
                self.begins_anew(ordinal)
            }
            Step::Elect(election) => {
                self.keys.election = Some(election);
                let revision = self.keys.next_revision();
                let more = json!({"revision": revision, "election": election_of(&election)});
                let (words, why) = if election.first {
                    (
                        "without data, first of all",
                        "discovery.md, step 4: all are empty, and the founding token is there: the lowest ordinal",
                    )
                } else {
                    (
                        "to recover",
                        "discovery.md, step 5: all are there, and it has the newest data",
                    )
                };
                let words = format!(
                    "elects percona-{} for epoch {}, {words}",
                    election.ordinal, election.epoch
                );
                self.stepped(ordinal, "elect", more, words, why);
                self.around(|assumed| assumed.step)
            }
            Step::Join { epoch, uuid } => self.join(&me, epoch, uuid),
            Step::Bootstrap(election) => self.bootstrap(&me, &election),
        }
    }

    fn join(&mut self, me: &Me, epoch: u32, of: u32) -> u64 {
        let ordinal = me.ordinal;
        let others: Vec<usize> = (0..self.servers.len()).filter(|one| *one != ordinal).collect();
        if let Some(key) = self.keys.member_mut(ordinal) {
            key.told = Told::Joining;
        }
        if let Some(server) = self.servers.get_mut(ordinal) {
            if me.empty {
                server.uuid = 0;
                server.unfinished = false;
            }
            server.initialising = false;
            server.epoch = epoch;
            server.group = epoch;
            server.seen = false;
            server.bootstraps = false;
            server.run = Run::Starts;
        }
        let peers = names(&others).join(",");
        let more = json!({
            "revision": self.keys.next_revision(), "epoch": epoch, "uuid": uuid(of), "peers": peers,
            "empty": me.empty,
        });
        let words = format!("may join epoch {epoch}");
        self.stepped(
            ordinal,
            "join",
            more,
            words,
            "discovery.md, step 3: a member is primary, and the view does not name this volume",
        );
        let more = json!({"kind": "join", "epoch": epoch, "peers": peers});
        self.stepped(ordinal, "handover", more, "starts mysqld to join".to_owned(), "");
        let volume = self.volume_of(ordinal);
        self.around_on(|assumed| assumed.mysqld, volume)
    }

    fn bootstrap(&mut self, me: &Me, election: &Election) -> u64 {
        let ordinal = me.ordinal;
        if let Some(key) = self.keys.member_mut(ordinal) {
            key.told = Told::Bootstrapping;
            key.epoch = election.epoch;
        }
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.epoch = election.epoch;
            server.group = election.epoch;
            server.seen = false;
            server.bootstraps = true;
            server.initialising = me.empty;
            server.unfinished = false;
            server.run = Run::Initialises;
            if me.empty {
                server.uuid = 0;
            }
        }
        let revision = self.keys.next_revision();
        let more = json!({"revision": revision, "election": election_of(election)});
        let words = format!("begins epoch {}", election.epoch);
        self.stepped(
            ordinal,
            "bootstrap",
            more,
            words,
            "discovery.md, step 6: its own election stands",
        );
        if !me.empty {
            return self.around(|assumed| assumed.step) / 2;
        }
        let more = json!({"epoch": election.epoch});
        let words = "makes an empty database".to_owned();
        self.stepped(ordinal, "initialise", more, words, "discovery.md, step 7: MYSQL_INIT_ONLY");
        let volume = self.volume_of(ordinal);
        self.around_on(|assumed| assumed.initialise, volume)
    }

    /// After a long initialise: is it still this election that stands?
    pub(super) fn initialised(&mut self, ordinal: usize, host: usize) -> u64 {
        let Some(server) = self.servers.get(ordinal).cloned() else { return NEVER };
        let stands = self.etcd_answers(host)
            && self
                .keys
                .standing()
                .is_some_and(|one| (one.ordinal, one.incarnation) == (ordinal, server.incarnation));
        if !stands {
            let why = "the election does not stand any more";
            self.stepped(ordinal, "lost", json!({"why": why}), why.to_owned(), "");
            return self.begins_anew(ordinal);
        }
        self.become_at(ordinal, Run::Starts);
        let more = json!({"kind": "bootstrap", "epoch": server.epoch, "peers": ""});
        let words = "starts mysqld with an empty list of members".to_owned();
        self.stepped(ordinal, "handover", more, words, "which the image takes for bootstrap");
        let volume = self.volume_of(ordinal);
        self.around_on(|assumed| assumed.mysqld, volume)
    }

    /// After mysqld ended, and only this incarnation's own key.
    pub(super) fn deregister(&mut self, ordinal: usize, host: usize) {
        let own = self.servers.get(ordinal).map_or(0, |server| server.incarnation);
        let mine = self.keys.member(ordinal).is_some_and(|key| key.incarnation == own);
        if mine && self.etcd_answers(host) {
            self.keys.put(ordinal, None);
            let more = json!({"revision": self.keys.next_revision()});
            self.stepped(ordinal, "deregister", more, "takes its key away".to_owned(), "");
        }
    }
}
