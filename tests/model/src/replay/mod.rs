//! Replays the step logs of real runs: is each logged step one that the model allows in the moment that
//! was reached?
//!
//! A log does not tell everything. What Galera does inside (a server enters its group, gets its copy, the
//! group notices a death) and when a lease ends is not in it. So not one moment is kept but all that the
//! lines so far leave possible; a line that is possible in none of them is not allowed. A sidecar decides,
//! acts and tells, in this order: its step must have been the model's at some moment since its line before.
//! A waiting member's transaction compares all that its choice rests on: its step must be the model's in the
//! very moment. Positions are those of the log, by their rank. A server that stood still or was cut off takes
//! itself for primary until it notices, which the model does not have.

mod command;
mod happened;
mod line;
pub mod order;
mod sidecar;
mod start;

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::action::{Faults, What};
use crate::decisions::Step;
use crate::galera;
use crate::guards::Without;
use crate::model::{Model, Settings};
use crate::state::{Held, Local, State};

/// As many as the longest scenario scales up to.
pub const MEMBERS: usize = 5;
pub type Moment = State<MEMBERS>;

/// More moments than a log can leave open.
const MOST: usize = 100_000;

/// Why a log is not one of the protocol's.
#[derive(Debug)]
pub struct NotAllowed {
    pub line: Value,
    pub why: String,
}

/// The start script or the sidecar of a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Start,
    Sidecar,
}

/// A moment that is possible, and what each process could have decided since its last line.
#[derive(Clone, Copy)]
struct Node {
    state: Moment,
    offered: [[u64; 2]; MEMBERS],
}

#[derive(Clone)]
pub struct Replay {
    model: Model<MEMBERS>,
    nodes: Vec<Node>,
    /// Steps by the number of their bit.
    steps: Vec<(&'static str, &'static str)>,
    names: Names,
    /// TERM was sent, the server has not told of its end.
    ending: [bool; MEMBERS],
    /// Its server was started since it was elected.
    handed_over: [bool; MEMBERS],
    /// It stood still or was cut off, and may not have noticed that its group went on.
    unaware: [bool; MEMBERS],
    /// How many lines were steps that the model was asked about.
    pub asked: usize,
    /// The most moments that were possible at once.
    pub widest: usize,
    /// Lines that are possible only if a process stood still by itself.
    pub slow: usize,
}

/// What the log calls what the model numbers.
#[derive(Clone, Default)]
struct Names {
    uuids: Vec<String>,
    seqnos: Vec<i64>,
    volumes: [String; MEMBERS],
    lost: [String; MEMBERS],
    incarnations: [String; MEMBERS],
    /// What each told last of its group's configuration.
    configurations: [String; MEMBERS],
}

/// Replays the lines of a whole run, those of the test among them; how many steps were asked about.
pub fn replay(streams: &[order::Stream]) -> Result<Replay, NotAllowed> {
    let lines = order::merge(streams)?;
    let mut replay = Replay::new(&lines);
    for line in lines {
        let before = replay.clone();
        if let Err(why) = replay.line(&line) {
            replay = before
                .stood_still()
                .map_err(|_| NotAllowed { line: line.clone(), why: why.clone() })?;
            replay.line(&line).map_err(|_| NotAllowed { line, why })?;
        }
    }
    Ok(replay)
}

/// The step's name in the log, and words of its reason.
pub fn name_of(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::None => ("none", ""),
        Step::Wait(why) => ("wait", why),
        Step::Person(why) => ("person", why),
        Step::Lost => ("lost", ""),
        Step::Elect(..) => ("elect", ""),
        Step::Join => ("join", ""),
        Step::Bootstrap => ("bootstrap", ""),
        Step::Discard => ("discard", ""),
        Step::Publish { primary: true } => ("publish", "primary"),
        Step::Publish { primary: false } => ("publish", "running-non-primary"),
        Step::Register => ("register", ""),
        Step::Establish => ("establish", ""),
        Step::Widen => ("widen", ""),
        Step::Narrow => ("narrow", ""),
        Step::Seen => ("seen", ""),
        Step::Open => ("open", ""),
        Step::Shut(why) => ("shut", why),
        Step::Stop(why) => ("stop", why),
        Step::Restore => ("restore", ""),
    }
}

