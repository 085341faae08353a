//! What changes from one bundle to another, and what it takes on a cluster that runs the first.
//!
//! Objects are compared as the API server gets them. Which fields it lets nobody change is the
//! subject of `immutable`, with sources; the commands are the runbook's own.

mod cluster;
mod immutable;
mod moves;
mod object;
mod plan;
mod procedure;
#[cfg(test)]
mod tests;

pub use plan::plan;

use super::Bundle;
use crate::file::File;
use similar::TextDiff;
use std::collections::BTreeMap;

/// What a change takes on a living cluster, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    /// `./deploy.sh` of the new bundle does it.
    InPlace,
    /// A person runs commands first.
    WithSteps,
    /// The cluster is made anew, and a backup restored into it.
    NewCluster,
}

impl Effort {
    /// In words: "in place", "with steps", "new cluster".
    pub const fn words(self) -> &'static str {
        match self {
            Effort::InPlace => "in place",
            Effort::WithSteps => "with steps",
            Effort::NewCluster => "new cluster",
        }
    }
}

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Something of the cluster as a whole, or of a machine.
    Cluster(String),
    /// A Kubernetes object, as kubectl takes it: `statefulset/percona`.
    Object(String),
    /// A file of the bundle.
    File(String),
}

/// Whether it is new, gone, or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// When a step is done. Those of one phase are done in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// In place of all others: the change cannot be made in one go, and the step says what can.
    Instead,
    /// Before anything else: the cluster and its machines.
    Machines,
    /// Members of etcd.
    Etcd,
    /// Replicas of the database.
    Database,
    /// Shared files, and objects that are made anew.
    Rest,
    /// After `./deploy.sh`.
    After,
}

/// Commands of a person, with the reason for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub phase: Phase,
    /// What is done, and what to see.
    pub what: String,
    /// The commands, in order, run in the new bundle's folder; may be empty.
    pub commands: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is changed.
    pub subject: Subject,
    /// How.
    pub what: What,
    /// What it takes.
    pub effort: Effort,
    /// Why it takes that.
    pub why: String,
    /// The steps. Where several changes need the same ones, they stand at the first of them.
    pub steps: Vec<Step>,
    /// For a file, its lines that differ, as `diff -u` shows them.
    pub text: String,
}

/// Everything that changes: the cluster, then objects in the order of need, then files by path.
pub fn diff(old: &Bundle, new: &Bundle) -> Vec<Change> {
    let mut changes = object::changes(old, new);
    cluster::prepend(old, new, &mut changes);
    procedure::attach(old, new, &mut changes);
    let mut changes: Vec<Change> = changes.into_iter().map(|found| found.change).collect();
    let mut files = files(old, new);
    procedure::run_scripts(new, &mut files);
    changes.append(&mut files);
    changes
}

/// The most that any of them takes; nothing changed is in place.
pub fn effort(changes: &[Change]) -> Effort {
    changes.iter().map(|change| change.effort).max().unwrap_or(Effort::InPlace)
}

/// A change, and the steps that it needs before they are written.
struct Found {
    change: Change,
    needs: Option<procedure::Procedure>,
}

fn files(old: &Bundle, new: &Bundle) -> Vec<Change> {
    // It follows from the others.
    let by_path = |bundle: &'_ Bundle| -> BTreeMap<String, File> {
        bundle
            .files
            .iter()
            .filter(|file| file.path != "SHA256SUMS")
            .map(|file| (file.path.clone(), file.clone()))
            .collect()
    };
    let (old, new) = (by_path(old), by_path(new));
    let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .filter_map(|path| {
            let (before, after) = (old.get(path), new.get(path));
            let what = match (before, after) {
                (None, Some(_)) => What::Added,
                (Some(_), None) => What::Removed,
                (Some(before), Some(after)) if before != after => What::Changed,
                _ => return None,
            };
            Some(Change {
                subject: Subject::File(path.clone()),
                what,
                effort: Effort::InPlace,
                why: "a file of the bundle".to_owned(),
                steps: Vec::new(),
                text: unified(path, before, after),
            })
        })
        .collect()
}

fn unified(path: &str, before: Option<&File>, after: Option<&File>) -> String {
    let text = |file: Option<&File>| {
        file.map_or_else(String::new, |file| String::from_utf8_lossy(&file.bytes).into_owned())
    };
    let (old, new) = (text(before), text(after));
    let name = |there: bool, side: &str| {
        if there { format!("{side}/{path}") } else { "/dev/null".to_owned() }
    };
    TextDiff::from_lines(&old, &new)
        .unified_diff()
        .context_radius(3)
        .header(&name(before.is_some(), "a"), &name(after.is_some(), "b"))
        .to_string()
}
