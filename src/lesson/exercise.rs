//! Exercises: a design with something to be reached, in one link.
//!
//! `exercise=survives-any-machine&1.…`: the demand, and the design as a link carries it. Nothing of it is
//! sent to a server, and nobody but the learner sees what came of it.

use super::Seen;
use crate::rules::Severity;
use crate::share::WordError;
use crate::share::word::{pack, unpack};
use crate::simulate::Site;
use crate::simulate::cuts::{Cuts, KINDS, Kind, cuts};
use crate::simulate::harm::Harm;
use crate::simulate::placement::ClassVolumes;

/// Something that a design can be asked to be.
pub struct Demand {
    /// The word by which it is asked for.
    pub name: &'static str,
    /// As a sentence.
    pub title: &'static str,
    holds: fn(&Seen) -> bool,
}

impl Demand {
    /// Whether the design is that.
    pub fn holds(&self, seen: &Seen) -> bool {
        (self.holds)(seen)
    }
}

/// All of them.
pub static DEMANDS: [Demand; 5] = [
    Demand {
        name: "no-errors",
        title: "The design can be exported: it has no error",
        holds: |seen| !seen.report.has_errors(),
    },
    Demand {
        name: "no-warnings",
        title: "The design has neither an error nor a warning",
        holds: |seen| !seen.report.has_errors() && seen.report.count(Severity::Warning) == 0,
    },
    Demand {
        name: "survives-any-machine",
        title: "Pages are read and people log in and write, whichever machine is down",
        holds: |seen| goes_on(seen, 1, &[Kind::Machines]),
    },
    Demand {
        name: "survives-any-fault",
        title: "Pages are read and people log in and write, whatever one thing fails",
        holds: |seen| goes_on(seen, 1, &KINDS),
    },
    Demand {
        name: "survives-any-two-machines",
        title: "Pages are read and people log in and write, whichever two machines are down",
        holds: |seen| goes_on(seen, 2, &[Kind::Machines]),
    },
];

fn goes_on(seen: &Seen, most: usize, kinds: &[Kind]) -> bool {
    let site = Site::drawn(seen.design, seen.topology, ClassVolumes::Anywhere);
    let Cuts { already, sets, .. } = cuts(&site, most, kinds);
    let stops = |harm: Harm| already.has(harm) || sets.iter().any(|cut| cut.harms.has(harm));
    ![Harm::Data, Harm::Reading, Harm::Writing].into_iter().any(stops)
}

/// The demand of that name.
pub fn demand(name: &str) -> Option<&'static Demand> {
    DEMANDS.iter().find(|demand| demand.name == name)
}

/// An exercise that came by a link.
pub struct Exercise {
    /// What is asked for.
    pub demand: &'static Demand,
    /// The text of the design to begin with.
    pub text: String,
}

impl Exercise {
    /// What stands behind `#` in an exercise's link.
    pub fn fragment(demand: &Demand, text: &str) -> String {
        format!("exercise={}&{}", demand.name, pack(text))
    }

    /// Reads it; nothing if it is no exercise at all.
    pub fn read(fragment: &str) -> Option<Result<Exercise, WordError>> {
        let (name, word) = fragment.strip_prefix("exercise=")?.split_once('&')?;
        let demand = demand(name)?;
        Some(unpack(word).map(|text| Exercise { demand, text }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exercise_goes_into_a_link_and_out() {
        let text = "presswright: 1\nname: a # for the class\n";
        for demand in &DEMANDS {
            let fragment = Exercise::fragment(demand, text);
            let read = Exercise::read(&fragment).unwrap().unwrap();
            assert_eq!((read.demand.name, read.text.as_str()), (demand.name, text));
        }
        assert!(Exercise::read("1.abc").is_none());
        assert!(Exercise::read("exercise=fly&1.abc").is_none());
        assert!(Exercise::read("exercise=no-errors&1.!").unwrap().is_err());
    }
}
