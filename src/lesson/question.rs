//! Questions that a learner answers before the simulator does. No answer stands here: each is computed for
//! the design as it is.

use super::{Blow, OUTCOMES, Outcome, Seen, outcome, struck};
use crate::simulate::failure::Course;
use crate::simulate::load::autoscaler::{Phase, Replica, Sample, Why};
use crate::simulate::load::autoscaler_of;
use crate::simulate::serving::Level;
use crate::simulate::words::summary;
use crate::topology::{Exposure, Tier};
use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// Something to be foretold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// What becomes of the site, and what is to be expected before the step and after it.
    Site(Blow, Outcome, Outcome),
    /// How many members of etcd run once what failed is back.
    Members(Blow),
    /// How many replicas the autoscaler asks for when the fewest are that busy: hundredths of their request.
    Scale(u16),
    /// How many ports of every machine lead to something.
    Doors,
}

/// What there is to choose, and what is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What can be said.
    pub choices: Vec<String>,
    /// Which of them is right.
    pub right: usize,
    /// Why, with this design's names.
    pub why: String,
}

/// The choices and the right one; nothing where the design has nothing to ask about.
pub fn answer(question: Question, seen: &Seen) -> Option<Answer> {
    match question {
        Question::Site(blow, ..) => site(blow, seen),
        Question::Members(blow) => members(blow, seen),
        Question::Scale(busy) => scale(i64::from(busy), seen),
        Question::Doors => Some(doors(seen)),
    }
}

impl Question {
    /// What fails in it.
    pub fn blow(self) -> Option<Blow> {
        match self {
            Question::Site(blow, ..) | Question::Members(blow) => Some(blow),
            Question::Scale(_) | Question::Doors => None,
        }
    }
}

fn site(blow: Blow, seen: &Seen) -> Option<Answer> {
    if blow.faults(seen).is_empty() {
        return None;
    }
    let (becomes, why) = struck(seen, blow, |site, course| {
        (outcome(course), with_what_follows(&summary(site, course), course))
    });
    Some(Answer {
        choices: OUTCOMES.iter().map(|one| one.words().to_owned()).collect(),
        right: OUTCOMES.iter().position(|one| *one == becomes)?,
        why,
    })
}

/// What stops is judged by what comes after, which the sentence of the moment does not say.
fn with_what_follows(summary: &str, course: &Course) -> String {
    let after = match (course.settled.serving.reading, course.returned.serving.reading) {
        (Level::Stops, Level::Stops) => " When what failed is back, it still stops.",
        (Level::Stops, _) => " When what failed is back, it goes on by itself.",
        _ => "",
    };
    format!("{summary}{after}")
}

fn members(blow: Blow, seen: &Seen) -> Option<Answer> {
    if blow.faults(seen).is_empty() {
        return None;
    }
    let (running, all) = struck(seen, blow, |_, course| {
        (course.returned.etcd.running.len(), course.returned.etcd.members)
    });
    let why = if running == all {
        format!("All {all} members run again, each with what it knew.")
    } else {
        format!("{running} of {all} members run: the other needs a person.")
    };
    Some(numbers(0..=all, running, why))
}

fn scale(busy: i64, seen: &Seen) -> Option<Answer> {
    const NOW: u64 = 3_600_000;
    let mut autoscaler = autoscaler_of(seen.design)?;
    let fewest = autoscaler.min;
    let request = i64::try_from(seen.topology.pods_of(Tier::Wordpress).next()?.cpu).ok()?;
    let sample = Sample { cpu: request * busy / 100, at: NOW, window: 15_000 };
    let phase = Phase::Runs { started: 0, ready: true, since: 0 };
    let replica = Replica { request, phase, sample: Some(sample) };
    let replicas = vec![replica; usize::try_from(fewest).ok()?];
    let look = autoscaler.look(NOW, fewest, &replicas);
    let target = autoscaler.target;
    let (wanted, most) = (look.replicas, autoscaler.max);
    let mut why = format!(
        "{fewest} replicas at {busy} % where {target} % is wanted: {fewest} × {busy} / {target}, rounded up."
    );
    if look.why == Why::AtMost {
        let _ = write!(why, " More than {most} are never asked for.");
    }
    let mut choices = vec![fewest, fewest + 1, fewest * 2, most, wanted];
    choices.sort_unstable();
    choices.dedup();
    let right = choices.iter().position(|one| *one == wanted)?;
    let choices = choices.iter().map(ToString::to_string).collect();
    Some(Answer { choices, right, why })
}

fn doors(seen: &Seen) -> Answer {
    let open: Vec<String> = seen
        .topology
        .services
        .iter()
        .filter_map(|service| match service.exposure {
            Exposure::NodePort(port) => Some(format!("{port} ({})", service.tier.component())),
            _ => None,
        })
        .collect();
    let why = match open.as_slice() {
        [] => "No port of a machine leads in.".to_owned(),
        open => format!("Open on every machine: {}.", open.join(", ")),
    };
    numbers(0..=open.len().max(4), open.len(), why)
}

fn numbers(all: RangeInclusive<usize>, right: usize, why: String) -> Answer {
    let right_at = all.clone().position(|one| one == right).unwrap_or_default();
    Answer { choices: all.map(|one| one.to_string()).collect(), right: right_at, why }
}
