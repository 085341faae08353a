//! What holds the site back, and when: a lane each, on the time axis of the plots.

use super::Course;
use crate::simulate::load::autoscaler::Why;
use crate::simulate::load::{Ceiling, Moment, WORKERS};

/// One ceiling, and when it bites.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// What it is.
    pub name: String,
    /// From when to when, in seconds.
    pub spans: Vec<(u32, u32)>,
}

/// Whether a ceiling bites at a moment.
type Bites = fn(&Moment) -> bool;

/// Each ceiling that bites at all, in one order.
pub fn lanes(course: &Course) -> Vec<Lane> {
    let all: [(String, Bites); 6] = [
        (format!("maxReplicas {}: the load asks for more", course.most), |moment| {
            moment.why == Some(Why::AtMost)
        }),
        ("Machines are full: replicas pend".to_owned(), |moment| moment.pending > 0),
        ("Processors".to_owned(), |moment| moment.ceiling == Some(Ceiling::Processors)),
        ("Database connections".to_owned(), |moment| moment.ceiling == Some(Ceiling::Connections)),
        (format!("PHP workers, {WORKERS} a pod"), |moment| {
            moment.ceiling == Some(Ceiling::Workers)
        }),
        ("No replica is ready".to_owned(), |moment| moment.ceiling == Some(Ceiling::NoReplica)),
    ];
    all.into_iter()
        .map(|(name, bites)| Lane { name, spans: spans(course, bites) })
        .filter(|lane| !lane.spans.is_empty())
        .collect()
}

/// A moment holds until the next one.
fn spans(course: &Course, bites: Bites) -> Vec<(u32, u32)> {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    let ends = course.moments.iter().skip(1).map(|moment| moment.at);
    for (moment, until) in course.moments.iter().zip(ends.chain([course.end])) {
        if !bites(moment) {
            continue;
        }
        match spans.last_mut() {
            Some((_, to)) if *to == moment.at => *to = until,
            _ => spans.push((moment.at, until)),
        }
    }
    spans
}
