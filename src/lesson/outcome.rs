//! What is struck in a lesson, and what becomes of the site, in one word.

use super::Seen;
use crate::simulate::Site;
use crate::simulate::failure::{Course, Matter, course};
use crate::simulate::fault::Fault;
use crate::simulate::harm::Harm;
use crate::simulate::placement::ClassVolumes;
use crate::simulate::serving::Level;
use crate::topology::Tier;

/// What fails. It speaks of parts, not of names: the learner may have named them anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// The first machine that runs pods goes down.
    Worker,
    /// The first two of them.
    TwoWorkers,
    /// The machine that serves the export goes down.
    FileServer,
    /// Every machine loses its power.
    Power,
    /// The first member of etcd ends.
    Member,
    /// All replicas of the database end at once.
    Database,
    /// The second replica of the database loses its volume.
    Volume,
}

impl Blow {
    /// The faults that it is in this design.
    pub fn faults(self, seen: &Seen) -> Vec<Fault> {
        let topology = seen.topology;
        let workers = || {
            let hosts = topology.hosts.iter().enumerate();
            hosts.filter(|(_, host)| host.runs_pods()).map(|(at, _)| Fault::MachineDown(at))
        };
        let crashed = |tier: Tier| {
            let pods = topology.pods.iter().enumerate().filter(move |(_, pod)| pod.tier == tier);
            pods.map(|(at, _)| Fault::PodCrashed(at))
        };
        match self {
            Blow::Worker => workers().take(1).collect(),
            Blow::TwoWorkers => workers().take(2).collect(),
            Blow::FileServer => {
                let server = seen.design.nfs.as_ref().map(|nfs| &nfs.machine);
                let at = topology.hosts.iter().position(|host| Some(&host.name) == server);
                at.map(Fault::MachineDown).into_iter().collect()
            }
            Blow::Power => (0..topology.hosts.len()).map(Fault::MachineDown).collect(),
            Blow::Member => crashed(Tier::Etcd).take(1).collect(),
            Blow::Database => crashed(Tier::Percona).collect(),
            Blow::Volume => {
                let volumes = topology.volumes.iter().enumerate();
                let own = volumes.filter(|(_, volume)| volume.tier == Tier::Percona);
                own.map(|(at, _)| Fault::VolumeLost(at)).skip(1).take(1).collect()
            }
        }
    }
}

/// What becomes of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    GoesOn,
    /// It pauses, and goes on by itself.
    Pauses,
    /// Pages and logins go on; what was uploaded waits.
    UploadsWait,
    /// It stops until what failed is back.
    Waits,
    /// It stops until a person has decided or mended something.
    Person,
    /// Data are lost but for a backup.
    Lost,
}

/// All of them, as a learner chooses.
pub const OUTCOMES: [Outcome; 6] = [
    Outcome::GoesOn,
    Outcome::Pauses,
    Outcome::UploadsWait,
    Outcome::Waits,
    Outcome::Person,
    Outcome::Lost,
];

impl Outcome {
    /// As a choice.
    pub fn words(self) -> &'static str {
        match self {
            Outcome::GoesOn => "The site goes on",
            Outcome::Pauses => "It pauses, and goes on by itself",
            Outcome::UploadsWait => "Pages go on; uploaded files wait",
            Outcome::Waits => "It stops until what failed is back",
            Outcome::Person => "It stops until a person acts",
            Outcome::Lost => "Data are lost but for a backup",
        }
    }
}

/// The course of a blow, as the simulator has it.
pub fn struck<T>(seen: &Seen, blow: Blow, read: impl FnOnce(&Site, &Course) -> T) -> T {
    let site = Site::drawn(seen.design, seen.topology, ClassVolumes::Anywhere);
    let course = course(&site, &blow.faults(seen), false);
    read(&site, &course)
}

/// What becomes of the site.
pub fn outcome(course: &Course) -> Outcome {
    let (settled, returned) = (&course.settled.serving, &course.returned.serving);
    let lost = |task: &Matter| matches!(task, Matter::Database | Matter::Files);
    if course.harms.has(Harm::Data) || course.tasks.iter().any(|task| lost(&task.what)) {
        Outcome::Lost
    } else if settled.reading == Level::Stops && returned.reading == Level::Stops {
        Outcome::Person
    } else if settled.reading == Level::Stops {
        Outcome::Waits
    } else if settled.uploading == Level::Stops {
        Outcome::UploadsWait
    } else if course.pauses() {
        Outcome::Pauses
    } else {
        Outcome::GoesOn
    }
}
