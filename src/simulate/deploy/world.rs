//! All that stands at a time, and the clock: whoever acts says when it acts again.

use super::super::damage::{Damage, Site, Store};
use super::super::placement::Cluster;
use super::super::serving::controlled;
use super::Asked;
use super::assumed::{Assumed, Picture};
use super::claims::Claim;
use super::faults::Machine;
use super::group::Group;
use super::history::{Event, History, Kind, Outcome, Phase, Sort, Thing, Wait};
use super::image::Registry;
use super::keys::Keys;
use super::pods::{Pod, Stage};
use super::random::Random;
use super::script::Script;
use super::server::{Local, Run, Server};
use crate::simulate::fault::{Fault, name_of_host};
use crate::topology::Tier;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// When nobody wakes it: never.
pub(super) const NEVER: u64 = u64::MAX;
/// How often what waits looks again where nothing says how often, in milliseconds.
pub(super) const LOOK: u64 = 1_000;
/// How long it goes on once `deploy.sh` has ended: until the autoscaler has figures, in milliseconds.
const REST: u64 = 90_000;
/// And while replicas of the database are on their way in.
const UNSETTLED: u64 = 600_000;

/// Whoever acts by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    /// What was asked to fail, by its place: it fails, or is mended.
    Break(usize),
    Script,
    Machines,
    Etcd,
    Groups,
    Scaler,
    Claim(usize),
    Pod(usize),
    Server(usize),
    Sidecar(usize),
}

/// etcd as its clients have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Majority {
    /// The ordinals of the members that a leader with a majority reaches.
    pub(super) together: Vec<usize>,
    /// When the leader will be elected, while it is not.
    pub(super) elected_at: Option<u64>,
    /// Whether it takes writes.
    pub(super) serves: bool,
}

/// What there is of the autoscaler.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scaler {
    pub(super) made: bool,
    pub(super) measured: bool,
}

pub(super) struct World<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) asked: &'a Asked,
    pub(super) now: u64,
    pub(super) random: Random,
    pub(super) events: Vec<Event>,
    stands: BTreeMap<Thing, (Phase, Option<Wait>)>,
    actors: Vec<Actor>,
    /// When each acts next, by its place; of a place the soonest counts.
    agenda: BinaryHeap<Reverse<(u64, usize)>>,
    due: Vec<u64>,
    pub(super) cluster: Cluster<'a>,
    pub(super) damage: Damage,
    pub(super) faults: Vec<Fault>,
    pub(super) machines: Vec<Machine>,
    pub(super) pods: Vec<Pod>,
    pub(super) claims: Vec<Claim>,
    pub(super) images: BTreeSet<(usize, Picture)>,
    pub(super) etcd: Majority,
    pub(super) keys: Keys,
    pub(super) registry: Registry,
    pub(super) servers: Vec<Server>,
    pub(super) groups: Vec<Group>,
    pub(super) scaler: Scaler,
    /// How many replicas of WordPress are asked for.
    pub(super) replicas: usize,
    pub(super) installed: bool,
    pub(super) script: Script,
    pub(super) twice: Option<(u64, Vec<Vec<String>>)>,
}

impl<'a> World<'a> {
    pub(super) fn new(site: &'a Site<'a>, asked: &'a Asked) -> Self {
        let topology = site.topology;
        let pods = Pod::all(topology);
        let servers: Vec<Server> = (0..site.percona.len()).map(Server::new).collect();
        let scaled = site.design.wordpress.autoscaling.is_some();
        let mut first: Vec<(Actor, u64)> = Vec::new();
        first.extend(asked.breaks.iter().enumerate().map(|(at, one)| (Actor::Break(at), one.at)));
        first.push((Actor::Script, 0));
        first.extend([Actor::Machines, Actor::Etcd, Actor::Groups].map(|actor| (actor, 0)));
        first.push((Actor::Scaler, NEVER));
        first.extend((0..topology.volumes.len()).map(|at| (Actor::Claim(at), NEVER)));
        first.extend((0..pods.len()).map(|at| (Actor::Pod(at), NEVER)));
        first.extend((0..servers.len()).map(|at| (Actor::Server(at), NEVER)));
        first.extend((0..servers.len()).map(|at| (Actor::Sidecar(at), NEVER)));
        let agenda = first.iter().enumerate().map(|(place, (_, due))| Reverse((*due, place)));
        World {
            site,
            asked,
            now: 0,
            random: Random::new(asked.seed),
            events: Vec::new(),
            stands: BTreeMap::new(),
            agenda: agenda.collect(),
            due: first.iter().map(|(_, due)| *due).collect(),
            actors: first.into_iter().map(|(actor, _)| actor).collect(),
            cluster: site.drawn.emptied(site.design),
            damage: Damage::none(site),
            faults: Vec::new(),
            machines: vec![Machine::default(); topology.hosts.len()],
            claims: vec![Claim::default(); topology.volumes.len()],
            images: BTreeSet::new(),
            etcd: Majority::default(),
            keys: Keys::of(servers.len()),
            registry: Registry::default(),
            groups: Vec::new(),
            scaler: Scaler::default(),
            // A Deployment that says no number begins with one.
            replicas: if scaled { 1 } else { site.wordpress.len() },
            installed: false,
            script: Script::new(site),
            twice: None,
            pods,
            servers,
        }
    }

