//! What breaks midway, what Kubernetes makes of machines that are silent, and what comes back.

use super::super::damage::Damage;
use super::super::placement::{EVICTED_AFTER, Evictions, State};
use super::super::timeline::lost_after;
use super::history::{Kind, Phase, Sort, Thing};
use super::pods::{Pod, Stage};
use super::world::{Actor, LOOK, NEVER, World};
use crate::simulate::fault::Fault;
use crate::topology::Tier;

/// What the control plane makes of a machine.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Machine {
    /// Until when it loads an image.
    pub(super) pulls_until: u64,
    /// Since when nothing is heard of it.
    silent: Option<u64>,
    /// It counts as not ready.
    marked: bool,
    /// Its pods were evicted.
    evicted: bool,
}

impl Fault {
    /// Whether it can be over, with what it hit as it was: then it may have an end.
    pub fn can_end(self) -> bool {
        matches!(
            self,
            Fault::MachineDown(_)
                | Fault::MachineUnreachable(_)
                | Fault::ExportDown
                | Fault::LinkCut(..)
                | Fault::ControlPlaneDown
        )
    }
}

impl World<'_> {
    /// A fault happens, or ends.
    pub(super) fn break_step(&mut self, at: usize) -> u64 {
        let Some(one) = self.asked.breaks.get(at).copied() else { return NEVER };
        let ends = one.until.is_some_and(|until| self.now >= until && one.at < until);
        if ends {
            self.mend(one.fault);
            return NEVER;
        }
        self.strike(one.fault);
        one.until.map_or(NEVER, |until| until.saturating_sub(self.now))
    }

    fn fault_thing(&self, fault: Fault) -> Thing {
        match fault {
            Fault::MachineDown(host) | Fault::MachineUnreachable(host) | Fault::DiskLost(host) => {
                self.host_thing(host)
            }
            Fault::PodStopped(pod) | Fault::PodCrashed(pod) => self.pod_thing(pod),
            Fault::VolumeLost(volume) => self.claim_thing(volume),
            Fault::ExportDown => Thing::new(Sort::Object, "the NFS export"),
            Fault::LinkCut(..) => Thing::new(Sort::Object, "the network"),
            Fault::EtcdCorrupt(member) => {
                let pod = self.pod_of(Tier::Etcd, member).map_or(0, |pod| pod.index);
                self.pod_thing(pod)
            }
            Fault::ControlPlaneDown => Thing::new(Sort::Object, "the control plane"),
        }
    }

    /// To what it happens, and what, without saying the thing twice.
    fn fault_told(&self, fault: Fault) -> (Thing, String) {
        let (thing, words) = (self.fault_thing(fault), fault.words(self.site.topology));
        let rest = words.strip_prefix(thing.word()).map(|rest| rest.trim_start().to_owned());
        (thing, rest.unwrap_or(words))
    }

    fn strike(&mut self, fault: Fault) {
        let (thing, words) = self.fault_told(fault);
        self.tell(thing, Kind::Fault, Phase::Away, words, "asked for");
        if !matches!(fault, Fault::PodCrashed(_) | Fault::PodStopped(_)) {
            self.faults.push(fault);
        }
        self.damage = Damage::of(self.site, &self.faults);
        let pods: Vec<Pod> = self.pods.clone();
        match fault {
            Fault::MachineDown(host) | Fault::DiskLost(host) => {
                for pod in pods.into_iter().filter(|pod| pod.host == Some(host)) {
                    self.lose_power(pod);
                }
            }
            Fault::PodCrashed(index) => {
                let runs = pods.get(index).is_some_and(|pod| pod.stage == Stage::Running);
                if runs {
                    self.crash(index, "asked for");
                }
            }
            Fault::PodStopped(index) => self.stop(index),
            Fault::VolumeLost(volume) => {
                for pod in pods {
                    if pod.stage == Stage::Running && self.claims_of(pod.index).contains(&volume) {
                        self.crash(pod.index, "its volume is gone");
                    }
                }
            }
            Fault::EtcdCorrupt(member) => {
                let runs = self.pod_of(Tier::Etcd, member);
                if let Some(pod) = runs.filter(|pod| pod.stage == Stage::Running) {
                    self.crash(pod.index, "its data are damaged");
                }
            }
            _ => {}
        }
    }

    fn lose_power(&mut self, mut pod: Pod) {
        if matches!(pod.stage, Stage::Absent | Stage::Pending | Stage::Done | Stage::Failed) {
            return;
        }
        if pod.tier == Tier::Percona {
            self.end_server(pod.ordinal, false);
        }
        let (kind, words) = match pod.stage {
            Stage::Running => (Kind::Ended, "its container ends: its machine has no power"),
            _ => (Kind::Unready, "is away with its machine"),
        };
        pod.stage = Stage::Lost;
        self.put(pod);
        self.tell(self.pod_thing(pod.index), kind, Phase::Away, words, "");
        let on = pod.host.map_or_else(String::new, |host| self.host_thing(host).to_string());
        self.waits(self.pod_thing(pod.index), on, "its machine has no power");
    }

    /// A pod is stopped in order. One of a Deployment is made anew, one of a `StatefulSet` stays away, as
    /// when its tier is made smaller.
    fn stop(&mut self, index: usize) {
        let Some(mut pod) = self.pods.get(index).copied() else { return };
        if pod.tier == Tier::Percona {
            self.end_server(pod.ordinal, true);
            self.keys.put(pod.ordinal, None);
        }
        let made_anew = matches!(pod.tier, Tier::Haproxy | Tier::Wordpress);
        if index < self.site.topology.pods.len() {
            self.cluster.leave(index, State::Pending);
        }
        pod.stage = Stage::Absent;
        pod.wanted &= made_anew;
        pod.ready = false;
        pod.host = None;
        pod.uid += 1;
        self.put(pod);
        self.wake(Actor::Pod(index), LOOK);
    }

    fn mend(&mut self, fault: Fault) {
        if let Some(at) = self.faults.iter().position(|one| *one == fault) {
            self.faults.remove(at);
        }
        self.damage = Damage::of(self.site, &self.faults);
        let (thing, words) = self.fault_told(fault);
        self.tell(thing, Kind::Mended, Phase::Ready, format!("over: {words}"), "asked for");
        if let Fault::MachineDown(host) = fault {
            let pods: Vec<Pod> = self.pods.clone();
            for mut pod in pods.into_iter().filter(|pod| pod.host == Some(host)) {
                if pod.stage != Stage::Lost {
                    continue;
                }
                let boot = self.around(|assumed| assumed.boot);
                pod.ready = false;
                // kubelet makes its containers anew, from the first on; images are still there.
                pod.stage = Stage::Mounting;
                self.put(pod);
                let on = self.host_thing(host).to_string();
                self.waits(self.pod_thing(pod.index), on, "its machine comes up");
                self.wake(Actor::Pod(pod.index), boot);
            }
        }
        if let Fault::MachineUnreachable(_) = fault {
            for pod in 0..self.pods.len() {
                self.wake(Actor::Pod(pod), LOOK);
            }
        }
    }

    /// The control plane's look at the machines.
    pub(super) fn machines_step(&mut self) -> u64 {
        if !self.controlled() {
            return LOOK;
        }
        let marked_after = u64::from(lost_after(self.site)) * 1000;
        let evicted_after = marked_after + u64::from(EVICTED_AFTER) * 1000;
        let nodes: Vec<usize> = self
            .site
            .topology
            .hosts
            .iter()
            .filter(|host| host.role.is_node())
            .map(|host| host.index)
            .collect();
        for host in nodes {
            let heard = self.damage.heard(self.site, host);
            let now = self.now;
            let Some(machine) = self.machines.get_mut(host) else { continue };
            if heard {
                if machine.silent.is_some() {
                    let known = machine.marked;
                    (machine.silent, machine.marked, machine.evicted) = (None, false, false);
                    if known {
                        self.heard_again(host);
                    }
                }
                continue;
            }
            let since = *machine.silent.get_or_insert(now);
            let silent = now - since;
            if silent >= marked_after && !machine.marked {
                machine.marked = true;
                self.mark(host);
            } else if silent >= evicted_after && !machine.evicted {
                machine.evicted = true;
                self.evict(host);
            }
        }
        LOOK
    }

    fn mark(&mut self, host: usize) {
        self.cluster.hush(host, true);
        let words = "is NotReady; its pods leave the Services";
        self.tell(
            self.host_thing(host),
            Kind::Unready,
            Phase::Away,
            words,
            "--node-monitor-grace-period",
        );
        let pods: Vec<Pod> = self.pods.clone();
        for mut pod in pods.into_iter().filter(|pod| pod.host == Some(host) && pod.ready) {
            pod.ready = false;
            self.put(pod);
            let thing = self.pod_thing(pod.index);
            let on = self.host_thing(host).to_string();
            let words = "counts as not ready, as its machine does";
            self.tell(thing.clone(), Kind::Unready, Phase::Away, words, "");
            self.waits(thing, on, "nothing is heard of its machine");
        }
    }

    fn evict(&mut self, host: usize) {
        let thing = self.host_thing(host);
        match self.cluster.lose(&[host]) {
            Evictions::Happen => {}
            Evictions::Halted => {
                let words =
                    "its pods are not evicted: so many at once count as a failure of the network";
                self.tell(thing, Kind::Unready, Phase::Away, words, "handleDisruption");
                return;
            }
            Evictions::NoControlPlane => return,
        }
        let words = "its pods are evicted";
        self.tell(thing, Kind::Unready, Phase::Away, words, "DefaultTolerationSeconds, 300 s");
        let pods: Vec<Pod> = self.pods.clone();
        for pod in pods.into_iter().filter(|pod| pod.host == Some(host)) {
            match self.cluster.state(pod.index) {
                State::Held(_) => {
                    let on = self.host_thing(host).to_string();
                    let why =
                        "a StatefulSet makes it anew when its old pod is gone, and nobody says so";
                    self.waits(self.pod_thing(pod.index), on, why);
                }
                State::Pending if !matches!(pod.stage, Stage::Done | Stage::Failed) => {
                    self.made_anew(pod);
                }
                _ => {}
            }
        }
    }

    fn made_anew(&mut self, mut pod: Pod) {
        pod.stage = Stage::Pending;
        pod.host = None;
        pod.uid += 1;
        pod.restarts = 0;
        pod.ready = false;
        self.put(pod);
        self.tell(self.pod_thing(pod.index), Kind::Made, Phase::Made, "made anew", "");
        self.wake(Actor::Pod(pod.index), LOOK);
    }

    fn heard_again(&mut self, host: usize) {
        self.cluster.restore(&[host]);
        self.tell(self.host_thing(host), Kind::Ready, Phase::Ready, "is Ready again", "");
        let pods: Vec<Pod> = self.pods.clone();
        for pod in pods.into_iter().filter(|pod| pod.host == Some(host)) {
            // Held there until now: it ends, and its StatefulSet makes another.
            if pod.index < self.site.topology.pods.len()
                && self.cluster.state(pod.index) == State::Pending
            {
                if pod.tier == Tier::Percona {
                    self.end_server(pod.ordinal, false);
                }
                self.made_anew(pod);
            }
        }
    }
}
