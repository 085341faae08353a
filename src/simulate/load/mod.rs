//! What a load does to the site: how many replicas the autoscaler asks for over time, what those can
//! answer, and what holds them back.
//!
//! [`autoscaler`] is Kubernetes' own algorithm, held against the controller's own code. What stands around
//! it here is a model of visitors, and says so: requests are a flow, each takes so much CPU and waits so long
//! for the database ([`Assumed`]); they are spread evenly over the ready replicas; who waits too long goes.

pub mod autoscaler;
pub mod curve;
mod replicas;
mod summary;
#[cfg(test)]
mod tests;

pub use curve::{Curve, CurveError};
pub use summary::Summary;

use crate::design::{Access, Design};
use crate::topology::Topology;
use autoscaler::{Autoscaler, Most, Policy, Rules, SYNC, Select, Why};
use replicas::Replicas;

/// Connections that Apache answers at once in the official image (`MaxRequestWorkers` of Debian's
/// `mpm_prefork.conf`).
pub const WORKERS: u32 = 150;

/// What a design does not say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumed {
    /// CPU that a request takes, in milliseconds of one processor.
    pub cpu: f64,
    /// How long it waits for the database and the files, in milliseconds.
    pub wait: f64,
    /// Seconds from the start of a replica's containers until it is ready.
    pub start: u32,
    /// Seconds that a machine takes for the image when it has none yet.
    pub pull: u32,
    /// Seconds that a visitor waits.
    pub patience: u32,
}

impl Default for Assumed {
    fn default() -> Self {
        Self { cpu: 60.0, wait: 40.0, start: 15, pull: 40, patience: 30 }
    }
}

/// What holds the site back at a moment in which visitors wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceiling {
    /// No replica is ready.
    NoReplica,
    /// The database takes no more connections at once (`max_connections`).
    Connections,
    /// Apache takes no more at once (`MaxRequestWorkers`).
    Workers,
    /// Processors: of the replicas' limits, or of their machines.
    Processors,
}

/// How things stood, once in each sync period of the autoscaler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Seconds since the beginning.
    pub at: u32,
    /// Requests a second that come.
    pub demand: f64,
    /// Requests a second that were answered since the moment before.
    pub served: f64,
    /// Visitors who wait.
    pub waiting: f64,
    /// Visitors who waited too long since the moment before, and went.
    pub refused: f64,
    /// Replicas that are asked for.
    pub replicas: u32,
    /// Of those, the ones that answer.
    pub ready: u32,
    /// And those for which no machine has room.
    pub pending: u32,
    /// Average CPU, in hundredths of the request, as the autoscaler has it; nothing where it did not ask.
    pub utilization: Option<i32>,
    /// Why the autoscaler asks for so many; nothing without one.
    pub why: Option<Why>,
    /// What holds the site back, if visitors wait.
    pub ceiling: Option<Ceiling>,
}

/// The autoscaler of a design, as its manifest makes it; nothing if it has none.
pub fn autoscaler_of(design: &Design) -> Option<Autoscaler> {
    let auto = design.wordpress.autoscaling.as_ref()?;
    let (min, max) = design.wordpress.replica_bounds();
    let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    let policy = |most| Policy { most, period: 15 };
    let up = Rules {
        window: 0,
        select: Select::Max,
        policies: vec![policy(Most::Pods(4)), policy(Most::Percent(100))],
    };
    let down = Rules {
        window: auto.scale_down_after.get().min(3600),
        select: Select::Max,
        policies: vec![policy(Most::Percent(100))],
    };
    Some(Autoscaler::new(number(min), number(max), i32::from(auto.cpu.percent()), up, down))
}

/// The most connections that the database takes from the site at once.
fn connections(design: &Design) -> f64 {
    let each = f64::from(design.percona.connections());
    match design.percona.access {
        // All of them lead to the one writer.
        Access::Haproxy => each,
        Access::Service => each * f64::from(design.percona.replicas.get()),
    }
}

/// The course of a load: one moment for each look of the autoscaler, from the first second to the curve's end.
pub fn course(
    design: &Design,
    topology: &Topology,
    curve: &Curve,
    assumed: &Assumed,
) -> Vec<Moment> {
    let mut autoscaler = autoscaler_of(design);
    let mut replicas = Replicas::drawn(design, topology, assumed);
    // How long a request holds a worker and a connection.
    let held = (assumed.cpu + assumed.wait) / 1000.0;
    let (most_connected, most_at_once) = (connections(design) / held, f64::from(WORKERS) / held);
    let mut moments = Vec::new();
    let (mut waiting, mut served, mut refused) = (0.0_f64, 0.0, 0.0);
    let period = u32::try_from(SYNC / 1000).unwrap_or(15);
    let mut last = 0;
    for second in 0..=curve.end() {
        replicas.pass(second);
        let demand = curve.at(second);
        let wanted = waiting + demand;
        let caps = replicas.caps(assumed.cpu);
        let ready = u32::try_from(caps.len()).unwrap_or(u32::MAX);
        let share = wanted / f64::from(ready.max(1));
        let by_all: f64 = caps.iter().map(|cap| share.min(*cap).min(most_at_once)).sum();
        let done = by_all.min(most_connected);
        let part = if by_all > 0.0 { done / by_all } else { 0.0 };
        let used: Vec<f64> =
            caps.iter().map(|cap| share.min(*cap).min(most_at_once) * part * assumed.cpu).collect();
        replicas.work(&used);
        waiting = wanted - done;
        // Who would wait longer than the patience goes.
        let too_many = (waiting - done * f64::from(assumed.patience)).max(0.0);
        let too_many =
            if done > 0.0 { too_many } else { waiting / f64::from(assumed.patience.max(1)) };
        waiting -= too_many;
        served += done;
        refused += too_many;
        let ceiling = (waiting > 0.5).then(|| {
            let hindered = caps.iter().any(|cap| most_at_once < *cap);
            match ready {
                0 => Ceiling::NoReplica,
                _ if most_connected <= by_all => Ceiling::Connections,
                _ if hindered => Ceiling::Workers,
                _ => Ceiling::Processors,
            }
        });
        if second % period != 0 {
            continue;
        }
        let look = autoscaler.as_mut().map(|autoscaler| {
            let look = autoscaler.look(replicas.now(), replicas.count(), &replicas.told());
            replicas.scale(look.replicas);
            look
        });
        let since = f64::from((second - last).max(1));
        moments.push(Moment {
            at: second,
            demand,
            served: served / since,
            waiting,
            refused,
            replicas: replicas.count().unsigned_abs(),
            ready,
            pending: replicas.pending(),
            utilization: look.and_then(|look| look.utilization),
            why: look.map(|look| look.why),
            ceiling,
        });
        (served, refused, last) = (0.0, 0.0, second);
    }
    moments
}
