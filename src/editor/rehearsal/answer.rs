//! What becomes of the site, in the words that are shown.

use super::Failing;
use crate::design::Design;
use crate::simulate::Site;
use crate::simulate::failure::{Course, Standing, course};
use crate::simulate::fate::Fate;
use crate::simulate::fault::Fault;
use crate::simulate::placement::{ClassVolumes, EVICTED_AFTER, Evictions, State};
use crate::simulate::serving::{Level, Serving};
use crate::simulate::timeline::{lost_after, timeline};
use crate::simulate::words;
use crate::topology::{Access, Backing, Topology};

/// One thing that people do with the site: at once, come to rest, and once what failed is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// What they do.
    pub what: &'static str,
    /// How much of it goes on.
    pub levels: [Level; 3],
}

/// What becomes of the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The faults, as far as the design still has what failed.
    pub faults: Vec<Fault>,
    /// The sentence that sums up.
    pub sentence: String,
    /// How the site stands once it has come to rest: the least that is left of any use.
    pub level: Level,
    /// What each use does.
    pub uses: [Use; 4],
    /// What happens, and when.
    pub timeline: Vec<(String, String)>,
    /// What comes back by itself.
    pub returns: Vec<String>,
    /// What a person is needed for, and the runbook's section.
    pub tasks: Vec<(String, String)>,
    /// What becomes of pods that are not where they were.
    pub pods: Vec<(String, String)>,
    /// What a drain would be refused, and what all this rests on.
    pub notes: Vec<String>,
    /// How everything stands at once, come to rest, and once what failed is back.
    pub standings: [Standing; 3],
    /// Where pods are once it has come to rest.
    pub states: Vec<State>,
    /// What became of those that are not what they were.
    pub fates: Vec<Fate>,
    /// When pods that were made anew elsewhere are there.
    pub moved_at: String,
}

/// What becomes of the site when these fail, all at once or one by one.
pub fn answer(
    design: &Design,
    topology: &Topology,
    failing: &[Failing],
    one_by_one: bool,
) -> Answer {
    let site = Site::drawn(design, topology, ClassVolumes::default());
    let faults: Vec<Fault> = failing.iter().filter_map(|one| one.fault(topology)).collect();
    let course = course(&site, &faults, one_by_one);
    let told = timeline(&site, &course);
    let tasks = course
        .tasks
        .iter()
        .map(|task| (format!("{}.", words::matter(&site, &task.what)), task.section.words()));
    let fates = course.fates.iter().map(|fate| {
        let name = topology.pods.get(fate.pod).map_or_else(String::new, |pod| pod.name.clone());
        (name, words::fate(topology, fate))
    });
    Answer {
        sentence: words::summary(&site, &course),
        level: worst(&course.settled.serving),
        uses: uses(&course),
        moved_at: words::span(lost_after(&site) + EVICTED_AFTER),
        timeline: told.moments.into_iter().map(|moment| (moment.when(), moment.what)).collect(),
        returns: told.returns,
        tasks: tasks.collect(),
        pods: fates.collect(),
        notes: notes(topology, &course),
        states: course.cluster.states().to_vec(),
        fates: course.fates.clone(),
        standings: [course.at_once, course.settled, course.returned],
        faults,
    }
}

/// What is said in place of an answer where a design has so many errors.
pub fn no_cluster(errors: usize) -> String {
    match errors {
        1 => "The design has an error: there is no cluster of it until that is mended.".to_owned(),
        count => format!(
            "The design has {count} errors: there is no cluster of it until they are mended."
        ),
    }
}

fn worst(serving: &Serving) -> Level {
    serving.reading.max(serving.writing).max(serving.uploading)
}

fn uses(course: &Course<'_>) -> [Use; 4] {
    let stands = [&course.at_once, &course.settled, &course.returned];
    let levels = |of: fn(&Serving) -> Level| stands.map(|standing| of(&standing.serving));
    let writing = levels(|serving| serving.writing);
    [
        Use { what: "Read pages", levels: levels(|serving| serving.reading) },
        Use { what: "Log in", levels: writing },
        Use { what: "Write", levels: writing },
        Use { what: "Upload files", levels: levels(|serving| serving.uploading) },
    ]
}

fn notes(topology: &Topology, course: &Course<'_>) -> Vec<String> {
    let answered = course.evictions != Evictions::NoControlPlane;
    let full = course.budgets.iter().filter(|budget| answered && budget.allowed() == 0);
    let mut notes: Vec<String> = full
        .map(|budget| {
            format!(
                "A drain is refused pods of {}: {} are ready, and {} are needed.",
                budget.tier.component(),
                budget.healthy,
                budget.desired
            )
        })
        .collect();
    let of_class = topology.volumes.iter().any(|volume| {
        matches!(volume.backing, Backing::Class(_)) && volume.access == Access::OneNode
    });
    if of_class {
        notes.push("Volumes of a StorageClass are taken to follow their pods.".to_owned());
    }
    notes
}
