//! A moment in words, and all of them as a list.

use super::course::{Course, Moment};
use crate::simulate::deploy::Kind;
use crate::simulate::deploy::words::{Line, clock, span};

/// So many lines of a moment are said; many objects are made at once.
const SAID: usize = 3;

/// A line as a sentence without its end.
pub(super) fn said(line: &Line) -> String {
    match (line.kind, line.who.as_str()) {
        (Kind::Step, _) => format!("deploy.sh: {}", line.words),
        (_, "") => line.words.clone(),
        (_, who) => format!("{who}: {}", line.words),
    }
}

/// What happened at a moment: `At 2:06.0. percona-0: is ready.`
pub fn sentence(course: &Course, moment: &Moment) -> String {
    format!("At {}. {}", clock(moment.at), happened(course, moment))
}

/// A time with what happened last, for the scrubber.
pub fn spoken(course: &Course, at: u64) -> String {
    let moment = course.moment(at).and_then(|place| course.moments.get(place));
    match moment {
        Some(moment) => format!("{}: {}", span(at), happened(course, moment)),
        None => format!("{}: nothing has happened yet.", span(at)),
    }
}

fn happened(course: &Course, moment: &Moment) -> String {
    let lines = course.lines.get(moment.lines.clone()).unwrap_or_default();
    let told: Vec<String> = lines.iter().take(SAID).map(said).collect();
    let told = told.join("; ");
    // Some end as sentences do: those that deploy.sh says.
    let told = told.trim_end_matches('.');
    match lines.len().saturating_sub(SAID) {
        0 => format!("{told}."),
        more => format!("{told}; and {more} more."),
    }
}

/// The moments below the steps of `deploy.sh`: the step, and the places of its moments.
pub fn sections(course: &Course) -> Vec<(String, std::ops::Range<usize>)> {
    let mut sections: Vec<(String, std::ops::Range<usize>)> = Vec::new();
    for (place, moment) in course.moments.iter().enumerate() {
        let lines = course.lines.get(moment.lines.clone()).unwrap_or_default();
        let step = lines.iter().rev().find(|line| line.kind == Kind::Step);
        match (step, sections.last_mut()) {
            (None, Some((_, places))) => places.end = place + 1,
            (step, _) => {
                let name = step.map_or_else(String::new, |line| line.words.clone());
                sections.push((name, place..place + 1));
            }
        }
    }
    sections
}
