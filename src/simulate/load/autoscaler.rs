//! The HorizontalPodAutoscaler of CPU, as kube-controller-manager's own code computes it.
//!
//! Source: kubernetes pkg/controller/podautoscaler (`horizontal.go`, `replica_calculator.go`,
//! `metrics/utilization.go`) of 1.37; `tests/cluster/tests/autoscaler.rs` asks that very code about random courses,
//! watches a running controller under whole curves, and compares every step. Times are milliseconds on any clock, CPU
//! is thousandths of a core.

/// How often it looks (`--horizontal-pod-autoscaler-sync-period`).
pub const SYNC: u64 = 15_000;
/// How long after its start a pod's CPU may be that of its start (`--horizontal-pod-autoscaler-cpu-initialization-period`).
pub const CPU_INITIALIZATION: u64 = 300_000;
/// A pod whose readiness changed no later than that after its start was never ready
/// (`--horizontal-pod-autoscaler-initial-readiness-delay`).
pub const INITIAL_READINESS_DELAY: u64 = 30_000;
/// By how much the load may differ from the target with nothing done (`--horizontal-pod-autoscaler-tolerance`).
pub const TOLERANCE: f64 = 0.1;

/// How it may change the number in one direction (`spec.behavior`).
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Stabilisation window in seconds, 0 to 3600.
    pub window: u32,
    /// Which of the policies counts.
    pub select: Select,
    /// What a period may bring.
    pub policies: Vec<Policy>,
}

/// Which policy counts (`selectPolicy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Select {
    /// The one that allows most.
    Max,
    /// The one that allows least.
    Min,
    /// None: no change in this direction.
    Disabled,
}

/// What a period may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How much.
    pub most: Most,
    /// Its period in seconds, 1 to 1800.
    pub period: u32,
}

/// How much a period may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// So many replicas.
    Pods(i32),
    /// So many hundredths of those that there were when the period began.
    Percent(i32),
}

/// A replica, as the API server has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replica {
    /// CPU that its containers ask for.
    pub request: i64,
    /// How it stands.
    pub phase: Phase,
    /// What metrics-server has of it.
    pub sample: Option<Sample>,
}

/// How a replica stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has no machine, or its containers are not there yet.
    Pending,
    /// It is being taken away, or failed.
    Going,
    /// Its containers run.
    Runs {
        /// Since when (`status.startTime`).
        started: u64,
        /// Whether its probe passes.
        ready: bool,
        /// When that changed last.
        since: u64,
    },
}

/// What metrics-server measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// CPU used.
    pub cpu: i64,
    /// When it was measured.
    pub at: u64,
    /// Over how long.
    pub window: u64,
}

/// What came of one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The number of replicas that it asks for.
    pub replicas: i32,
    /// The number that the load alone asks for: before windows, policies and bounds; nothing where it was not asked.
    pub wanted: Option<i32>,
    /// Average CPU of those that were counted, in hundredths of their request; nothing where it was not asked.
    pub utilization: Option<i32>,
    /// Why this many.
    pub why: Why,
}

/// Why so many replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The target is at 0 replicas: that switches the autoscaler off.
    Off,
    /// There were more than the most, or fewer than the fewest.
    Bounds,
    /// No replica that counts has a measurement.
    NoMetrics,
    /// The load asks for it.
    Load,
    /// The load asks for fewer; it did not for long enough.
    Stabilized,
    /// More at once than the policies allow.
    TooFast,
    /// The load asks for more than the most.
    AtMost,
    /// The load asks for fewer than the fewest.
    AtLeast,
}

/// An autoscaler with what it remembers.
#[derive(Clone, Debug)]
pub struct Autoscaler {
    /// The fewest replicas.
    pub min: i32,
    /// The most replicas.
    pub max: i32,
    /// The average CPU that it keeps to, in hundredths of the request.
    pub target: i32,
    /// On the way up.
    pub up: Rules,
    /// On the way down.
    pub down: Rules,
    recommended: Vec<(u64, i32)>,
    added: Vec<(u64, i32)>,
    taken: Vec<(u64, i32)>,
}

impl Autoscaler {
    /// One that has not looked yet.
    pub fn new(min: i32, max: i32, target: i32, up: Rules, down: Rules) -> Self {
        let (recommended, added, taken) = (Vec::new(), Vec::new(), Vec::new());
        Self { min, max, target, up, down, recommended, added, taken }
    }

