//! The drawing at a moment of a start: each thing says how it stands, and what waits is marked.

use super::course::{Course, Stood};
use super::pods::{Look, Said, pod};
use super::starting::Starting;
use super::waiting::waiting;
use crate::editor::rehearsal::struck::{self, Struck, cuts, struck};
use crate::editor::scene::{PodBox, Point, Rect, Scene};
use crate::editor::words::{width, with_mark};
use crate::editor::{Editor, Thing, lay_out};
use crate::simulate::deploy::{Phase, Sort, Thing as Named};
use crate::simulate::fault::Fault;
use crate::topology::{Backing, Placement, Tier, Topology};
use std::collections::BTreeMap;

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct At {
    /// The drawing.
    pub scene: Scene,
    /// What is away.
    pub failed: Vec<Thing>,
    /// What is there, and not as it should be.
    pub ailing: Vec<Thing>,
    /// What is not there yet.
    pub coming: Vec<Thing>,
    /// What waits.
    pub waiting: Vec<Thing>,
    /// From what waits to what it waits for.
    pub lines: Vec<(Point, Point)>,
    /// Links that are cut, from machine to machine.
    pub cuts: Vec<(Point, Point)>,
}

/// So many lines are drawn; of more than that nobody sees where one leads.
const MOST_LINES: usize = 40;
/// What a letter of the small words takes; those of what is not as it should be are bold.
const LETTER: f64 = 5.7;
const BOLD: f64 = 6.4;

/// The drawing as all stands at that time.
pub fn at_start(
    editor: &Editor,
    course: &Course,
    starting: &Starting,
    at: u64,
    narrow: bool,
) -> At {
    let (design, topology) = (editor.design(), editor.topology());
    let mut moved = topology.clone();
    put(&mut moved, course, at);
    let mut stage = Stage {
        editor,
        topology,
        course,
        at,
        stands: course.stands(at),
        faults: starting.on(at).filter_map(|one| one.fault(topology)).collect(),
        drawn: At { scene: lay_out(design, &moved, &editor.marks(), narrow), ..At::default() },
    };
    stage.machines();
    stage.pods();
    stage.storage();
    stage.rails();
    stage.waits();
    let Stage { faults, mut drawn, .. } = stage;
    for list in [&mut drawn.failed, &mut drawn.ailing, &mut drawn.coming, &mut drawn.waiting] {
        list.sort_unstable();
        list.dedup();
    }
    drawn.cuts = cuts(&faults, &drawn.scene);
    drawn
}

/// A pod of the history.
fn named(name: &str) -> Named {
    Named { sort: Sort::Pod, name: name.to_owned() }
}

/// Puts pods where this start has them: where they are, and before that where they go. Those that it does not come
/// to stand where they would, but for one that the scheduler finds no room for.
fn put(topology: &mut Topology, course: &Course, at: u64) {
    let hosts: Vec<String> = topology.hosts.iter().map(|host| host.name.to_string()).collect();
    let stands = course.stands(at);
    for pod in &mut topology.pods {
        let name = named(&pod.name);
        let stood = stands.get(&name);
        let pends =
            stood.and_then(|stood| stood.waits).is_some_and(|wait| wait.on == "kube-scheduler");
        let place = stood.and_then(|stood| stood.place);
        let place = place.or_else(|| course.placed_after(&name, at));
        let host = match place {
            Some(place) => hosts.iter().position(|host| host == place),
            None if pends => None,
            None => pod.placement.host(),
        };
        // What is pinned there keeps its sign.
        let pinned = host.is_some_and(|host| pod.placement == Placement::Pinned(host));
        if !pinned {
            pod.placement = Placement::Predicted { host, candidates: Vec::new() };
        }
    }
}

struct Stage<'a> {
    editor: &'a Editor,
    topology: &'a Topology,
    course: &'a Course,
    at: u64,
    stands: BTreeMap<&'a Named, Stood<'a>>,
    faults: Vec<Fault>,
    drawn: At,
}

