//! The course of a failure in time.

use super::damage::Site;
use super::database::Stop;
use super::failure::Course;
use super::fault::Fault;
use super::placement::{EVICTED_AFTER, Evictions, LOST_AFTER};
use super::words;
use crate::design::{Access, EtcdWorkload};

/// What happens at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds after the failure, at the soonest.
    pub from: u32,
    /// And at the latest.
    pub until: u32,
    /// What.
    pub what: String,
}

impl Moment {
    /// When, in words: `50 s`, `5 to 15 s`.
    pub fn when(&self) -> String {
        match (self.from, self.until) {
            (from, until) if from == until => words::span(from),
            (from, until) => format!("{from} to {}", words::span(until)),
        }
    }
}

/// What happens, in order, until it comes to rest; and what comes back by itself when what failed does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Until it rests.
    pub moments: Vec<Moment>,
    /// When machines, links and servers are back.
    pub returns: Vec<String>,
}

/// Seconds until a silent machine is marked, in that release of Kubernetes
/// (`--node-monitor-grace-period`: 40 s before 1.32).
pub fn lost_after(site: &Site<'_>) -> u32 {
    let version = &site.design.cluster.kubernetes;
    if (version.major, version.minor) < (1, 32) { 40 } else { LOST_AFTER }
}

/// The timeline of a course.
pub fn timeline(site: &Site<'_>, course: &Course<'_>) -> Timeline {
    let mut moments = Vec::new();
    let mut add = |from: u32, until: u32, what: String| {
        if !what.is_empty() {
            moments.push(Moment { from, until, what });
        }
    };
    let (before, at_once, settled) = (&course.before, &course.at_once, &course.settled);
    if !course.faults.is_empty() {
        add(0, 0, words::begins(site, &course.faults));
    }
    if at_once.etcd.together != before.etcd.together {
        add(1, 2, words::etcd(&at_once.etcd));
    }
    let shut = matches!(at_once.database.stop, Some(Stop::GateShut { .. }));
    if at_once.database.primary != before.database.primary {
        add(5, 15, words::primary(site, &before.database, &at_once.database));
    }
    let (was, is) = (before.database.writer(), at_once.database.writer());
    if let (Some(was), Some(is)) = (was, is)
        && was != is
        && site.design.percona.access == Access::Haproxy
    {
        add(5, 15, words::writer(is));
    }
    if let (true, Some(why)) = (shut, &at_once.database.stop) {
        add(20, 25, words::gate(site, why));
    }
    let crashed = |bare: bool| -> Vec<String> {
        let pods = course.faults.iter().filter_map(|fault| match fault {
            Fault::PodCrashed(pod) => Some(*pod),
            _ => None,
        });
        let is_bare = |pod: &usize| {
            site.design.etcd.workload == EtcdWorkload::Pod
                && site.etcd.iter().any(|member| member.pod == *pod)
        };
        pods.filter(|pod| is_bare(pod) == bare)
            .filter_map(|pod| site.topology.pods.get(pod).map(|pod| pod.name.clone()))
            .collect()
    };
    let (again, dead) = (crashed(false), crashed(true));
    if !dead.is_empty() {
        add(0, 0, words::stays_dead(&dead));
    }
    if !again.is_empty() {
        add(1, 60, words::restarts(&again));
    }
    if at_once.database.serving.is_empty() && !settled.database.serving.is_empty() {
        add(30, 120, words::elected(&settled.database.primary));
    }
    let marked = lost_after(site);
    if course.evictions == Evictions::NoControlPlane {
        add(0, 0, words::nobody_acts());
    } else if !course.silent.is_empty() {
        add(marked, marked, words::marked(site.topology, &course.silent));
        let until = marked + EVICTED_AFTER;
        add(until, until, words::evicted(course.evictions, course.silent.len()));
    }
    moments.sort_by_key(|moment| (moment.from, moment.until));
    Timeline { moments, returns: words::returns(site, course) }
}
