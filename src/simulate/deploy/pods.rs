//! Pods as the controllers and the scheduler have them, until their containers run.

use super::super::damage::Store;
use super::assumed::Picture;
use super::history::{Kind, Phase};
use super::words::LOADS;
use super::world::{LOOK, NEVER, World};
use crate::design::{Discovery, Images, Share};
use crate::simulate::fault::name_of_host;
use crate::topology::{ContainerSize, Request, Tier, Topology};

/// Where a pod is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is not made.
    Absent,
    /// It has no machine.
    Pending,
    /// Its machine mounts its volumes.
    Mounting,
    /// And gets the images that it lacks.
    Pulling {
        image: Option<Picture>,
        until: u64,
    },
    /// Its init containers run.
    Preparing {
        ends: u64,
        step: u8,
    },
    /// Its container is started again then.
    BackOff {
        until: u64,
    },
    Running,
    Done,
    Failed,
    /// It is on a machine without power.
    Lost,
}

/// A pod.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pod {
    /// Its place in the topology; the install Job's stands behind them.
    pub(super) index: usize,
    pub(super) tier: Tier,
    pub(super) ordinal: usize,
    pub(super) stage: Stage,
    /// What makes it is there.
    pub(super) wanted: bool,
    /// Tells a pod from the one that it replaces.
    pub(super) uid: u32,
    pub(super) host: Option<usize>,
    /// Since when its container runs.
    pub(super) since: u64,
    pub(super) restarts: u32,
    /// Its startup probe has passed.
    pub(super) started: bool,
    pub(super) ready: bool,
    /// Noes in a row.
    pub(super) misses: u32,
}

impl Pod {
    fn new(index: usize, tier: Tier, ordinal: usize) -> Self {
        Self {
            index,
            tier,
            ordinal,
            stage: Stage::Absent,
            wanted: false,
            uid: 1,
            host: None,
            since: 0,
            restarts: 0,
            started: false,
            ready: false,
            misses: 0,
        }
    }

    /// Those of the topology, and the install Job's.
    pub(super) fn all(topology: &Topology) -> Vec<Pod> {
        let pods = topology.pods.iter().enumerate();
        let pods = pods.map(|(index, pod)| Pod::new(index, pod.tier, pod.ordinal));
        pods.chain([Pod::new(topology.pods.len(), Tier::Install, 0)]).collect()
    }
}

