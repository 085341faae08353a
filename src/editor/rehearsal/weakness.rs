//! What stops the site: whether it survives any one machine, the smallest sets of faults, and what removes most of
//! them. Looked for a little at a time, so that the drawing never waits.

use super::Failing;
use crate::design::Design;
use crate::rules::Fix;
use crate::simulate::Site;
use crate::simulate::advice::Advising;
use crate::simulate::cuts::{Cut, Cuts, KINDS, Kind, cuts};
use crate::simulate::failure::course;
use crate::simulate::fault::{Fault, in_words};
use crate::simulate::harm::{Harm, Harms};
use crate::simulate::placement::ClassVolumes;
use crate::simulate::search::Search;
use crate::simulate::words::summary;
use crate::topology::Topology;

/// Sets of so many faults are looked for.
const SIZE: usize = 2;

/// A smallest set of faults that does harm.
#[derive(Clone, Debug, PartialEq)]
pub struct Weak {
    /// The faults.
    pub failing: Vec<Failing>,
    /// The faults in a sentence.
    pub words: String,
    /// What they do for good: "stops reading, writing and uploading".
    pub harm: String,
}

/// A change of the design that takes sets away.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// The change.
    pub fix: Fix,
    /// How many sets are left with it, each counted for each of its harms.
    pub left: usize,
}

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weakness {
    /// Whether the site survives the loss of any one machine.
    pub survives: bool,
    /// What the loss of a machine does that it does not survive.
    pub because: Vec<Weak>,
    /// And why, each as what follows upon its name.
    pub sentences: Vec<String>,
    /// What does not work though nothing has failed.
    pub already: String,
    /// Every smallest set of at most two faults, the worst first; nothing until all are known.
    pub sets: Option<Vec<Weak>>,
    /// How many these are, each counted for each of its harms.
    pub count: usize,
    /// What takes most of them away; nothing within until that is known, or where nothing does.
    pub remedy: Option<Option<Remedy>>,
}

/// What is looked for next.
#[derive(Clone, Debug)]
enum Stage {
    Sets(Search),
    Remedy(Box<Advising>),
    Done,
}

/// The search, a little at a time.
#[derive(Clone, Debug)]
pub struct Looking {
    stage: Stage,
    /// What was found so far.
    pub found: Weakness,
}

impl Looking {
    /// Begins it: what one machine does is found.
    pub fn of(design: &Design, topology: &Topology) -> Looking {
        let site = Site::drawn(design, topology, ClassVolumes::default());
        let machines = cuts(&site, 1, &[Kind::Machines]);
        let told = |cut: &Cut| {
            let text = summary(&site, &course(&site, &cut.faults, false));
            text.split_once(": ").map_or_else(|| text.clone(), |(_, then)| then.to_owned())
        };
        let found = Weakness {
            survives: machines.already.is_empty() && machines.sets.is_empty(),
            because: machines.sets.iter().map(|cut| weak(topology, cut)).collect(),
            sentences: machines.sets.iter().map(told).collect(),
            already: does(machines.already),
            ..Weakness::default()
        };
        Looking { stage: Stage::Sets(Search::of(&site, SIZE, &KINDS)), found }
    }

    /// Looks a little further, in the same design; whether there is more to find.
    pub fn step(&mut self, design: &Design, topology: &Topology) -> bool {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Sets(mut search) => {
                let site = Site::drawn(design, topology, ClassVolumes::default());
                self.stage = if search.step(&site) {
                    Stage::Sets(search)
                } else {
                    Stage::Remedy(Box::new(self.take(design, topology, &search.end())))
                };
                true
            }
            Stage::Remedy(mut advising) => {
                let more = advising.step(design);
                if more {
                    self.stage = Stage::Remedy(advising);
                } else {
                    let best = advising.end();
                    self.found.remedy =
                        Some(best.map(|best| Remedy { left: best.after.count(), fix: best.fix }));
                }
                more
            }
            Stage::Done => false,
        }
    }

    fn take(&mut self, design: &Design, topology: &Topology, cuts: &Cuts) -> Advising {
        self.found.sets = Some(cuts.sets.iter().map(|cut| weak(topology, cut)).collect());
        self.found.count = cuts.count();
        Advising::of(design, ClassVolumes::default(), SIZE, &KINDS, cuts)
    }
}

fn weak(topology: &Topology, cut: &Cut) -> Weak {
    let failing = cut.faults.iter().filter_map(|fault: &Fault| Failing::of(*fault, topology));
    Weak {
        failing: failing.collect(),
        words: in_words(&cut.faults, topology),
        harm: does(cut.harms),
    }
}

/// What faults do, in a few words.
fn does(harms: Harms) -> String {
    let stops: Vec<&str> = harms
        .iter()
        .filter_map(|harm| match harm {
            Harm::Data => None,
            Harm::Reading => Some("reading"),
            Harm::Writing => Some("writing"),
            Harm::Uploading => Some("uploading"),
        })
        .collect();
    let stops = match stops.as_slice() {
        [] => String::new(),
        [_, _, _] => "stops the site".to_owned(),
        some => format!("stops {}", some.join(" and ")),
    };
    match (harms.has(Harm::Data), stops.is_empty()) {
        (true, true) => "loses data".to_owned(),
        (true, false) => format!("loses data and {stops}"),
        (false, _) => stops,
    }
}