    pub(super) fn run(mut self) -> History {
        let most = self.asked.until.unwrap_or_else(|| self.longest());
        while let Some(Reverse((due, place))) = self.agenda.pop() {
            if self.due.get(place) != Some(&due) {
                continue;
            }
            if due > most || (self.asked.until.is_none() && due > self.rest()) {
                break;
            }
            let Some(actor) = self.actors.get(place).copied() else { continue };
            self.now = due;
            self.set_due(place, NEVER);
            let again = self.act(actor);
            self.sooner(place, again);
        }
        let end = self.asked.until.unwrap_or(self.now);
        History {
            design: self.site.design.name.to_string(),
            seed: self.asked.seed,
            assumed: self.asked.assumed.clone(),
            outcome: self.outcome(),
            end,
            events: self.events,
        }
    }

    fn act(&mut self, actor: Actor) -> u64 {
        match actor {
            Actor::Break(at) => self.break_step(at),
            Actor::Script => self.script_step(),
            Actor::Machines => self.machines_step(),
            Actor::Etcd => self.etcd_step(),
            Actor::Groups => self.groups_step(),
            Actor::Scaler => self.scaler_step(),
            Actor::Claim(at) => self.claim_step(at),
            Actor::Pod(at) => self.pod_step(at),
            Actor::Server(at) => self.server_step(at),
            Actor::Sidecar(at) => self.sidecar_step(at),
        }
    }

    /// Longer than `deploy.sh` can take, with all that breaks.
    fn longest(&self) -> u64 {
        let waits: u64 = self.script.waits.iter().map(|wait| wait.limit + 60_000).sum();
        waits.saturating_add(self.last_break()).saturating_add(600_000)
    }

    /// When what broke last has had its consequences: a machine's pods are evicted by then.
    fn last_break(&self) -> u64 {
        let ends = self.asked.breaks.iter().map(|one| one.until.unwrap_or(one.at));
        ends.max().map_or(0, |last| last.saturating_add(420_000))
    }

    /// When nothing more is to be told.
    fn rest(&self) -> u64 {
        let Some(over) = self.script.over else { return NEVER };
        let figures = !self.scaler.made || self.scaler.measured;
        let rest = if !self.is_settled() {
            UNSETTLED
        } else if figures || !self.site.design.cluster.metrics_server {
            1_000
        } else {
            REST
        };
        over.saturating_add(rest).max(self.last_break())
    }

    /// Whether no replica of the database is on its way in.
    fn is_settled(&self) -> bool {
        self.servers.iter().all(|server| {
            let pod = self.pod_of(Tier::Percona, server.ordinal);
            let gone = pod.is_none_or(|pod| !pod.wanted || pod.host.is_none());
            gone || (server.run == Run::Up && server.local == Local::Synced && server.counted)
        })
    }

    fn outcome(&self) -> Outcome {
        if let Some((at, clusters)) = &self.twice {
            return Outcome::TwoClusters { at: *at, clusters: clusters.clone() };
        }
        match (self.script.over, &self.script.failed) {
            (Some(at), None) => Outcome::Deployed { at },
            (Some(at), Some(says)) => Outcome::Stopped { at, says: says.clone() },
            (None, _) => Outcome::Unfinished { at_work: self.script.at_work() },
        }
    }

    fn set_due(&mut self, place: usize, due: u64) {
        if let Some(slot) = self.due.get_mut(place) {
            *slot = due;
        }
    }

    /// Acts after so long, or sooner if it would anyway.
    fn sooner(&mut self, place: usize, after: u64) {
        let due = self.now.saturating_add(after);
        if self.due.get(place).is_some_and(|known| due < *known) {
            self.set_due(place, due);
            self.agenda.push(Reverse((due, place)));
        }
    }

    /// Somebody acts after so long, or sooner if it would anyway.
    pub(super) fn wake(&mut self, actor: Actor, after: u64) {
        if let Some(place) = self.actors.iter().position(|one| *one == actor) {
            self.sooner(place, after);
        }
    }

    /// About as long as assumed.
    pub(super) fn around(&mut self, of: fn(&Assumed) -> u64) -> u64 {
        self.random.around(of(&self.asked.assumed))
    }

