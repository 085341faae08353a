//! The one change of a design that takes most of the harmful sets away.
//!
//! Nothing is believed: each change is made, the design is checked, and the sets are counted again.

use super::cuts::{Cuts, Kind};
use super::damage::Site;
use super::placement::ClassVolumes;
use super::search::Search;
use crate::design::{
    BackupStorage, ClusterKind, Design, Edit, EtcdStorage, Files, PerconaStorage, Place, Share,
};
use crate::document::{Path, Tree};
use crate::rules::{Fix, check};
use crate::topology::Topology;

/// A change and what it brings.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The change. None of them is safe to make without a person: data may have to move.
    pub fix: Fix,
    /// The sets that there are with it.
    pub after: Cuts,
}

/// The best change of those that the rules and this module know: it leaves fewest sets, each counted for
/// each of its harms, those of one fault first. Nothing if none leaves fewer.
pub fn advice(
    design: &Design,
    class_volumes: ClassVolumes,
    size: usize,
    kinds: &[Kind],
    before: &Cuts,
) -> Option<Advice> {
    let mut advising = Advising::of(design, class_volumes, size, kinds, before);
    while advising.step(design) {}
    advising.end()
}

/// The same, a little at a time: the page goes on drawing meanwhile.
#[derive(Clone, Debug)]
pub struct Advising {
    class_volumes: ClassVolumes,
    size: usize,
    kinds: Vec<Kind>,
    before: Score,
    errors: usize,
    /// The changes that are still to be tried, the last first.
    left: Vec<Fix>,
    /// The one that is being tried.
    trial: Option<Trial>,
    best: Option<(Score, Advice)>,
}

/// A change that is being tried.
#[derive(Clone, Debug)]
struct Trial {
    fix: Fix,
    design: Design,
    topology: Topology,
    search: Option<Search>,
}

impl Advising {
    /// Begins it, with what the sets are now.
    pub fn of(
        design: &Design,
        class_volumes: ClassVolumes,
        size: usize,
        kinds: &[Kind],
        before: &Cuts,
    ) -> Self {
        let topology = Topology::of(design);
        let report = check(design, &topology);
        let fixes = report.findings().iter().filter_map(|finding| finding.fix.clone());
        let mut left: Vec<Fix> = changes(design, &topology).into_iter().chain(fixes).collect();
        left.reverse();
        Self {
            class_volumes,
            size,
            kinds: kinds.to_vec(),
            before: score(before),
            errors: report.errors(),
            left,
            trial: None,
            best: None,
        }
    }

    /// Looks a little further; whether there is more to look at. The design is the one that it began with.
    pub fn step(&mut self, design: &Design) -> bool {
        match self.trial.take() {
            Some(trial) => self.go_on(trial),
            None => match self.left.pop() {
                Some(fix) => self.trial = self.begin(design, fix),
                None => return false,
            },
        }
        true
    }

    /// The best of them.
    pub fn end(self) -> Option<Advice> {
        self.best.map(|(_, advice)| advice)
    }

    /// Nothing where the change cannot be made, changes nothing or brings an error.
    fn begin(&self, design: &Design, fix: Fix) -> Option<Trial> {
        let mut changed = design.clone();
        if changed.apply(&fix.edit).is_err() || changed == *design {
            return None;
        }
        let topology = Topology::of(&changed);
        let worse = check(&changed, &topology).errors() > self.errors;
        (!worse).then_some(Trial { fix, design: changed, topology, search: None })
    }

    fn go_on(&mut self, mut trial: Trial) {
        let site = Site::drawn(&trial.design, &trial.topology, self.class_volumes);
        let begin = || Search::of(&site, self.size, &self.kinds);
        let mut search = trial.search.take().unwrap_or_else(begin);
        if search.step(&site) {
            trial.search = Some(search);
            self.trial = Some(trial);
            return;
        }
        let after = search.end();
        let score = score(&after);
        let better = self.best.as_ref().is_none_or(|(least, _)| score < *least);
        if score < self.before && better {
            self.best = Some((score, Advice { fix: trial.fix, after }));
        }
    }
}