impl Stage<'_> {
    fn stood(&self, sort: Sort, name: &str) -> Option<&Stood<'_>> {
        self.stands.get(&Named { sort, name: name.to_owned() })
    }

    /// How many pods of a tier are ready, of how many.
    fn ready(&self, tier: Tier) -> (usize, usize) {
        let is_ready = |name: &str| {
            self.stood(Sort::Pod, name).is_some_and(|stood| stood.phase == Phase::Ready)
        };
        let ready = self.topology.pods_of(tier).filter(|pod| is_ready(&pod.name)).count();
        (ready, self.topology.pods_of(tier).count())
    }

    fn machines(&mut self) {
        let mut scene = std::mem::take(&mut self.drawn.scene);
        for machine in &mut scene.machines {
            let away = |stood: &Stood<'_>| stood.phase == Phase::Away;
            let silent = self.stood(Sort::Machine, &machine.name).is_some_and(away);
            let of_faults = struck(self.editor.design(), &self.faults, machine.index);
            let (list, word) = match of_faults.or(silent.then_some(Struck::Ails("NotReady"))) {
                Some(Struck::Away(word)) => (&mut self.drawn.failed, word),
                Some(Struck::Ails(word)) => (&mut self.drawn.ailing, word),
                None => continue,
            };
            list.push(Thing::Machine(machine.index));
            struck::say(machine, word);
        }
        self.drawn.scene = scene;
    }

    fn pods(&mut self) {
        let names: BTreeMap<Thing, (&str, usize)> = self
            .topology
            .pods
            .iter()
            .filter_map(|pod| Some((Thing::of_pod(pod)?, (pod.name.as_str(), pod.ordinal))))
            .collect();
        let mut scene = std::mem::take(&mut self.drawn.scene);
        for drawn in &mut scene.pods {
            let Some((name, ordinal)) = names.get(&drawn.thing) else { continue };
            let stood = self.stood(Sort::Pod, name);
            let place = stood.and_then(|stood| stood.place);
            let said = self.cluster(pod(stood), drawn.thing, *ordinal);
            let place = place.map(str::to_owned);
            let on = match &place {
                Some(place) => format!("{}, on {place}", drawn.title),
                None => drawn.title.clone(),
            };
            drawn.spoken = with_mark(on, drawn.mark);
            say(drawn, &said);
            match said.look {
                // A full edge is where it is, any other where it will be.
                Look::Fine if place.is_none() => self.drawn.coming.push(drawn.thing),
                Look::Fine => {}
                Look::Coming => self.drawn.coming.push(drawn.thing),
                Look::Ails => self.drawn.ailing.push(drawn.thing),
                Look::Failed => self.drawn.failed.push(drawn.thing),
            }
        }
        self.drawn.scene = scene;
    }

    /// Where there are two clusters, a replica says of which it is.
    fn cluster(&self, said: Said, thing: Thing, ordinal: usize) -> Said {
        let name = format!("percona-{ordinal}");
        let clusters = self.course.clusters(self.at);
        let own = clusters.iter().position(|members| members.contains(&name));
        match own.filter(|_| matches!(thing, Thing::Replica(_)) && said.look == Look::Fine) {
            Some(own) => Said {
                word: format!("cluster {}, {}", own + 1, said.word),
                look: Look::Ails,
                ..said
            },
            None => said,
        }
    }

    fn storage(&mut self) {
        let mut scene = std::mem::take(&mut self.drawn.scene);
        let design = self.editor.design();
        let export = struck::export(design, self.topology, &self.faults, &mut scene);
        self.drawn.failed.extend(export.map(|(thing, _)| thing));
        for folder in &mut scene.folders {
            let thing = Thing::Folder(folder.index);
            let (said, look) = self.folder(folder.index);
            let look = if export.is_some() { Look::Failed } else { look };
            folder.spoken = format!("{}, {said}", folder.spoken);
            folder.owner = fitted(&said, LETTER, folder.rect.w - 28.0 - width(&folder.name, 6.6));
            match look {
                Look::Failed => self.drawn.failed.push(thing),
                Look::Coming => self.drawn.coming.push(thing),
                Look::Fine | Look::Ails => {}
            }
        }
        self.drawn.scene = scene;
    }

    /// What is said of a folder: whether a claim has the volume that it is behind.
    fn folder(&self, index: usize) -> (String, Look) {
        let name = self.topology.folders.get(index).map(|folder| folder.name.as_str());
        let own = self.topology.volumes.iter().enumerate().find(|(_, volume)| {
            matches!(&volume.backing, Backing::Folder(folder) if Some(folder.as_str()) == name)
        });
        let Some((place, own)) = own else { return (String::new(), Look::Fine) };
        if self.faults.contains(&Fault::VolumeLost(place)) {
            return ("lost".to_owned(), Look::Failed);
        }
        let by = self.stands.iter().find(|(thing, stood)| {
            let to = stood.told.and_then(|event| event.to.as_deref());
            thing.sort == Sort::Claim && to.is_some() && to == own.volume.as_deref()
        });
        match by {
            Some((thing, _)) if thing.name == own.claim => ("bound".to_owned(), Look::Fine),
            Some((thing, _)) => (format!("bound by {}", thing.name), Look::Fine),
            None if self.stood(Sort::Claim, &own.claim).is_some() => {
                ("not bound yet".to_owned(), Look::Fine)
            }
            None => ("no claim yet".to_owned(), Look::Coming),
        }
    }

    fn rails(&mut self) {
        let mut scene = std::mem::take(&mut self.drawn.scene);
        for rail in &mut scene.rails {
            let (ready, of) = self.ready(rail.tier);
            let count = format!("{ready} of {of} ready");
            let (word, look) = match rail.tier {
                Tier::Etcd => self.etcd(),
                Tier::Percona | Tier::Haproxy => self.database(),
                _ => self.site(ready),
            };
            let thing = Thing::of_tier(rail.tier);
            match look {
                Look::Coming => self.drawn.coming.push(thing),
                Look::Ails | Look::Failed => self.drawn.ailing.push(thing),
                Look::Fine => {}
            }
            let state = if word.is_empty() { count } else { format!("{word}, {count}") };
            rail.spoken = format!("{}, {state}", rail.spoken);
            rail.state = state;
        }
        let (ready, _) = self.ready(Tier::Wordpress);
        if let Some(way_in) = scene.way_in.as_mut().filter(|_| ready == 0) {
            let said = "nobody is answered yet";
            self.drawn.coming.push(Thing::WayIn);
            way_in.spoken = format!("{}, {said}", way_in.spoken);
            said.clone_into(&mut way_in.text);
        }
        self.drawn.scene = scene;
    }

    fn etcd(&self) -> (&'static str, Look) {
        match self.stood(Sort::Etcd, "").map(|stood| stood.phase) {
            None | Some(Phase::Made) => ("no majority yet", Look::Coming),
            Some(Phase::Ready) => ("majority", Look::Fine),
            Some(_) => ("no majority", Look::Ails),
        }
    }

    fn database(&self) -> (&'static str, Look) {
        if !self.course.clusters(self.at).is_empty() {
            return ("two clusters", Look::Ails);
        }
        match self.stood(Sort::Database, "").map(|stood| stood.phase) {
            None => ("not founded yet", Look::Coming),
            Some(Phase::Failed) => ("no primary", Look::Ails),
            Some(_) => ("Primary", Look::Fine),
        }
    }

    fn site(&self, ready: usize) -> (&'static str, Look) {
        match self.stood(Sort::Pod, "wordpress-install").map(|stood| stood.phase) {
            Some(Phase::Done) => ("", if ready == 0 { Look::Coming } else { Look::Fine }),
            Some(Phase::Failed) => ("the install Job failed", Look::Ails),
            _ => ("not installed yet", Look::Coming),
        }
    }

    /// Signs on what waits, and lines to what it waits for.
    fn waits(&mut self) {
        for one in waiting(self.course, self.topology, self.at) {
            let (from, to) = one.ends;
            let Some(from) = from else { continue };
            self.drawn.waiting.push(from);
            let scene = &self.drawn.scene;
            // A pod that waits for its own machine lies in it.
            let ends = to.filter(|to| *to != from).and_then(|to| {
                let (near, far) = (scene.rect_of(from)?, scene.rect_of(to)?);
                (!far.holds(near.middle())).then(|| line(near, far))
            });
            if self.drawn.lines.len() < MOST_LINES {
                self.drawn.lines.extend(ends);
            }
        }
    }
}