    /// The same where it is done on files of a volume: on NFS it takes longer.
    pub(super) fn around_on(&mut self, of: fn(&Assumed) -> u64, volume: Option<usize>) -> u64 {
        let duration = self.around(of);
        if self.site.on_export(volume) {
            duration.saturating_mul(self.asked.assumed.nfs_percent) / 100
        } else {
            duration
        }
    }

    /// It happens; whatever the thing waited for, it does not any more.
    pub(super) fn tell(
        &mut self,
        thing: Thing,
        kind: Kind,
        phase: Phase,
        words: impl Into<String>,
        because: &'static str,
    ) {
        self.log(thing, kind, phase, words, because, None);
    }

    /// The same with the line of a step log.
    pub(super) fn log(
        &mut self,
        thing: Thing,
        kind: Kind,
        phase: Phase,
        words: impl Into<String>,
        because: &'static str,
        log: Option<Value>,
    ) {
        self.stands.insert(thing.clone(), (phase, None));
        let words = words.into();
        self.events.push(Event {
            at: self.now,
            thing,
            kind,
            words,
            to: None,
            because,
            phase,
            waits: None,
            log,
        });
    }

    /// The thing waits. It is told when it waits for something else than before.
    pub(super) fn waits(&mut self, thing: Thing, on: impl Into<String>, why: impl Into<String>) {
        self.waits_by_log(thing, on, why, None);
    }

    /// The same with the line of a step log.
    pub(super) fn waits_by_log(
        &mut self,
        thing: Thing,
        on: impl Into<String>,
        why: impl Into<String>,
        log: Option<Value>,
    ) {
        let wait = Wait { on: on.into(), why: why.into() };
        let (phase, before) = self.stands.get(&thing).cloned().unwrap_or((Phase::Made, None));
        if before.as_ref() == Some(&wait) {
            return;
        }
        self.stands.insert(thing.clone(), (phase, Some(wait.clone())));
        let words = format!("waits for {}: {}", wait.on, wait.why);
        self.events.push(Event {
            at: self.now,
            thing,
            kind: Kind::Waits,
            words,
            to: None,
            because: "",
            phase,
            waits: Some(wait),
            log,
        });
    }

    /// Whether the API server answers and controllers act.
    pub(super) fn controlled(&self) -> bool {
        controlled(self.site, &self.damage)
    }

    pub(super) fn host_thing(&self, host: usize) -> Thing {
        Thing::new(Sort::Machine, name_of_host(self.site.topology, host))
    }

    pub(super) fn pod_thing(&self, pod: usize) -> Thing {
        let known = self.site.topology.pods.get(pod);
        Thing::new(Sort::Pod, known.map_or("wordpress-install", |pod| pod.name.as_str()))
    }

    /// The pod of that tier with that ordinal.
    pub(super) fn pod_of(&self, tier: Tier, ordinal: usize) -> Option<&Pod> {
        self.pods.iter().find(|pod| pod.tier == tier && pod.ordinal == ordinal)
    }

    /// The host of a pod whose containers run and which is on the network.
    pub(super) fn up(&self, pod: &Pod) -> Option<usize> {
        let host = pod.host.filter(|host| self.damage.answers(*host))?;
        (pod.stage == Stage::Running).then_some(host)
    }

    /// The pods of a tier that are ready and can be reached from that host.
    pub(super) fn ready_from(&self, tier: Tier, host: usize) -> bool {
        self.pods
            .iter()
            .filter(|pod| pod.tier == tier && pod.ready)
            .any(|pod| self.up(pod).is_some_and(|at| self.damage.reaches(at, host) || at == host))
    }

    /// Whether the files of a pod answer: its own volume, or WordPress' files.
    pub(super) fn store(&self, pod: &Pod) -> Store {
        let volume = match pod.tier {
            Tier::Etcd => self.site.etcd.get(pod.ordinal).and_then(|member| member.volume),
            Tier::Percona => self.volume_of(pod.ordinal),
            Tier::Haproxy => None,
            _ => self.site.content,
        };
        pod.host.map_or(Store::There, |host| self.damage.store(self.site, volume, host))
    }

    /// The volume of a replica of the database.
    pub(super) fn volume_of(&self, ordinal: usize) -> Option<usize> {
        self.site.percona.get(ordinal).and_then(|member| member.volume)
    }

    /// Whether a member of etcd that has a leader answers a pod on that host.
    pub(super) fn etcd_answers(&self, host: usize) -> bool {
        self.etcd.serves
            && self.etcd.together.iter().any(|ordinal| {
                let at = self.pod_of(Tier::Etcd, *ordinal).and_then(|pod| pod.host);
                at.is_some_and(|at| self.damage.reaches(at, host))
            })
    }
}