/// Harms of sets of one, and of all sets.
type Score = (usize, usize, usize);

fn score(cuts: &Cuts) -> Score {
    let ones = cuts.sets.iter().filter(|cut| cut.faults.len() == 1);
    (cuts.already.count(), ones.map(|cut| cut.harms.count()).sum(), cuts.count())
}

/// Changes that no rule proposes, as each costs something that is not wrong to have.
fn changes(design: &Design, topology: &Topology) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = Vec::new();
    let mut add = |title: String, edits: Vec<Edit>| {
        let edit = match edits.as_slice() {
            [one] => one.clone(),
            _ => Edit::Many(edits),
        };
        fixes.push(Fix { title, edit, safe: false });
    };
    let workers: Vec<&str> = topology
        .hosts
        .iter()
        .filter(|host| host.runs_pods())
        .map(|host| host.name.as_str())
        .collect();
    let text = |part: &str, key: &str, value: &str| {
        Edit::text(Place::field(part, key).path().clone(), value)
    };
    let replicas = design.percona.replicas.get() as usize;
    let local = (design.percona.storage == PerconaStorage::Nfs && workers.len() >= replicas)
        .then(|| text("percona", "storage", "local"));
    let uploads =
        (design.wordpress.share == Share::Site).then(|| text("wordpress", "share", "uploads"));
    if let (Some(local), Some(uploads)) = (&local, &uploads) {
        add(
            "Keep the database on local disks, and share only the uploads".to_owned(),
            vec![local.clone(), uploads.clone()],
        );
    }
    if let Some(local) = local {
        add("Keep the database on local disks".to_owned(), vec![local]);
    }
    if let Some(uploads) = uploads {
        add("Share only the uploads".to_owned(), vec![uploads]);
    }
    for more in [replicas + 1, replicas + 2].into_iter().filter(|more| more % 2 == 1) {
        if workers.len() >= more && design.percona.machines.is_empty() {
            let path = Place::field("percona", "replicas").path().clone();
            add(format!("Make it {more} replicas of the database"), vec![Edit::plain(path, more)]);
        }
    }
    let members = design.etcd.members.len();
    let more = if members.is_multiple_of(2) { members + 1 } else { members + 2 };
    let pins = crate::topology::etcd_pins(design);
    let free = workers.iter().filter(|name| !pins.contains(name));
    let pinned: Vec<Tree> = free
        .take(more - members)
        .map(|name| Tree::Mapping(vec![("machine".to_owned(), Tree::Text((*name).to_owned()))]))
        .collect();
    if pinned.len() == more - members {
        let unpinned = || vec![Tree::Mapping(Vec::new()); more - members];
        let new = if pins.is_empty() { unpinned() } else { pinned };
        let list = Path::top().key("etcd").key("members");
        let edits = new.into_iter().enumerate().map(|(at, value)| Edit::Insert {
            list: list.clone(),
            index: members + at,
            value,
        });
        add(format!("Make it {more} members of etcd"), edits.collect());
    }
    if let (Files::Nfs, ClusterKind::Existing, Some(class)) =
        (&design.wordpress.files, &design.cluster.kind, class(design))
    {
        let path = Place::field("wordpress", "files").path().clone();
        let value = Tree::Mapping(vec![("class".to_owned(), Tree::Text(class.clone()))]);
        add(
            format!("Keep WordPress' files on volumes of the class {class}"),
            vec![Edit::Set { path, value: Some(value) }],
        );
    }
    fixes
}

/// A StorageClass that the design names already; of those that many machines write to, if it can be.
fn class(design: &Design) -> Option<String> {
    match (&design.backups.storage, &design.percona.storage, &design.etcd.storage) {
        (BackupStorage::Class(class), ..)
        | (_, PerconaStorage::Class(class), _)
        | (.., EtcdStorage::Class(class)) => Some(class.to_string()),
        _ => None,
    }
}