impl Replay {
    fn new(lines: &[Value]) -> Self {
        let model = Model::new(Settings {
            members: 0,
            faults: 255,
            kinds: Faults::ALL,
            commits: 0,
            decisions: 255,
            without: Without::NONE,
            symmetric: false,
            serving: false,
        });
        let mut first = model.first();
        first.roster = false;
        first.founding = false;
        let mut seqnos: Vec<i64> = lines
            .iter()
            .flat_map(|line| [&line["seqno"], &line["election"]["start"]])
            .filter_map(line::number)
            .collect();
        seqnos.sort_unstable();
        seqnos.dedup();
        let node = Node { state: first, offered: [[0; 2]; MEMBERS] };
        let names = Names { seqnos, ..Names::default() };
        Self {
            model,
            nodes: vec![node],
            steps: Vec::new(),
            names,
            ending: [false; MEMBERS],
            handed_over: [false; MEMBERS],
            unaware: [false; MEMBERS],
            asked: 0,
            widest: 1,
            slow: 0,
        }
    }

    fn bit(&mut self, step: (&'static str, &'static str)) -> u64 {
        let at = self.steps.iter().position(|known| *known == step).unwrap_or_else(|| {
            self.steps.push(step);
            self.steps.len() - 1
        });
        1 << at.min(63)
    }

    /// The model's step for a process of a member.
    fn step(&self, state: &Moment, i: usize, part: Part) -> Option<Step> {
        let me = &state.members[i];
        match part {
            Part::Start => (me.held != Held::Pod
                && me.phase == crate::state::Phase::Waiting
                && state.reaches_etcd(me))
            .then(|| self.model.protocol.next_step(state, i)),
            Part::Sidecar => (me.held == Held::No && me.runs() && !me.stop)
                .then(|| self.model.protocol.look(state, i)),
        }
    }

    /// The moment as a server takes it that has not noticed what became of its group: that went on without
    /// it, or lost its quorum meanwhile.
    fn believed(&self, state: &Moment, i: usize) -> Option<Moment> {
        let me = &state.members[i];
        if !self.unaware[i] || state.primary(me) {
            return None;
        }
        let mut believed = *state;
        believed.members[i].counted = true;
        believed.groups.get_mut(usize::from(me.epoch))?.primary = true;
        Some(believed)
    }

    /// What happens without a word in the log.
    fn unseen(&self, state: &Moment, i: usize, out: &mut Vec<Moment>) {
        let me = &state.members[i];
        let mut then = |what: What| {
            let mut after = *state;
            self.model.happen(&mut after, what, i);
            out.push(after);
        };
        if state.may_expire(me) {
            then(What::Expire);
        }
        if !me.runs() || me.held == Held::Pod {
            return;
        }
        match me.local {
            Local::Outside if me.phase == crate::state::Phase::Joined && state.meets_primary(i) => {
                if !me.empty() && me.data.uuid == state.group(me.epoch).ordered.uuid {
                    then(What::Connect);
                }
                then(What::Copy);
            }
            Local::Copying | Local::CatchingUp | Local::Rejoining => {
                if state.has_donor(i) {
                    then(What::Transferred);
                }
                if me.local != Local::Copying {
                    then(What::FailTransfer);
                }
            }
            Local::Synced if me.counted && !me.delivered => then(What::Apply),
            Local::Synced if !me.counted && state.meets_primary(i) => then(What::Rejoin),
            _ => {}
        }
        if me.stop || self.ending[i] {
            let mut after = *state;
            after.end_server(i, true);
            out.push(after);
        }
    }