/// From the edge of one rectangle to the nearest of the other, below or above it.
fn line(from: Rect, to: Rect) -> (Point, Point) {
    let x = |rect: Rect, towards: f64| {
        towards.clamp(rect.x + 10.0, (rect.right() - 10.0).max(rect.x + 10.0))
    };
    let (start, end) = (from.middle(), to.middle());
    let (near, far) = (x(from, end.x), x(to, start.x));
    if to.y >= from.bottom() {
        (Point { x: near, y: from.bottom() }, Point { x: far, y: to.y })
    } else if to.bottom() <= from.y {
        (Point { x: near, y: from.y }, Point { x: far, y: to.bottom() })
    } else if to.x >= from.right() {
        (Point { x: from.right(), y: start.y }, Point { x: to.x, y: end.y })
    } else {
        (Point { x: from.x, y: start.y }, Point { x: to.right(), y: end.y })
    }
}

/// Writes on a pod what is said of it, as far as there is room.
fn say(pod: &mut PodBox, said: &Said) {
    pod.spoken = match &said.why {
        Some(why) => format!("{}, {}: {why}", pod.spoken, said.word),
        None => format!("{}, {}", pod.spoken, said.word),
    };
    let room = if pod.small {
        pod.rect.w - 50.0 - width(&pod.title, 6.0)
    } else {
        pod.rect.w - if pod.pinned { 58.0 } else { 40.0 }
    };
    let bold = matches!(said.look, Look::Ails | Look::Failed) && !pod.small;
    pod.detail = fitted(&said.word, if bold { BOLD } else { LETTER }, room);
}

/// As much of it as there is room for; nothing where that says nothing.
fn fitted(words: &str, letter: f64, room: f64) -> String {
    if width(words, letter) <= room {
        return words.to_owned();
    }
    let mut fits = String::new();
    for sign in words.chars() {
        if width(&fits, letter) + 2.0 * letter > room {
            break;
        }
        fits.push(sign);
    }
    if fits.chars().count() < 6 { String::new() } else { format!("{}…", fits.trim_end()) }
}
