//! The drawing of a rehearsal: what fails and what does not serve is marked, and pods stand where they go.

use super::Answer;
use super::pods::{Word, said_of};
use super::struck::{self, Struck, cuts, machine_word, say, struck};
use crate::design::Design;
use crate::editor::scene::{PodBox, Point, Scene};
use crate::editor::{Editor, Thing, lay_out};
use crate::simulate::failure::Standing;
use crate::simulate::fault::Fault;
use crate::simulate::placement::State;
use crate::simulate::serving::Level;
use crate::topology::{Backing, Placement, Pod, Tier, Topology};
use std::collections::BTreeMap;

/// The time that is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The first seconds.
    AtOnce,
    /// Come to rest.
    #[default]
    Settled,
    /// What failed is back.
    Returned,
}

impl Phase {
    /// All of them, in their order.
    pub const ALL: [Phase; 3] = [Phase::AtOnce, Phase::Settled, Phase::Returned];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::AtOnce => "At once",
            Phase::Settled => "Settled",
            Phase::Returned => "Once back",
        }
    }

    fn of(self, answer: &Answer) -> &Standing {
        let [at_once, settled, returned] = &answer.standings;
        match self {
            Phase::AtOnce => at_once,
            Phase::Settled => settled,
            Phase::Returned => returned,
        }
    }
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Staged {
    /// The drawing.
    pub scene: Scene,
    /// What has failed.
    pub failed: Vec<Thing>,
    /// What has not, and does not do its work.
    pub ailing: Vec<Thing>,
    /// Where pods were that are elsewhere now.
    pub left: Vec<PodBox>,
    /// Links that are cut, from machine to machine.
    pub cuts: Vec<(Point, Point)>,
}

/// The ordinals of places that pods have left begin here: no design has so many.
const LEFT: usize = 1 << 20;

/// The drawing of what became of the site.
pub fn staged(editor: &Editor, answer: &Answer, phase: Phase, narrow: bool) -> Staged {
    let (design, topology) = (editor.design(), editor.topology());
    let mut moved = topology.clone();
    if phase != Phase::AtOnce {
        put(&mut moved, answer, phase);
    }
    let mut scene = lay_out(design, &moved, &editor.marks(), narrow);
    let is_left = |pod: &PodBox| {
        let ordinal = match pod.thing {
            Thing::Site(at) | Thing::Haproxy(at) | Thing::Replica(at) | Thing::Member(at) => at,
            _ => 0,
        };
        ordinal >= LEFT
    };
    let left = scene.pods.iter().filter(|pod| is_left(pod)).cloned().collect();
    scene.pods.retain(|pod| !is_left(pod));
    let mut stage = Stage {
        design,
        topology,
        answer,
        phase,
        faults: lasting(answer, phase),
        failed: Vec::new(),
        ailing: Vec::new(),
    };
    stage.machines(&mut scene);
    stage.pods(&mut scene);
    stage.storage(&mut scene);
    stage.rails(&mut scene);
    let cuts = cuts(&stage.faults, &scene);
    let Stage { mut failed, mut ailing, .. } = stage;
    for list in [&mut failed, &mut ailing] {
        list.sort_unstable();
        list.dedup();
    }
    Staged { scene, failed, ailing, left, cuts }
}

/// Puts pods where they are made anew, and what marks the place into the place that they left.
fn put(topology: &mut Topology, answer: &Answer, phase: Phase) {
    for fate in &answer.fates {
        let Some(pod) = topology.pods.get_mut(fate.pod) else { continue };
        let host = match fate.after {
            State::Runs(host) => Some(host),
            State::Pending | State::Unmade if phase == Phase::Settled => None,
            _ => continue,
        };
        let before = pod.clone();
        pod.placement = Placement::Predicted { host, candidates: fate.fits.clone() };
        if host.is_some() && phase == Phase::Settled && before.placement.host().is_some() {
            let ordinal = LEFT + before.ordinal;
            topology.pods.push(Pod { ordinal, cpu: 0, memory: 0, ..before });
        }
    }
}

/// What of the faults is still so then.
fn lasting(answer: &Answer, phase: Phase) -> Vec<Fault> {
    let stays = |fault: &Fault| match fault {
        Fault::DiskLost(_)
        | Fault::PodStopped(_)
        | Fault::VolumeLost(_)
        | Fault::EtcdCorrupt(_) => true,
        Fault::PodCrashed(_) => phase == Phase::AtOnce,
        _ => phase != Phase::Returned,
    };
    answer.faults.iter().copied().filter(stays).collect()
}

pub(super) struct Stage<'a> {
    design: &'a Design,
    pub(super) topology: &'a Topology,
    pub(super) answer: &'a Answer,
    pub(super) phase: Phase,
    pub(super) faults: Vec<Fault>,
    failed: Vec<Thing>,
    ailing: Vec<Thing>,
}

