//! WordPress' replicas over time: where they are, since when, what they use.

use super::Assumed;
use super::autoscaler::{Phase, Replica, SYNC, Sample};
use crate::design::Design;
use crate::topology::{Pod, Request, Scheduler, Tier, Topology, Used};

/// When the course begins: what runs then has run for long.
const BEGIN: u64 = 3_600_000;
/// The seconds of each period at which metrics-server looks (`--metric-resolution=15s`; the autoscaler looks at
/// the beginning of the period, so what it sees is ten seconds old).
const MEASURED_AT: u64 = 5_000;
/// The limit of a container, as a multiple of what it asks for (`src/manifest/pod_parts.rs`).
const LIMIT: u64 = 4;

#[derive(Clone, Debug)]
struct One {
    host: Option<usize>,
    /// When it came to its host, and when the image was there.
    started: u64,
    pulled: u64,
    /// Since when it is ready.
    ready: Option<u64>,
    /// CPU used since the measurement before, in milliseconds.
    used: f64,
    sample: Option<Sample>,
}

/// All of it between two steps, without what belongs to the topology.
#[derive(Clone, Debug)]
pub(super) struct Resting {
    used: Used,
    all: Vec<One>,
    has_image: Vec<bool>,
    free: Vec<u64>,
    measured: bool,
    assumed: Assumed,
    now: u64,
    measured_last: u64,
}

pub(super) struct Replicas<'a> {
    scheduler: Scheduler<'a>,
    pod: Option<&'a Pod>,
    all: Vec<One>,
    /// Hosts that have the image.
    has_image: Vec<bool>,
    /// What each host has left for WordPress, in thousandths of a core.
    free: Vec<u64>,
    measured: bool,
    assumed: Assumed,
    now: u64,
    measured_last: u64,
}

impl<'a> Replicas<'a> {
    /// As many as there are at the beginning, each where it is drawn, and the rest of the cluster.
    pub(super) fn drawn(design: &Design, topology: &'a Topology, assumed: &Assumed) -> Self {
        let mut scheduler = Scheduler::new(&topology.hosts);
        let mut free: Vec<u64> =
            topology.hosts.iter().map(|host| host.cpu.saturating_sub(host.system_cpu)).collect();
        for pod in &topology.pods {
            if let Some(host) = pod.placement.host() {
                scheduler.take(host, &pod.request(None));
                if let Some(free) = free.get_mut(host).filter(|_| pod.tier != Tier::Wordpress) {
                    *free = free.saturating_sub(pod.cpu);
                }
            }
        }
        let mut replicas = Self {
            scheduler,
            pod: topology.pods_of(Tier::Wordpress).next(),
            all: Vec::new(),
            has_image: vec![false; topology.hosts.len()],
            free,
            measured: design.cluster.metrics_server,
            assumed: *assumed,
            now: BEGIN,
            measured_last: BEGIN,
        };
        for pod in topology.pods_of(Tier::Wordpress) {
            let host = pod.placement.host();
            replicas.image(host);
            replicas.all.push(One {
                host,
                started: 0,
                pulled: 0,
                ready: host.map(|_| 60_000),
                used: 0.0,
                sample: None,
            });
        }
        replicas
    }

    /// Lays it aside.
    pub(super) fn rest(self) -> Resting {
        let Self { scheduler, all, has_image, free, measured, assumed, now, measured_last, .. } =
            self;
        let used = scheduler.used();
        Resting { used, all, has_image, free, measured, assumed, now, measured_last }
    }

    /// Takes it up again, in the same topology.
    pub(super) fn resumed(resting: Resting, topology: &'a Topology) -> Self {
        let Resting { used, all, has_image, free, measured, assumed, now, measured_last } = resting;
        let scheduler = Scheduler::resumed(&topology.hosts, used);
        let pod = topology.pods_of(Tier::Wordpress).next();
        Self { scheduler, pod, all, has_image, free, measured, assumed, now, measured_last }
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    pub(super) fn count(&self) -> i32 {
        i32::try_from(self.all.len()).unwrap_or(i32::MAX)
    }

    pub(super) fn pending(&self) -> u32 {
        let pending = self.all.iter().filter(|one| one.host.is_none()).count();
        u32::try_from(pending).unwrap_or(u32::MAX)
    }

    fn request(&self) -> Option<Request<'a>> {
        self.pod.map(|pod| pod.request(None))
    }

    /// The image comes to a host; whether it was there.
    fn image(&mut self, host: Option<usize>) -> bool {
        let place = host.and_then(|host| self.has_image.get_mut(host));
        place.is_none_or(|has| std::mem::replace(has, true))
    }

