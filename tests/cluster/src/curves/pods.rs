//! Pods without machines: what becomes of each, told to the API server by the test as a kubelet would, and what they
//! use, told as metrics-server would. Nobody else changes them, so that what the controller sees is known exactly.

use std::collections::BTreeMap;

use fastrand::Rng;
use presswright::simulate::load::Assumed;
use presswright::simulate::load::autoscaler::{Phase, Replica, Sample};
use serde_json::{Value, json};

use super::clock::{self, SECOND, SPEED};
use super::metrics_api::GROUP_VERSION;
use crate::rehearsal::Failure;

/// What each asks for, in thousandths of a core, as the bundle's WordPress does.
pub const REQUEST: i64 = 250;

/// Its limit is four times as much.
const LIMIT: f64 = 1000.0;

/// What one that is not ready uses.
const STARTING: i64 = 200;

/// What befalls them beside being started and stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// Some have no measurement, and at times none has.
    Unmeasured,
    /// They take long to be ready, some never are, some are not any more, and some fail.
    Unready,
}

/// A pod. Times of its phase are whole seconds, as in the API.
#[derive(Clone, Debug)]
struct One {
    phase: Phase,
    met: u64,
    runs_at: u64,
    ready_at: u64,
}

/// The pods of a curve, by their names.
#[derive(Debug)]
pub struct Pods {
    trouble: Trouble,
    random: Rng,
    all: BTreeMap<String, One>,
}

impl Pods {
    /// None yet.
    pub fn new(trouble: Trouble, seed: u64) -> Self {
        Self { trouble, random: Rng::with_seed(seed), all: BTreeMap::new() }
    }

    /// Those that are there when the curve begins have run for long.
    pub fn begin(&mut self, names: &[String], now: u64) {
        let second = now / SECOND;
        let (started, since) = (second - 1000, second - 990);
        for name in names {
            let phase = Phase::Runs { started, ready: true, since };
            self.all.insert(name.clone(), One { phase, met: now, runs_at: now, ready_at: now });
        }
    }

    /// Learns which there are: new ones wait for their machine, others are gone.
    pub fn meet(&mut self, names: &[String], now: u64) {
        self.all.retain(|name, _| names.contains(name));
        // As assumed of a load: up to 40 s for the image, then 15 s; divided by the speed.
        let assumed = Assumed::default();
        let pull = u64::from(assumed.pull) * SECOND / SPEED;
        let start = u64::from(assumed.start) * SECOND / SPEED;
        for name in names {
            if !self.all.contains_key(name) {
                let runs_at = now + self.random.u64(0..=pull);
                let start = match self.trouble {
                    Trouble::Unready => self.random.u64(start..=8 * start),
                    _ => start,
                };
                let one =
                    One { phase: Phase::Pending, met: now, runs_at, ready_at: runs_at + start };
                self.all.insert(name.clone(), one);
            }
        }
    }

    /// Time goes on; the names of those of which something changed.
    pub fn pass(&mut self, now: u64) -> Vec<String> {
        let mut changed = Vec::new();
        for (name, one) in &mut self.all {
            let phase = next(one, now, self.trouble, &mut self.random);
            if phase != one.phase {
                one.phase = phase;
                changed.push(name.clone());
            }
        }
        changed
    }

    /// The status of one as the API has it; nothing of one that waits, which has none.
    pub fn status(&self, name: &str) -> Result<Value, Failure> {
        let one = self.all.get(name).ok_or("there is no such pod")?;
        Ok(match one.phase {
            Phase::Pending => json!({"phase": "Pending"}),
            Phase::Going => json!({"phase": "Failed"}),
            Phase::Runs { started, ready, since } => json!({
                "phase": "Running",
                "startTime": clock::written(started)?,
                "conditions": [ready_condition(ready, since)?],
            }),
        })
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.all.keys().cloned().collect()
    }

