//! What a load does to the site: how many replicas the autoscaler asks for over time, what those can
//! answer, and what holds them back.
//!
//! [`autoscaler`] is Kubernetes' own algorithm, held against the controller's own code. What stands around
//! it here is a model of visitors, and says so: requests are a flow, each takes so much CPU and waits so long
//! for the database ([`Assumed`]); they are spread evenly over the ready replicas; who waits too long goes.

pub mod autoscaler;
pub mod curve;
mod replicas;
mod running;
pub mod settings;
mod summary;
#[cfg(test)]
mod tests;
pub mod words;

pub use curve::{Curve, CurveError};
pub use running::Running;
pub use summary::Summary;

use crate::design::{Access, Design};
use crate::topology::Topology;
use autoscaler::{Autoscaler, Most, Policy, Rules, Select, Why};

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
    let mut running = Running::of(design, topology, curve.clone(), assumed);
    while running.step(topology, u32::MAX) {}
    running.end()
}
