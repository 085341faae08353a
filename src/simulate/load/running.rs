//! The course of a load, a little at a time: a day is 86,400 seconds, and the page draws in between.

use super::autoscaler::{Autoscaler, SYNC};
use super::replicas::{Replicas, Resting};
use super::{Assumed, Ceiling, Curve, Moment, WORKERS, autoscaler_of, connections};
use crate::design::Design;
use crate::topology::Topology;

/// A course on its way.
#[derive(Clone, Debug)]
pub struct Running {
    curve: Curve,
    assumed: Assumed,
    autoscaler: Option<Autoscaler>,
    /// Nothing while a step takes it.
    resting: Option<Resting>,
    /// Requests a second that the database takes, and that a replica's processes do.
    most: (f64, f64),
    moments: Vec<Moment>,
    /// The next second; nothing after the last one.
    next: Option<u32>,
    last: u32,
    waiting: f64,
    served: f64,
    refused: f64,
}

impl Running {
    /// Begins it.
    pub fn of(design: &Design, topology: &Topology, curve: Curve, assumed: &Assumed) -> Self {
        // How long a request holds a worker and a connection.
        let held = (assumed.cpu + assumed.wait) / 1000.0;
        Self {
            curve,
            assumed: *assumed,
            autoscaler: autoscaler_of(design),
            resting: Some(Replicas::drawn(design, topology, assumed).rest()),
            most: (connections(design) / held, f64::from(WORKERS) / held),
            moments: Vec::new(),
            next: Some(0),
            last: 0,
            waiting: 0.0,
            served: 0.0,
            refused: 0.0,
        }
    }

    /// Goes on for at most so many seconds of the curve, in the topology that it was begun with; whether there is
    /// more.
    pub fn step(&mut self, topology: &Topology, seconds: u32) -> bool {
        let Some(resting) = self.resting.take() else { return false };
        let mut replicas = Replicas::resumed(resting, topology);
        let end = self.curve.end();
        for _ in 0..seconds {
            let Some(second) = self.next else { break };
            self.second(&mut replicas, second);
            self.next = second.checked_add(1).filter(|next| *next <= end);
        }
        self.resting = Some(replicas.rest());
        self.next.is_some()
    }

    /// The moments so far.
    pub fn end(self) -> Vec<Moment> {
        self.moments
    }

    fn second(&mut self, replicas: &mut Replicas<'_>, second: u32) {
        replicas.pass(second);
        let (most_connected, most_at_once) = self.most;
        let demand = self.curve.at(second);
        let wanted = self.waiting + demand;
        let caps = replicas.caps(self.assumed.cpu);
        let ready = u32::try_from(caps.len()).unwrap_or(u32::MAX);
        let share = wanted / f64::from(ready.max(1));
        let by_all: f64 = caps.iter().map(|cap| share.min(*cap).min(most_at_once)).sum();
        let done = by_all.min(most_connected);
        let part = if by_all > 0.0 { done / by_all } else { 0.0 };
        let used: Vec<f64> = caps
            .iter()
            .map(|cap| share.min(*cap).min(most_at_once) * part * self.assumed.cpu)
            .collect();
        replicas.work(&used);
        self.waiting = wanted - done;
        // Who would wait longer than the patience goes.
        let patience = f64::from(self.assumed.patience);
        let too_many = if done > 0.0 {
            (self.waiting - done * patience).max(0.0)
        } else {
            self.waiting / patience.max(1.0)
        };
        self.waiting -= too_many;
        self.served += done;
        self.refused += too_many;
        let ceiling = (self.waiting > 0.5).then(|| {
            let hindered = caps.iter().any(|cap| most_at_once < *cap);
            match ready {
                0 => Ceiling::NoReplica,
                _ if most_connected <= by_all => Ceiling::Connections,
                _ if hindered => Ceiling::Workers,
                _ => Ceiling::Processors,
            }
        });
        let period = u32::try_from(SYNC / 1000).unwrap_or(15);
        if second.is_multiple_of(period) {
            self.look(replicas, second, demand, ready, ceiling);
        }
    }

    /// The autoscaler looks, and the moment is kept.
    fn look(
        &mut self,
        replicas: &mut Replicas<'_>,
        second: u32,
        demand: f64,
        ready: u32,
        ceiling: Option<Ceiling>,
    ) {
        let look = self.autoscaler.as_mut().map(|autoscaler| {
            let look = autoscaler.look(replicas.now(), replicas.count(), &replicas.told());
            replicas.scale(look.replicas);
            look
        });
        let since = f64::from((second - self.last).max(1));
        self.moments.push(Moment {
            at: second,
            demand,
            served: self.served / since,
            waiting: self.waiting,
            refused: self.refused,
            replicas: replicas.count().unsigned_abs(),
            ready,
            pending: replicas.pending(),
            utilization: look.and_then(|look| look.utilization),
            why: look.map(|look| look.why),
            ceiling,
        });
        (self.served, self.refused, self.last) = (0.0, 0.0, second);
    }
}