    /// How many are ready.
    pub fn ready(&self) -> usize {
        let is_ready = |one: &&One| matches!(one.phase, Phase::Runs { ready: true, .. });
        self.all.values().filter(is_ready).count()
    }

    /// What each uses where so many requests come in a second, as metrics-server tells it in a namespace, and all of
    /// them in the library's words.
    pub fn measured(
        &mut self,
        requests: f64,
        namespace: &str,
        now: u64,
    ) -> Result<(Value, Vec<Replica>), Failure> {
        let each = used(requests, self.ready());
        let nobody = self.trouble == Trouble::Unmeasured && self.random.u8(0..6) == 0;
        let (mut items, mut replicas) = (Vec::new(), Vec::new());
        for (name, one) in &self.all {
            let at = now / SECOND - self.random.u64(0..2);
            let missed = self.trouble == Trouble::Unmeasured && self.random.u8(0..4) == 0;
            let sample = match one.phase {
                // One that has not run for two seconds has no whole window yet.
                Phase::Runs { started, ready, .. } if started + 2 <= at && !missed && !nobody => {
                    Some(Sample { cpu: if ready { each } else { STARTING }, at, window: 1 })
                }
                _ => None,
            };
            if let Some(sample) = sample {
                items.push(json!({
                    "metadata": {"name": name, "namespace": namespace},
                    "timestamp": clock::written(sample.at)?,
                    "window": format!("{}s", sample.window),
                    "containers": [{
                        "name": "main",
                        "usage": {"cpu": format!("{}m", sample.cpu), "memory": "64Mi"},
                    }],
                }));
            }
            replicas.push(Replica {
                request: REQUEST,
                phase: on_library_s_clock(one.phase),
                sample: sample.map(|Sample { cpu, at, window }| Sample {
                    cpu,
                    at: milliseconds(at),
                    window: milliseconds(window),
                }),
            });
        }
        let list = json!({"kind": "PodMetricsList", "apiVersion": GROUP_VERSION, "metadata": {}, "items": items});
        Ok((list, replicas))
    }
}

/// The condition of readiness, since that second.
pub fn ready_condition(ready: bool, since: u64) -> Result<Value, Failure> {
    let status = if ready { "True" } else { "False" };
    Ok(json!({
        "type": "Ready", "status": status,
        "lastProbeTime": null, "lastTransitionTime": clock::written(since)?,
    }))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn used(requests: f64, ready: usize) -> i64 {
    let cpu = requests * Assumed::default().cpu / ready.max(1) as f64;
    cpu.min(LIMIT) as i64
}

fn next(one: &One, now: u64, trouble: Trouble, random: &mut Rng) -> Phase {
    let second = now / SECOND;
    let one_in = |random: &mut Rng, many: u8| random.u8(0..many) == 0;
    match one.phase {
        Phase::Pending if now >= one.runs_at => {
            Phase::Runs { started: one.met / SECOND, ready: false, since: second }
        }
        Phase::Runs { started, ready: false, .. } if now >= one.ready_at => {
            if trouble == Trouble::Unready && !one_in(random, 4) {
                return one.phase;
            }
            Phase::Runs { started, ready: true, since: second }
        }
        Phase::Runs { started, ready, .. } if trouble == Trouble::Unready => {
            if one_in(random, 40) {
                Phase::Going
            } else if ready && one_in(random, 10) {
                Phase::Runs { started, ready: false, since: second }
            } else {
                one.phase
            }
        }
        phase => phase,
    }
}

/// Whole seconds of the machine's clock, in milliseconds of the library's.
fn milliseconds(seconds: u64) -> u64 {
    clock::library(seconds * SECOND)
}

fn on_library_s_clock(phase: Phase) -> Phase {
    match phase {
        Phase::Runs { started, ready, since } => {
            Phase::Runs { started: milliseconds(started), ready, since: milliseconds(since) }
        }
        phase => phase,
    }
}