    /// What it asks for, where the target has `current` replicas; and that is done at once.
    pub fn look(&mut self, now: u64, current: i32, replicas: &[Replica]) -> Look {
        let look = self.consider(now, current, replicas);
        self.changed(now, look.replicas - current);
        look
    }

    /// What it asks for, where the target has `current` replicas.
    pub fn consider(&mut self, now: u64, current: i32, replicas: &[Replica]) -> Look {
        self.found(now, current);
        let unasked = |replicas, why| Look { replicas, wanted: None, utilization: None, why };
        if current == 0 {
            unasked(0, Why::Off)
        } else if current > self.max {
            unasked(self.max, Why::Bounds)
        } else if current < self.min {
            unasked(self.min, Why::Bounds)
        } else {
            match proposal(now, current, self.target, replicas) {
                None => unasked(current, Why::NoMetrics),
                Some((wanted, utilization)) => self.normalized(now, current, wanted, utilization),
            }
        }
    }

    /// Remembers how many replicas there were when it first looked.
    pub fn found(&mut self, now: u64, current: i32) {
        if self.recommended.is_empty() {
            self.recommended.push((now, current));
        }
    }

    /// Remembers that it has changed the number of replicas by so many.
    pub fn changed(&mut self, now: u64, by: i32) {
        if by > 0 {
            remember(&mut self.added, &self.up, now, by);
        } else if by < 0 {
            remember(&mut self.taken, &self.down, now, -by);
        }
    }

    fn normalized(&mut self, now: u64, current: i32, wanted: i32, utilization: i32) -> Look {
        let within = |at: u64, seconds: u32| at + u64::from(seconds) * 1000 > now;
        let (mut lowest, mut highest) = (wanted, wanted);
        for &(at, recommended) in &self.recommended {
            if within(at, self.up.window) {
                lowest = lowest.min(recommended);
            }
            if within(at, self.down.window) {
                highest = highest.max(recommended);
            }
        }
        let stable = current.max(lowest).min(highest);
        let longest = self.up.window.max(self.down.window);
        self.recommended.retain(|&(at, _)| at + u64::from(longest) * 1000 >= now);
        self.recommended.push((now, wanted));
        let (replicas, why) = self.limited(now, current, stable);
        let why = match why {
            Why::Load if stable != wanted => Why::Stabilized,
            why => why,
        };
        Look { replicas, wanted: Some(wanted), utilization: Some(utilization), why }
    }

    /// Within what the policies and the bounds allow.
    fn limited(&self, now: u64, current: i32, stable: i32) -> (i32, Why) {
        if stable > current {
            let limit = self.limit(now, current, &self.up, true).max(current);
            let (most, why) =
                if self.max > limit { (limit, Why::TooFast) } else { (self.max, Why::AtMost) };
            if stable > most {
                return (most, why);
            }
        } else if stable < current {
            let limit = self.limit(now, current, &self.down, false).min(current);
            let (fewest, why) =
                if self.min < limit { (limit, Why::TooFast) } else { (self.min, Why::AtLeast) };
            if stable < fewest {
                return (fewest, why);
            }
        }
        (stable, Why::Load)
    }

    fn limit(&self, now: u64, current: i32, rules: &Rules, up: bool) -> i32 {
        let changed = |events: &[(u64, i32)], period: u32| -> i32 {
            let lately =
                events.iter().filter(|(at, _)| at.saturating_add(u64::from(period) * 1000) > now);
            lately.map(|(_, change)| change).sum()
        };
        let limits = rules.policies.iter().map(|policy| {
            let begun =
                current - changed(&self.added, policy.period) + changed(&self.taken, policy.period);
            match (policy.most, up) {
                (Most::Pods(most), true) => begun + most,
                (Most::Pods(most), false) => begun - most,
                // Rounded up, for otherwise a small number would never grow.
                (Most::Percent(most), true) => {
                    whole((f64::from(begun) * (1.0 + f64::from(most) / 100.0)).ceil())
                }
                (Most::Percent(most), false) => {
                    whole(f64::from(begun) * (1.0 - f64::from(most) / 100.0))
                }
            }
        });
        match (rules.select, up) {
            (Select::Disabled, _) => current,
            (Select::Max, true) | (Select::Min, false) => limits.max().unwrap_or(i32::MIN),
            (Select::Min, true) | (Select::Max, false) => limits.min().unwrap_or(i32::MAX),
        }
    }
}