impl World<'_> {
    pub(super) fn put(&mut self, pod: Pod) {
        if let Some(slot) = self.pods.get_mut(pod.index) {
            *slot = pod;
        }
    }

    /// The next thing that happens to a pod; when another does.
    pub(super) fn pod_step(&mut self, index: usize) -> u64 {
        let Some(pod) = self.pods.get(index).copied().filter(|pod| pod.wanted) else {
            return NEVER;
        };
        let on_network = pod.host.is_none_or(|host| self.damage.answers(host));
        if !on_network && pod.stage != Stage::Absent {
            return LOOK;
        }
        match pod.stage {
            Stage::Absent => self.make_pod(pod),
            Stage::Pending => self.schedule(pod),
            Stage::Mounting => self.mounted(pod),
            Stage::Pulling { image, until } => self.pull(pod, image, until),
            Stage::Preparing { ends, step } => self.prepare(pod, ends, step),
            Stage::BackOff { until } if until > self.now => until - self.now,
            Stage::BackOff { .. } => self.start(pod),
            Stage::Running if pod.tier == Tier::Install => self.install_step(pod),
            Stage::Running => self.probe(pod),
            Stage::Done | Stage::Failed | Stage::Lost => NEVER,
        }
    }

    fn make_pod(&mut self, mut pod: Pod) -> u64 {
        if !self.controlled() || (pod.tier == Tier::Wordpress && pod.ordinal >= self.replicas) {
            return LOOK;
        }
        let ordered =
            pod.tier == Tier::Percona && self.site.design.percona.discovery == Discovery::Image;
        if let Some(before) = pod.ordinal.checked_sub(1).filter(|_| ordered)
            && let Some(before) = self.pod_of(Tier::Percona, before).copied()
            && !before.ready
        {
            let on = self.pod_thing(before.index).to_string();
            let why = "made one after the other (OrderedReady): the one before is not ready";
            self.waits(self.pod_thing(pod.index), on, why);
            return LOOK / 2;
        }
        pod.stage = Stage::Pending;
        pod.host = None;
        self.put(pod);
        self.tell(self.pod_thing(pod.index), Kind::Made, Phase::Made, "made", "");
        for volume in self.claims_of(pod.index) {
            self.make_claim(volume);
        }
        self.around(|assumed| assumed.controller)
    }

    fn schedule(&mut self, mut pod: Pod) -> u64 {
        let thing = self.pod_thing(pod.index);
        if !self.controlled() {
            self.waits(thing, "the control plane", "nobody schedules while it is away");
            return LOOK;
        }
        let claims = self.claims_of(pod.index);
        let unbound = claims.iter().find(|at| self.claims.get(**at).is_some_and(|it| !it.bound));
        if let Some(volume) = unbound {
            let on = self.claim_thing(*volume).to_string();
            self.waits(thing, on, "a pod is placed when its claims are bound");
            return LOOK / 2;
        }
        let host = if pod.tier == Tier::Install {
            let size = ContainerSize::of("job");
            self.cluster.choice(&Request {
                tier: Tier::Install,
                cpu: size.cpu,
                memory: size.memory,
                apart: false,
                affinity: None,
                volumes: None,
            })
        } else {
            self.cluster.place(pod.index)
        };
        let Some(host) = host else {
            let why = self.cluster.why_pending(pod.index);
            self.waits(
                thing,
                "kube-scheduler",
                why.unwrap_or_else(|| "no machine has room".to_owned()),
            );
            return LOOK * 5;
        };
        pod.host = Some(host);
        pod.stage = Stage::Mounting;
        self.put(pod);
        let to = name_of_host(self.site.topology, host).to_string();
        self.tell(thing, Kind::Placed, Phase::Preparing, format!("goes to {to}"), "");
        self.leads_to(Some(to));
        self.around(|assumed| assumed.mount)
    }

    fn mounted(&mut self, mut pod: Pod) -> u64 {
        let thing = self.pod_thing(pod.index);
        match self.store(&pod) {
            Store::There => {}
            Store::Away => {
                self.waits(
                    thing,
                    "the NFS export",
                    "its volume cannot be mounted: the server does not answer",
                );
                return LOOK * 2;
            }
            Store::Gone => {
                self.waits(thing, "a person", "its volume is lost");
                return LOOK * 5;
            }
        }
        pod.stage = Stage::Pulling { image: None, until: self.now };
        self.put(pod);
        0
    }

    fn pull(&mut self, mut pod: Pod, image: Option<Picture>, until: u64) -> u64 {
        let Some(host) = pod.host else { return NEVER };
        let thing = self.pod_thing(pod.index);
        if until > self.now {
            return until - self.now;
        }
        if let Some(image) = image {
            self.images.insert((host, image));
            let words = format!("{} has its image", name_of_host(self.site.topology, host));
            self.tell(thing.clone(), Kind::Image, Phase::Preparing, words, "");
        }
        let there = self.site.design.cluster.images == Images::OnMachines;
        let lacks = |image: &&Picture| !there && !self.images.contains(&(host, **image));
        let Some(next) = Picture::of(pod.tier).iter().find(lacks).copied() else {
            pod.stage = Stage::Preparing { ends: self.now, step: 0 };
            self.put(pod);
            return 0;
        };
        let busy = self.machines.get(host).map_or(0, |machine| machine.pulls_until);
        if busy > self.now {
            let on = self.host_thing(host).to_string();
            self.waits(thing, on, "a machine loads one image at a time (serializeImagePulls)");
            pod.stage = Stage::Pulling { image: None, until: busy };
            self.put(pod);
            return busy - self.now;
        }
        let duration = self.asked.assumed.pull(next);
        let until = self.now + self.random.around(duration);
        if let Some(machine) = self.machines.get_mut(host) {
            machine.pulls_until = until;
        }
        pod.stage = Stage::Pulling { image: Some(next), until };
        self.put(pod);
        let words = format!("{} {LOADS}", name_of_host(self.site.topology, host));
        self.tell(thing, Kind::Image, Phase::Preparing, words, "");
        until - self.now
    }

    /// Its init containers, one after the other.
    fn prepare(&mut self, mut pod: Pod, ends: u64, step: u8) -> u64 {
        let thing = self.pod_thing(pod.index);
        if ends > self.now {
            return ends - self.now;
        }
        if self.store(&pod) != Store::There {
            self.waits(thing, "the NFS export", "an init container hangs on its files");
            return LOOK;
        }
        let uploads = self.site.design.wordpress.share == Share::Uploads;
        let content = if uploads { None } else { self.site.content };
        let lasts = match (pod.tier, step) {
            (Tier::Percona | Tier::Install, 0) => self.around(|assumed| assumed.prepare),
            (Tier::Install, 1) => self.around_on(|assumed| assumed.code, content),
            (Tier::Wordpress, 0) if !self.installed => {
                self.waits(
                    thing,
                    "job/wordpress-install",
                    "/content/state/installed is not there yet",
                );
                return LOOK * 2;
            }
            (Tier::Wordpress, 0) if uploads => self.around_on(|assumed| assumed.code, None),
            _ => return self.start(pod),
        };
        pod.stage = Stage::Preparing { ends: self.now + lasts, step: step + 1 };
        self.put(pod);
        lasts
    }

    /// Its container begins.
    pub(super) fn start(&mut self, mut pod: Pod) -> u64 {
        let thing = self.pod_thing(pod.index);
        if self.store(&pod) == Store::Gone {
            self.waits(thing, "a person", "its volume is lost");
            return LOOK * 5;
        }
        let again = pod.restarts > 0;
        pod.stage = Stage::Running;
        pod.since = self.now;
        pod.started = false;
        pod.misses = 0;
        self.put(pod);
        let words = if again { "its container starts again" } else { "its container starts" };
        self.tell(thing, Kind::Started, Phase::Running, words, "");
        if pod.tier == Tier::Etcd && self.damage.is_corrupt(pod.ordinal) {
            self.crash(pod.index, "its data are damaged");
            return NEVER;
        }
        if pod.tier == Tier::Percona {
            self.start_server(pod.ordinal);
        }
        match pod.tier.probes(self.site.design) {
            None => 0,
            // kubelet begins somewhere in the first period.
            Some(probes) => self.random.below(u64::from(probes.startup.period) * 1000),
        }
    }
}