impl Stage<'_> {
    pub(super) fn standing(&self) -> &Standing {
        self.phase.of(self.answer)
    }

    pub(super) fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// What became of a machine, in a word.
    pub(super) fn machine(&self, host: usize) -> Option<&'static str> {
        machine_word(&self.faults, host)
    }

    pub(super) fn name(&self, host: usize) -> &str {
        self.topology.hosts.get(host).map_or("", |host| host.name.as_str())
    }

    fn machines(&mut self, scene: &mut Scene) {
        for machine in &mut scene.machines {
            let (list, word) = match struck(self.design, &self.faults, machine.index) {
                Some(Struck::Away(word)) => (&mut self.failed, word),
                Some(Struck::Ails(word)) => (&mut self.ailing, word),
                None => continue,
            };
            list.push(Thing::Machine(machine.index));
            say(machine, word);
        }
    }

    fn pods(&mut self, scene: &mut Scene) {
        let places: BTreeMap<Thing, usize> = self
            .topology
            .pods
            .iter()
            .enumerate()
            .filter_map(|(at, pod)| Some((Thing::of_pod(pod)?, at)))
            .collect();
        for pod in &mut scene.pods {
            let Some(at) = places.get(&pod.thing) else { continue };
            let (word, failed) = match self.pod(*at, pod.thing) {
                Word::As => continue,
                Word::Said(word) => (word, None),
                Word::Ails(word) => (word, Some(false)),
                Word::Failed(word) => (word, Some(true)),
            };
            match failed {
                Some(true) => self.failed.push(pod.thing),
                Some(false) => self.ailing.push(pod.thing),
                None => {}
            }
            pod.spoken = format!("{}, {word}", pod.spoken);
            // A small one has room for a few signs only.
            if !pod.small || word.chars().count() < 12 {
                pod.detail = word;
            }
        }
    }

    fn storage(&mut self, scene: &mut Scene) {
        let export = struck::export(self.design, self.topology, &self.faults, scene);
        self.failed.extend(export.map(|(thing, _)| thing));
        let word = export.map(|(_, word)| word);
        for folder in &mut scene.folders {
            let name = self.topology.folders.get(folder.index).map(|folder| &folder.name);
            let of = |fault: &Fault| match fault {
                Fault::VolumeLost(volume) => {
                    let volume = self.topology.volumes.get(*volume);
                    volume.is_some_and(|volume| match &volume.backing {
                        Backing::Folder(folder) => Some(folder) == name,
                        _ => false,
                    })
                }
                _ => false,
            };
            let lost = self.faults.iter().any(of) || word == Some("lost");
            if lost {
                "lost".clone_into(&mut folder.owner);
                folder.spoken = format!("{}, its data lost", folder.spoken);
            }
            if lost || word.is_some() {
                self.failed.push(Thing::Folder(folder.index));
            }
        }
    }

    fn rails(&mut self, scene: &mut Scene) {
        let Standing { etcd, database, serving } = self.phase.of(self.answer);
        let ready = self.ready();
        let sites = self.topology.pods_of(Tier::Wordpress).count();
        for rail in &mut scene.rails {
            let (state, works) = match rail.tier {
                Tier::Etcd if etcd.members == 0 => continue,
                Tier::Etcd => {
                    let of = etcd.members;
                    match etcd.together.len() {
                        0 => (format!("no quorum, {} of {of}", etcd.running.len()), false),
                        some => (format!("quorum, {some} of {of}"), true),
                    }
                }
                Tier::Percona | Tier::Haproxy => said_of(database),
                _ if serving.reading == Level::Stops => {
                    (format!("down, {ready} of {sites} run"), false)
                }
                _ => (format!("{ready} of {sites} ready"), true),
            };
            if !works {
                self.ailing.push(Thing::of_tier(rail.tier));
            }
            rail.spoken = format!("{}, {state}", rail.spoken);
            rail.state = state;
        }
        if let Some(way_in) = &mut scene.way_in {
            let said = match serving.reading {
                Level::Works => return,
                Level::Partly => "some requests fail",
                Level::Stops => "nobody is answered",
            };
            if serving.reading == Level::Stops {
                self.ailing.push(Thing::WayIn);
            }
            way_in.spoken = format!("{}, {said}", way_in.spoken);
            said.clone_into(&mut way_in.text);
        }
    }

    /// How many replicas of WordPress run.
    fn ready(&self) -> usize {
        let pods = self.topology.pods.iter().enumerate();
        let sites = pods.filter(|(_, pod)| pod.tier == Tier::Wordpress);
        let runs = |at: usize, pod: &Pod| match (self.phase, self.answer.states.get(at)) {
            (Phase::AtOnce, _) => {
                let host = pod.placement.host();
                let dead = [Fault::PodCrashed(at), Fault::PodStopped(at)];
                host.is_some_and(|host| self.machine(host).is_none())
                    && !dead.into_iter().any(|fault| self.has(fault))
            }
            (Phase::Settled, state) => matches!(state, Some(State::Runs(_))),
            (Phase::Returned, _) => pod.placement.host().is_some(),
        };
        sites.filter(|(at, pod)| runs(*at, pod)).count()
    }
}