/// The controller puts a change where one lies that is older than any period of the same direction, and so may forget
/// one that a longer period of the other direction would have counted.
fn remember(changes: &mut Vec<(u64, i32)>, rules: &Rules, now: u64, change: i32) {
    let longest = rules.policies.iter().map(|policy| policy.period).max().unwrap_or(0);
    let old = |at: u64| at + u64::from(longest) * 1000 < now;
    match changes.iter_mut().rev().find(|(at, _)| old(*at)) {
        Some(place) => *place = (now, change),
        None => changes.push((now, change)),
    }
}

/// As Go's `int32(…)` of a float in range: toward zero.
#[allow(clippy::cast_possible_truncation)]
fn whole(value: f64) -> i32 {
    value as i32
}

/// The replicas that the load asks for, and the average CPU of those that were counted first; nothing where no
/// replica that counts has a measurement.
fn proposal(now: u64, current: i32, target: i32, replicas: &[Replica]) -> Option<(i32, i32)> {
    let mut ready: i32 = 0;
    // What was used and what was asked for, and of how many.
    let mut counted = Usage::default();
    let (mut unready, mut missing) = (Usage::default(), Usage::default());
    for replica in replicas {
        match (replica.phase, replica.sample) {
            (Phase::Going, _) => {}
            (Phase::Pending, _) => unready.add(0, replica.request),
            (Phase::Runs { .. }, None) => missing.add(0, replica.request),
            (Phase::Runs { started, ready: is_ready, since }, Some(sample)) => {
                let counts = if started + CPU_INITIALIZATION > now {
                    is_ready && sample.at >= since + sample.window
                } else {
                    is_ready || started + INITIAL_READINESS_DELAY <= since
                };
                if counts {
                    ready += 1;
                    counted.add(sample.cpu, replica.request);
                } else {
                    unready.add(0, replica.request);
                }
            }
        }
    }
    let (ratio, utilization) = counted.ratio(target)?;
    if utilization == target {
        return Some((current, utilization));
    }
    let up_with_unready = unready.count > 0 && ratio > 1.0;
    if !up_with_unready && missing.count == 0 {
        let wanted =
            if tolerated(ratio) { current } else { whole((ratio * f64::from(ready)).ceil()) };
        return Some((wanted, utilization));
    }
    if missing.count > 0 && ratio < 1.0 {
        // On the way down they are taken to use all that they ask for, or the target where that is more.
        counted.used += missing.each_at(i64::from(target.max(100)));
    }
    // On the way up, nothing.
    counted.requested += missing.requested;
    counted.count += missing.count;
    if up_with_unready {
        counted.requested += unready.requested;
        counted.count += unready.count;
    }
    let (again, _) = counted.ratio(target)?;
    let turned = (ratio < 1.0 && again > 1.0) || (ratio > 1.0 && again < 1.0);
    if tolerated(again) || turned {
        return Some((current, utilization));
    }
    let wanted = whole((again * f64::from(counted.count)).ceil());
    let turned = (again < 1.0 && wanted > current) || (again > 1.0 && wanted < current);
    Some((if turned { current } else { wanted }, utilization))
}

fn tolerated(ratio: f64) -> bool {
    (1.0 - TOLERANCE..=1.0 + TOLERANCE).contains(&ratio)
}

/// CPU of some replicas together.
#[derive(Clone, Debug, Default)]
struct Usage {
    used: i64,
    requested: i64,
    count: i32,
    requests: Vec<i64>,
}

impl Usage {
    fn add(&mut self, used: i64, request: i64) {
        self.used += used;
        self.requested += request;
        self.count += 1;
        self.requests.push(request);
    }

    /// What they use where each uses so many hundredths of its request.
    fn each_at(&self, percent: i64) -> i64 {
        self.requests.iter().map(|request| request * percent / 100).sum()
    }

    /// How the average use stands to the target, and that use in hundredths of the request.
    fn ratio(&self, target: i32) -> Option<(f64, i32)> {
        if self.requested == 0 {
            return None;
        }
        let utilization = i32::try_from(self.used * 100 / self.requested).ok()?;
        Some((f64::from(utilization) / f64::from(target), utilization))
    }
}
