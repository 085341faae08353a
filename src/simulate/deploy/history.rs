//! What happened, as data.

use super::assumed::Assumed;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// `deploy.sh`.
    Script,
    /// An object of Kubernetes, by `kind/name` in small letters.
    Object,
    /// A claim.
    Claim,
    /// A machine.
    Machine,
    /// A pod; those of a Deployment by their number.
    Pod,
    /// etcd as a whole.
    Etcd,
    /// The database as a whole.
    Database,
    /// The autoscaler of WordPress.
    Autoscaler,
}

/// Something that has a phase: `pod/percona-0`, `claim/data-percona-0`, `machine/node-1`, `deploy.sh`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    /// What it is.
    pub sort: Sort,
    /// Its name; empty where there is one of the sort.
    pub name: String,
}

impl Thing {
    pub(super) fn new(sort: Sort, name: impl Into<String>) -> Self {
        Self { sort, name: name.into() }
    }

    pub(super) fn only(sort: Sort) -> Self {
        Self { sort, name: String::new() }
    }

    /// As a person calls it.
    pub fn word(&self) -> &str {
        match self.sort {
            Sort::Script => "deploy.sh",
            Sort::Etcd => "etcd",
            Sort::Database => "database",
            Sort::Autoscaler => "autoscaler",
            Sort::Object | Sort::Claim | Sort::Machine | Sort::Pod => &self.name,
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = match self.sort {
            Sort::Claim => "claim/",
            Sort::Machine => "machine/",
            Sort::Pod => "pod/",
            _ => "",
        };
        write!(f, "{before}{}", self.word())
    }
}

impl Serialize for Thing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A step of `deploy.sh` begins.
    Step,
    /// What `deploy.sh` prints.
    Says,
    /// An object, a claim or a pod was made.
    Made,
    /// A claim has its volume.
    Bound,
    /// The scheduler has chosen a machine.
    Placed,
    /// An image is loaded, or has been.
    Image,
    /// Containers begin.
    Started,
    /// A pod is ready.
    Ready,
    /// It is not any more.
    Unready,
    /// A container ended.
    Ended,
    /// etcd's members join, and have or lose their majority.
    Etcd,
    /// A step by which the database's members find each other.
    Discovery,
    /// Servers of the database make a group, copy, leave it.
    Group,
    /// The site: its installation.
    Site,
    /// The autoscaler looks.
    Scaled,
    /// Something waits, or waits for something else than before.
    Waits,
    /// Something fails that was asked to fail.
    Fault,
    /// And is mended.
    Mended,
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// It is there, and nothing has become of it yet.
    Made,
    /// A claim has its volume.
    Bound,
    /// Volumes, images and init containers are on their way.
    Preparing,
    /// It works at something.
    Running,
    /// It does what it is for.
    Ready,
    /// Its container ended and is started again after a while.
    BackingOff,
    /// It has done what it was for.
    Done,
    /// It will not go on by itself.
    Failed,
    /// What it is on, or it itself, is away.
    Away,
}

impl Phase {
    /// As the JSON has it.
    pub fn word(self) -> &'static str {
        match self {
            Phase::Made => "made",
            Phase::Bound => "bound",
            Phase::Preparing => "preparing",
            Phase::Running => "running",
            Phase::Ready => "ready",
            Phase::BackingOff => "backing-off",
            Phase::Done => "done",
            Phase::Failed => "failed",
            Phase::Away => "away",
        }
    }
}

/// For what a thing waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// What it waits for, as a [`Thing`] is written, or in words.
    pub on: String,
    /// Why.
    pub why: String,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// When: milliseconds since `deploy.sh` began.
    pub at: u64,
    /// To what.
    pub thing: Thing,
    /// What it is about.
    pub kind: Kind,
    /// What happened, in words.
    pub words: String,
    /// The machine that a pod goes to, or the volume that a claim is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// By which rule or fact; empty where the words say it.
    pub because: &'static str,
    /// How the thing stands from now on.
    pub phase: Phase,
    /// What it waits for from now on.
    pub waits: Option<Wait>,
    /// The line of the start script's or the sidecar's step log (`percona/contracts.md`), where it wrote one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<Value>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Outcome {
    /// `deploy.sh` is done, and there is one cluster.
    Deployed {
        /// When it was done, in milliseconds.
        at: u64,
    },
    /// `deploy.sh` is done or not; the database is more than one cluster.
    TwoClusters {
        /// When that was so first, in milliseconds.
        at: u64,
        /// The members of each.
        clusters: Vec<Vec<String>>,
    },
    /// `deploy.sh` stopped.
    Stopped {
        /// When, in milliseconds.
        at: u64,
        /// Its last word.
        says: String,
    },
    /// The time was up before `deploy.sh` had ended.
    Unfinished {
        /// What it was at.
        at_work: String,
    },
}

/// How a thing stands at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its phase.
    pub phase: Phase,
    /// For what it waits.
    pub waits: Option<Wait>,
}

/// One course of a start, from the first step of `deploy.sh` on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct History {
    /// The design's name.
    pub design: String,
    /// The seed of its chance.
    pub seed: u64,
    /// What was assumed.
    pub assumed: Assumed,
    /// How it ended.
    pub outcome: Outcome,
    /// When it was left, in milliseconds.
    pub end: u64,
    /// What happened, in order.
    pub events: Vec<Event>,
}

impl History {
    /// How each thing stands at a time, in milliseconds: what there is by then.
    pub fn at(&self, time: u64) -> BTreeMap<&Thing, Standing> {
        let mut stands = BTreeMap::new();
        for event in self.events.iter().take_while(|event| event.at <= time) {
            let standing = Standing { phase: event.phase, waits: event.waits.clone() };
            stands.insert(&event.thing, standing);
        }
        stands
    }

    /// Whether `deploy.sh` is done and left one cluster.
    pub fn is_deployed(&self) -> bool {
        matches!(self.outcome, Outcome::Deployed { .. })
    }
}