    /// The clock goes to that second: pods get machines, images come, probes pass, metrics-server looks.
    pub(super) fn pass(&mut self, second: u32) {
        self.now = BEGIN + u64::from(second) * 1000;
        for index in 0..self.all.len() {
            // All ask for the same: where one finds no room, the next finds none.
            if !self.place(index) {
                break;
            }
        }
        let (now, start) = (self.now, u64::from(self.assumed.start) * 1000);
        for one in &mut self.all {
            if one.host.is_some() && one.ready.is_none() && one.pulled + start <= now {
                one.ready = Some(now);
            }
        }
        if self.measured && now % SYNC == MEASURED_AT {
            self.measure();
        }
    }

    /// Gives it a machine if it has none; whether it has one then.
    fn place(&mut self, index: usize) -> bool {
        if self.all.get(index).is_none_or(|one| one.host.is_some()) {
            return true;
        }
        let Some(request) = self.request() else { return false };
        let Some(host) = self.scheduler.choice(&request) else { return false };
        self.scheduler.take(host, &request);
        let pull = if self.image(Some(host)) { 0 } else { u64::from(self.assumed.pull) * 1000 };
        let now = self.now;
        if let Some(one) = self.all.get_mut(index) {
            (one.host, one.started, one.pulled) = (Some(host), now, now + pull);
        }
        true
    }

    /// metrics-server has two looks at each container, and tells the average between them.
    #[allow(clippy::cast_possible_truncation)]
    fn measure(&mut self) {
        let (now, before) = (self.now, self.measured_last);
        for one in &mut self.all {
            let window = now - before;
            let whole = one.host.is_some() && one.pulled <= before && window > 0;
            one.sample = whole.then(|| Sample {
                cpu: (one.used * 1000.0 / f64::from(u32::try_from(window).unwrap_or(1))) as i64,
                at: now,
                window,
            });
            one.used = 0.0;
        }
        self.measured_last = now;
    }

    /// What each ready replica can answer a second, where a request takes so many milliseconds of CPU.
    pub(super) fn caps(&self, cpu: f64) -> Vec<f64> {
        let ready = |one: &&One| one.ready.is_some_and(|ready| ready <= self.now);
        let mut on = vec![0_u64; self.free.len()];
        for one in self.all.iter().filter(ready) {
            if let Some(count) = one.host.and_then(|host| on.get_mut(host)) {
                *count += 1;
            }
        }
        let request = self.pod.map_or(0, |pod| pod.cpu);
        self.all
            .iter()
            .filter(ready)
            .map(|one| {
                let host = one.host.unwrap_or(usize::MAX);
                let count = on.get(host).copied().unwrap_or(0).max(1);
                let share = self.free.get(host).map_or(0, |free| free / count);
                // Never less than it asks for, never more than its limit.
                let millis = share.max(request).min(request * LIMIT);
                f64::from(u32::try_from(millis).unwrap_or(u32::MAX)) / cpu.max(0.001)
            })
            .collect()
    }

    /// What the ready ones used in this second, in milliseconds.
    pub(super) fn work(&mut self, used: &[f64]) {
        let now = self.now;
        let ready = self.all.iter_mut().filter(|one| one.ready.is_some_and(|ready| ready <= now));
        for (one, used) in ready.zip(used) {
            one.used += used;
        }
    }

    /// As the API server and metrics-server have them.
    pub(super) fn told(&self) -> Vec<Replica> {
        let request = self.pod.map_or(0, |pod| i64::try_from(pod.cpu).unwrap_or(i64::MAX));
        let told = |one: &One| Replica {
            request,
            phase: match (one.host, one.ready) {
                (Some(_), Some(since)) => Phase::Runs { started: one.started, ready: true, since },
                (Some(_), None) if one.pulled <= self.now => {
                    Phase::Runs { started: one.started, ready: false, since: one.started }
                }
                _ => Phase::Pending,
            },
            sample: one.sample,
        };
        self.all.iter().map(told).collect()
    }

    /// The number of replicas is set. Those without a machine go first, then the newest.
    pub(super) fn scale(&mut self, wanted: i32) {
        let wanted = usize::try_from(wanted).unwrap_or(0);
        while self.all.len() > wanted {
            let idle = self.all.iter().rposition(|one| one.host.is_none());
            let gone = idle.or_else(|| self.all.len().checked_sub(1)).map(|at| self.all.remove(at));
            if let (Some(host), Some(request)) = (gone.and_then(|one| one.host), self.request()) {
                self.scheduler.release(host, &request);
            }
        }
        while self.all.len() < wanted {
            self.all.push(One {
                host: None,
                started: 0,
                pulled: 0,
                ready: None,
                used: 0.0,
                sample: None,
            });
            // The scheduler takes less than a second.
            self.place(self.all.len() - 1);
        }
    }
}
