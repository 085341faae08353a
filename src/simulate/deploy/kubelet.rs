//! What kubelet makes of containers that run: it asks them, and starts them again when they end.

use super::super::damage::Store;
use super::history::{Kind, Phase, Sort, Thing};
use super::pods::{Pod, Stage};
use super::server::Server;
use super::world::{Actor, LOOK, NEVER, World};
use crate::design::{Discovery, EtcdWorkload};
use crate::topology::Tier;

/// The first back-off of kubelet, in milliseconds; it doubles each time. The first restart is at once.
const BACK_OFF: u64 = 10_000;
/// The longest.
const LONGEST_BACK_OFF: u64 = 300_000;
/// After so long without an end, in milliseconds, kubelet forgets the ends before.
const FORGIVEN: u64 = 600_000;

impl World<'_> {
    /// Whether what kubelet asks first is answered with yes.
    fn has_started(&self, pod: &Pod) -> bool {
        let runs = self.now - pod.since;
        match pod.tier {
            Tier::Etcd => self.is_member(pod.ordinal),
            Tier::Percona => {
                let by_etcd = self.site.design.percona.discovery == Discovery::Etcd;
                by_etcd || self.servers.get(pod.ordinal).is_some_and(Server::answers)
            }
            Tier::Wordpress => runs >= self.asked.assumed.apache && self.store(pod) == Store::There,
            _ => true,
        }
    }

    fn is_fit(&self, pod: &Pod) -> bool {
        match pod.tier {
            Tier::Etcd => self.is_member(pod.ordinal),
            Tier::Percona => self.serves(pod.ordinal),
            Tier::Haproxy => pod.host.is_some_and(|host| self.has_member(host)),
            _ => self.store(pod) == Store::There,
        }
    }

    /// kubelet asks; liveness is not asked, as no fault here lets a process live and not answer.
    pub(super) fn probe(&mut self, mut pod: Pod) -> u64 {
        let thing = self.pod_thing(pod.index);
        if pod.restarts > 0 && self.now - pod.since >= FORGIVEN {
            pod.restarts = 0;
        }
        let Some(probes) = pod.tier.probes(self.site.design) else {
            if !pod.ready {
                pod.ready = true;
                self.tell(
                    thing,
                    Kind::Ready,
                    Phase::Ready,
                    "counts as ready",
                    "nobody asks it: it has no probe",
                );
            }
            self.put(pod);
            return LOOK * 5;
        };
        let yes = if pod.started { self.is_fit(&pod) } else { self.has_started(&pod) };
        let asks = if pod.started { probes.readiness } else { probes.startup };
        let period = u64::from(asks.period) * 1000;
        if yes && !pod.started {
            pod.started = true;
            pod.misses = 0;
            self.put(pod);
            return self.probe(pod);
        }
        pod.misses = if yes { 0 } else { pod.misses + 1 };
        let many = pod.misses >= u32::from(asks.failures);
        if many && !pod.started {
            self.put(pod);
            let seconds = u32::from(asks.period) * u32::from(asks.failures);
            let why = format!("its startup probe failed {} times, for {seconds} s", asks.failures);
            self.crash(pod.index, &why);
            return NEVER;
        }
        if yes && !pod.ready {
            pod.ready = true;
            self.put(pod);
            self.tell(thing, Kind::Ready, Phase::Ready, "is ready", "");
        } else if many && pod.ready {
            pod.ready = false;
            self.put(pod);
            let words = "is not ready any more";
            self.tell(
                thing,
                Kind::Unready,
                Phase::Running,
                words,
                "its readiness probe failed as often as the manifest lets it",
            );
        } else {
            self.put(pod);
            if !pod.ready {
                self.unready_waits(&pod, thing);
            }
        }
        period
    }

    /// What a pod that runs and is not ready waits for. A replica of the database says it itself.
    fn unready_waits(&mut self, pod: &Pod, thing: Thing) {
        match pod.tier {
            Tier::Etcd => self.waits(thing, "etcd", "it is ready when a leader is there"),
            Tier::Haproxy => {
                let why = "it is ready when it has a member of the database to send to";
                self.waits(thing, Thing::only(Sort::Database).to_string(), why);
            }
            _ => {}
        }
    }

    /// Its container ends; kubelet starts it again after a while.
    pub(super) fn crash(&mut self, index: usize, why: &str) {
        let Some(mut pod) = self.pods.get(index).copied() else { return };
        let thing = self.pod_thing(index);
        if pod.tier == Tier::Percona {
            self.end_server(pod.ordinal, false);
        }
        let bare = pod.tier == Tier::Etcd && self.site.design.etcd.workload == EtcdWorkload::Pod;
        pod.ready = false;
        pod.started = false;
        pod.misses = 0;
        if bare {
            pod.stage = Stage::Failed;
            self.put(pod);
            let words = format!("its container ends: {why}");
            self.tell(
                thing,
                Kind::Ended,
                Phase::Failed,
                words,
                "a bare Pod with restartPolicy Never stays dead",
            );
            return;
        }
        let delay = match pod.restarts {
            0 => 1_000,
            more => BACK_OFF
                .saturating_mul(1_u64.checked_shl(more - 1).unwrap_or(u64::MAX))
                .min(LONGEST_BACK_OFF),
        };
        pod.restarts += 1;
        pod.stage = Stage::BackOff { until: self.now + delay };
        self.put(pod);
        let words = format!("its container ends: {why}");
        self.tell(thing.clone(), Kind::Ended, Phase::BackingOff, words, "");
        if delay > 1_000 {
            let on = pod
                .host
                .map_or_else(|| "kubelet".to_owned(), |host| self.host_thing(host).to_string());
            let wait = format!("kubelet starts it again in {} s", delay / 1000);
            self.waits(thing, on, wait);
        }
        self.wake(Actor::Pod(index), delay);
    }
}
