//! `percona-sidecar.sh`: keeps the lease, says what the server is, opens and shuts its gate.

use super::history::{Kind, Phase};
use super::keys::{Established, Key, Keys, Told, View};
use super::server::{INTERVAL, LEASE, Local, Run, Server, uuid, volume};
use super::supervise::{Facts, Look};
use super::world::{NEVER, World};
use crate::design::Discovery;
use crate::topology::Tier;
use serde_json::{Value, json};

impl World<'_> {
    /// One look, and at most one step.
    pub(super) fn sidecar_step(&mut self, ordinal: usize) -> u64 {
        if self.site.design.percona.discovery == Discovery::Image {
            return self.image_cron(ordinal);
        }
        let Some(server) = self.servers.get(ordinal).cloned() else { return NEVER };
        let host = self.pod_of(Tier::Percona, ordinal).and_then(|pod| pod.host);
        let Some(host) = host.filter(|_| server.run != Run::Off) else { return NEVER };
        let reached = self.etcd_answers(host);
        let now = self.now;
        if reached {
            let own = self.keys.member_mut(ordinal);
            if let Some(key) = own.filter(|key| key.incarnation == server.incarnation) {
                key.confirmed = now;
                if let Some(server) = self.servers.get_mut(ordinal) {
                    server.confirmed = now;
                }
            }
        }
        if server.run != Run::Up || server.stop {
            return INTERVAL;
        }
        let facts = self.facts(&server);
        let look = if reached {
            if let (Some(view), Some(server)) = (&self.keys.view, self.servers.get_mut(ordinal)) {
                server.view_read = view.volumes.len();
            }
            self.keys.supervise(&facts)
        } else {
            let line =
                self.line(ordinal, "sidecar", "wait", json!({"why": "etcd does not answer"}));
            let thing = Self::server_thing(ordinal);
            self.waits_by_log(thing, "etcd", "etcd does not answer", Some(line));
            Keys::supervise_without(&facts)
        };
        if self.take(&server, &facts, &look) {
            self.around(|assumed| assumed.step)
        } else {
            INTERVAL
        }
    }

    fn facts(&self, server: &Server) -> Facts {
        let group = self.group(server.group);
        let primary = server.counted && group.is_some_and(|group| group.primary);
        let component = match group {
            Some(group) if server.counted => group.quorum.base.clone(),
            _ => vec![server.ordinal],
        };
        let mut me = server.me();
        me.uuid = server.uuid;
        Facts {
            me,
            answers: server.local == Local::Synced,
            primary,
            synced: server.local == Local::Synced,
            component,
            configuration: group.map_or(0, |group| group.configuration),
            open: server.open.is_some(),
            bootstrapped: server.bootstraps,
            seen: server.seen,
            published: server.published,
            view_read: server.view_read,
            unconfirmed: self.now.saturating_sub(server.confirmed) >= LEASE,
        }
    }

    fn told(&mut self, ordinal: usize, step: &str, more: Value, words: String, why: &'static str) {
        let line = self.line(ordinal, "sidecar", step, more);
        let ready = self.pod_of(Tier::Percona, ordinal).is_some_and(|pod| pod.ready);
        let phase = if ready { Phase::Ready } else { Phase::Running };
        self.log(Self::server_thing(ordinal), Kind::Discovery, phase, words, why, Some(line));
    }

    fn own_value(&self, ordinal: usize) -> Value {
        let key = self.keys.member(ordinal);
        json!({"name": format!("members/{ordinal}"), "value": key.map(|key| json!({
            "ordinal": ordinal, "state": key.told.word(), "uuid": uuid(key.uuid), "epoch": key.epoch,
            "seqno": key.seqno.to_string(), "empty": key.empty,
            "configuration": if key.configuration == 0 { String::new() } else { key.configuration.to_string() },
        }))})
    }

    fn view_value(&self) -> Value {
        let view = self.keys.view.as_ref();
        let volumes: Vec<String> = view
            .map(|view| view.volumes.iter().map(|one| volume(*one)).collect())
            .unwrap_or_default();
        json!({"name": "view", "value": {"epoch": view.map(|view| view.epoch), "volumes": volumes}})
    }

    /// Takes a step; whether it changed something.
    fn take(&mut self, server: &Server, facts: &Facts, look: &Look) -> bool {
        let ordinal = server.ordinal;
        match look {
            Look::Nothing => return false,
            Look::Wait(why) => {
                let line = self.line(ordinal, "sidecar", "wait", json!({"why": why}));
                self.waits_by_log(Self::server_thing(ordinal), "etcd", *why, Some(line));
                return false;
            }
            Look::Publish { primary } => self.publish(server, facts, *primary),
            Look::Register => self.register_again(server, facts),
            Look::Establish => self.establish(server),
            Look::Widen => {
                if let Some(view) = &mut self.keys.view {
                    view.volumes.push(ordinal);
                    view.volumes.sort_unstable();
                }
                let more = self.written(&[self.view_value()]);
                let words = "enters the view of those who may serve".to_owned();
                self.told(ordinal, "widen", more, words, "");
            }
            Look::Narrow(gone) => {
                if let Some(view) = &mut self.keys.view {
                    view.volumes.retain(|one| !gone.contains(one));
                }
                let more = self.written(&[self.view_value()]);
                let who = super::group::names(gone).join(", ");
                let words = format!("takes {who} out of the view");
                self.told(
                    ordinal,
                    "narrow",
                    more,
                    words,
                    "all that stay have told of the configuration without it",
                );
            }
            Look::Seen => {
                if let Some(server) = self.servers.get_mut(ordinal) {
                    server.seen = true;
                    server.initialising = false;
                }
                let more = json!({"epoch": server.epoch});
                self.told(ordinal, "seen", more, "notes that it is established".to_owned(), "");
            }
            Look::Open => {
                let now = self.now;
                if let Some(server) = self.servers.get_mut(ordinal) {
                    server.open = Some(now);
                }
                let view = self.view_value();
                let more = json!({"view": view.get("value")});
                let words = "opens its gate: clients are served".to_owned();
                self.told(
                    ordinal,
                    "open",
                    more,
                    words,
                    "Primary, Synced, and the view names its volume",
                );
            }
            Look::Shut(why) => {
                if let Some(server) = self.servers.get_mut(ordinal) {
                    server.open = None;
                }
                self.told(
                    ordinal,
                    "shut",
                    json!({"why": why}),
                    format!("shuts its gate: {why}"),
                    "",
                );
            }
            Look::Stop(why) => {
                if let Some(server) = self.servers.get_mut(ordinal) {
                    server.open = None;
                    server.stop = true;
                }
                self.told(
                    ordinal,
                    "stop",
                    json!({"why": why}),
                    format!("ends its server: {why}"),
                    "",
                );
            }
        }
        true
    }

    /// The lease ran out while the server went on.
    fn register_again(&mut self, server: &Server, facts: &Facts) {
        let ordinal = server.ordinal;
        let told = if facts.primary { Told::Primary } else { Told::NonPrimary };
        let pod = self.pod_of(Tier::Percona, ordinal).map_or(0, |pod| pod.uid);
        let key = Key {
            pod,
            incarnation: server.incarnation,
            told,
            uuid: server.uuid,
            epoch: server.epoch,
            seqno: -1,
            empty: false,
            configuration: 0,
            confirmed: self.now,
        };
        self.keys.put(ordinal, Some(key));
        let more = self.written(&[self.own_value(ordinal)]);
        let words = "tells etcd again that it is there".to_owned();
        self.told(ordinal, "register", more, words, "its lease had run out");
    }

    fn written(&mut self, values: &[Value]) -> Value {
        json!({"revision": self.keys.next_revision(), "written": values})
    }

    fn publish(&mut self, server: &Server, facts: &Facts, primary: bool) {
        let ordinal = server.ordinal;
        if let Some(key) = self.keys.member_mut(ordinal) {
            key.told = if primary { Told::Primary } else { Told::NonPrimary };
            key.epoch = server.epoch;
            key.configuration = if primary { facts.configuration } else { 0 };
            if primary {
                key.uuid = server.uuid;
                key.empty = false;
            }
        }
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.published |= primary;
        }
        let more = self.written(&[self.own_value(ordinal)]);
        let words = if primary {
            format!("tells that it is primary, in configuration {}", facts.configuration)
        } else {
            "tells that it is not primary".to_owned()
        };
        self.told(ordinal, "publish", more, words, "");
    }

    /// Step 6: the real server is Primary.
    fn establish(&mut self, server: &Server) {
        let ordinal = server.ordinal;
        let mut starts =
            self.keys.established.as_ref().map(|one| one.starts.clone()).unwrap_or_default();
        if let Some(election) = self.keys.election {
            starts.push((election.epoch, election.start, election.after));
        }
        let told: serde_json::Map<String, Value> = starts
            .iter()
            .map(|(epoch, start, after)| {
                (epoch.to_string(), json!({"seqno": start.to_string(), "after": after}))
            })
            .collect();
        let value = json!({"uuid": uuid(server.uuid), "epoch": server.epoch, "starts": told});
        self.keys.established =
            Some(Established { uuid: server.uuid, epoch: server.epoch, starts });
        self.keys.view = Some(View { epoch: server.epoch, volumes: vec![ordinal] });
        self.keys.founding = false;
        if let Some(server) = self.servers.get_mut(ordinal) {
            server.initialising = false;
        }
        let view = self.view_value();
        let more = self.written(&[json!({"name": "established", "value": value}), view]);
        let words = format!("epoch {} is established", server.epoch);
        self.told(
            ordinal,
            "establish",
            more,
            words,
            "discovery.md, step 6: the founding token is used up",
        );
    }
}
