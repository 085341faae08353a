//! What is said of pods and of the database on the drawing of a rehearsal.

use super::stage::{Phase, Stage};
use crate::editor::Thing;
use crate::simulate::database::Database;
use crate::simulate::failure::Standing;
use crate::simulate::fault::Fault;
use crate::simulate::placement::State;
use crate::simulate::serving::{Cause, Level};
use crate::topology::{Pod, Tier};

impl Stage<'_> {
    /// What is to be said of a pod.
    pub(super) fn pod(&self, at: usize, thing: Thing) -> Word {
        let Some(pod) = self.topology.pods.get(at) else { return Word::As };
        let claim = pod.claims.first();
        let lost = |fault: &Fault| match fault {
            Fault::VolumeLost(volume) => {
                let volume = self.topology.volumes.get(*volume);
                volume.is_some_and(|volume| Some(&volume.claim) == claim)
            }
            _ => false,
        };
        if self.has(Fault::PodStopped(at)) {
            return Word::Failed("stopped".to_owned());
        }
        if pod.tier != Tier::Wordpress && self.faults.iter().any(lost) {
            return Word::Failed("volume lost".to_owned());
        }
        if matches!(thing, Thing::Member(member) if self.has(Fault::EtcdCorrupt(member))) {
            return Word::Failed("data damaged".to_owned());
        }
        let home = pod.placement.host();
        let state = self.answer.states.get(at).copied();
        match (self.phase, state) {
            (Phase::Settled, Some(State::Held(host))) => {
                return Word::Failed(format!("waits for {}", self.name(host)));
            }
            (Phase::Settled, Some(State::Lost(host))) => {
                let word = self.machine(host).unwrap_or("not heard");
                return Word::Failed(format!("{word} with its machine"));
            }
            (Phase::Settled, Some(State::Pending | State::Unmade)) if home.is_some() => {
                return Word::Failed("Pending".to_owned());
            }
            (Phase::Settled, Some(State::Runs(host))) if home != Some(host) => {
                return match self.serves(pod, thing) {
                    Word::Ails(word) => Word::Ails(word),
                    _ => Word::Said(format!("here after {}", self.answer.moved_at)),
                };
            }
            _ => {}
        }
        if let Some(word) = home.and_then(|host| self.machine(host)) {
            return Word::Failed(format!("{word} with its machine"));
        }
        if self.has(Fault::PodCrashed(at)) {
            return Word::Failed("crashed".to_owned());
        }
        self.serves(pod, thing)
    }

    /// What a pod that runs does.
    fn serves(&self, pod: &Pod, thing: Thing) -> Word {
        let Standing { etcd, database, serving } = self.standing();
        let at = pod.ordinal;
        match thing {
            Thing::Replica(_) if pod.placement.host().is_some() => replica(database, at),
            Thing::Member(_) if etcd.together.contains(&at) => Word::As,
            Thing::Member(_) if pod.placement.host().is_some() => {
                Word::Ails("no majority".to_owned())
            }
            Thing::Site(_) if serving.reading == Level::Stops => {
                let files = serving
                    .causes
                    .iter()
                    .any(|cause| matches!(cause, Cause::FilesAway | Cause::FilesLost));
                Word::Ails(if files { "waits for its files" } else { "has no database" }.to_owned())
            }
            _ => Word::As,
        }
    }
}

/// What is to be said of a pod.
pub(super) enum Word {
    /// What is said of it at rest.
    As,
    /// This.
    Said(String),
    /// This: it runs, and does not do its work.
    Ails(String),
    /// This: it does not run.
    Failed(String),
}

fn replica(database: &Database, ordinal: usize) -> Word {
    if database.hung.contains(&ordinal) {
        Word::Ails("hangs on its files".to_owned())
    } else if database.writer() == Some(ordinal) {
        Word::Said("Synced, writer".to_owned())
    } else if database.serving.contains(&ordinal) {
        Word::Said("Synced".to_owned())
    } else if database.primary.contains(&ordinal) {
        Word::Ails("its gate is shut".to_owned())
    } else {
        Word::Ails("no primary".to_owned())
    }
}

/// What a rail says of the database, and whether it serves.
pub(super) fn said_of(database: &Database) -> (String, bool) {
    let (now, of) = (database.primary.len(), database.group.weights.len());
    match (database.serving.is_empty(), now, database.hung.is_empty()) {
        (false, ..) => (format!("Primary, {now} of {of}"), true),
        (true, 0, _) => ("no primary".to_owned(), false),
        (true, _, false) => ("waits for its files".to_owned(), false),
        (true, ..) => (format!("gate shut, {now} of {of}"), false),
    }
}