    /// All that is possible before the next line.
    fn spread(&mut self) -> Result<(), String> {
        let mut places: HashMap<u64, usize> = HashMap::new();
        let mut nodes: Vec<Node> = Vec::new();
        let mut open: Vec<Node> = std::mem::take(&mut self.nodes);
        let mut reached = Vec::new();
        while let Some(mut node) = open.pop() {
            node.state = self.model.settled(node.state);
            for i in 0..MEMBERS {
                for (at, part) in [Part::Start, Part::Sidecar].into_iter().enumerate() {
                    if let Some(step) = self.step(&node.state, i, part) {
                        node.offered[i][at] |= self.bit(name_of(step));
                    }
                }
                if let Some(believed) = self.believed(&node.state, i)
                    && let Some(step) = self.step(&believed, i, Part::Sidecar)
                {
                    node.offered[i][Part::Sidecar as usize] |= self.bit(name_of(step));
                }
                if self.model.left_lately(&node.state, i) {
                    let step = name_of(Step::Publish { primary: false });
                    node.offered[i][Part::Sidecar as usize] |= self.bit(step);
                }
            }
            match places.get(&node.state.fingerprint()) {
                Some(place) => {
                    let known = &mut nodes[*place].offered;
                    let mut more = false;
                    for (known, new) in
                        known.iter_mut().flatten().zip(node.offered.iter().flatten())
                    {
                        more |= *new & !*known != 0;
                        *known |= *new;
                    }
                    if !more {
                        continue;
                    }
                    node.offered = *known;
                }
                None => {
                    places.insert(node.state.fingerprint(), nodes.len());
                    nodes.push(node);
                }
            }
            if nodes.len() > MOST {
                return Err(format!("more than {MOST} moments are possible"));
            }
            reached.clear();
            for i in 0..MEMBERS {
                self.unseen(&node.state, i, &mut reached);
            }
            galera::noticed(&node.state, &mut reached);
            open.extend(
                reached
                    .iter()
                    .filter(|after| after.broken == 0 && !after.cut)
                    .map(|after| Node { state: *after, offered: node.offered }),
            );
        }
        self.widest = self.widest.max(nodes.len());
        self.nodes = nodes;
        Ok(())
    }

    /// Keeps what `follow` leaves of each moment that is possible.
    fn follow(
        &mut self,
        mut follow: impl FnMut(&Model<MEMBERS>, &Moment, &mut Vec<Moment>),
    ) -> Result<(), String> {
        let mut after = Vec::new();
        let mut states = Vec::new();
        for node in &self.nodes {
            states.clear();
            follow(&self.model, &node.state, &mut states);
            after.extend(
                states
                    .iter()
                    .filter(|state| state.broken == 0)
                    .map(|state| Node { state: *state, offered: node.offered }),
            );
        }
        if after.is_empty() {
            return Err(self.possible());
        }
        if after.iter().all(|node| node.state.cut) {
            return Err("more epochs than the model has room for".to_owned());
        }
        self.nodes = after;
        self.spread()
    }

    /// A machine that has too much to do lets a process stand still for longer than a lease, or than the
    /// group's patience, which no line tells. Only where a line is not possible otherwise, and counted.
    fn stood_still(mut self) -> Result<Self, String> {
        self.slow += 1;
        let mut nodes = self.nodes.clone();
        for node in &self.nodes {
            for i in 0..MEMBERS {
                let mut apart = *node;
                if node.state.members[i].counted {
                    apart.state.members[i].cut_from_members = true;
                    apart.state.regroup_all();
                    apart.state.members[i].cut_from_members =
                        node.state.members[i].cut_from_members;
                    self.unaware[i] = true;
                    nodes.push(apart);
                }
                for mut node in [*node, apart] {
                    if node.state.members[i].key == crate::state::Key::Current {
                        node.state.delete_key(i);
                        nodes.push(node);
                    }
                }
            }
        }
        self.nodes = nodes;
        self.spread()?;
        Ok(self)
    }

    /// The process has told: what it could have decided before does not count any more.
    fn told(&mut self, i: usize, part: Part) {
        for node in &mut self.nodes {
            node.offered[i][part as usize] = 0;
        }
    }

    /// What the model would have allowed instead, for a message.
    fn possible(&self) -> String {
        let mut text = String::from("the model does not allow this here; it allows");
        for i in 0..MEMBERS {
            let mut offers: Vec<String> = Vec::new();
            for node in &self.nodes {
                for (at, (name, why)) in self.steps.iter().enumerate() {
                    let both = node.offered[i][0] | node.offered[i][1];
                    let offer = format!("{name} {why}").trim().to_owned();
                    if both & (1 << at) != 0 && !offers.contains(&offer) {
                        offers.push(offer);
                    }
                }
            }
            if !offers.is_empty() {
                let _ = write!(text, "; member {i}: {}", offers.join(", "));
            }
        }
        if let Some(node) = self.nodes.first() {
            let _ = write!(text, "; one of {} moments: {:?}", self.nodes.len(), node.state);
        }
        text
    }
}
