//! What can happen next, and what must hold.

use crate::action::{Action, Faults, What, of_step};
use crate::decisions::{Protocol, Step};
use crate::guards::{Guard, Without};
use crate::state::{EPOCHS, Group, Held, Local, Member, Phase, Shared, Start, State, Told};

/// What a run tries.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Members of the first roster; the rest of the places are there to scale up to.
    pub members: u8,
    pub faults: u8,
    pub kinds: Faults,
    pub commits: u8,
    pub decisions: u8,
    pub without: Without,
    /// Members can be exchanged for one another.
    pub symmetric: bool,
    /// Begin with a cluster that serves, not with its first start.
    pub serving: bool,
}

/// What must hold, and does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    TwoServe,
    CommitGone,
    CommitWiped,
    FoundedTwice,
    BootstrapWithoutElection,
    EpochTwice,
    UnfinishedServes,
}

impl Wrong {
    const ALL: [Wrong; 7] = [
        Wrong::TwoServe,
        Wrong::CommitGone,
        Wrong::CommitWiped,
        Wrong::FoundedTwice,
        Wrong::BootstrapWithoutElection,
        Wrong::EpochTwice,
        Wrong::UnfinishedServes,
    ];

    pub fn says(self) -> &'static str {
        match self {
            Wrong::TwoServe => "S1: two components serve clients at once",
            Wrong::CommitGone => {
                "S2: a commit that a client saw acknowledged is not in the cluster that serves"
            }
            Wrong::CommitWiped => "S2: a state transfer wipes commits that nobody else has",
            Wrong::FoundedTwice => "S3: an empty member founds a cluster where one was founded",
            Wrong::BootstrapWithoutElection => "S4: a bootstrap without a standing election",
            Wrong::EpochTwice => "S1: one epoch is begun twice",
            Wrong::UnfinishedServes => "S3: data that was never finished serves clients",
        }
    }
}

/// The bit of `Data::commits` that marks what an interrupted initialise or copy left.
pub const UNFINISHED: u8 = 0x80;

#[derive(Clone, Copy)]
pub struct Model<const N: usize> {
    pub settings: Settings,
    pub protocol: Protocol,
}

impl<const N: usize> Model<N> {
    pub fn new(settings: Settings) -> Self {
        let protocol = Protocol { without: settings.without, symmetric: settings.symmetric };
        Self { settings, protocol }
    }

    pub fn keeps(&self, guard: Guard) -> bool {
        self.protocol.keeps(guard)
    }

    /// `percona-roster.sh found` has run, and the pods come.
    pub fn first(&self) -> State<N> {
        let mut state = State {
            members: [Member::default(); N],
            groups: [Group::default(); EPOCHS],
            starts: [Start::default(); EPOCHS],
            shared: Shared::default(),
        };
        state.etcd_up = true;
        state.roster = true;
        state.founding = true;
        state.faults = self.settings.faults;
        state.decisions = self.settings.decisions;
        for member in state.members.iter_mut().take(usize::from(self.settings.members)) {
            member.pod = true;
            member.roster = true;
        }
        if self.settings.serving { self.calm(state) } else { state }
    }

    /// Goes on without faults until nothing happens by itself any more.
    pub fn calm(&self, mut state: State<N>) -> State<N> {
        let faults = std::mem::take(&mut state.faults);
        let mut next = Vec::new();
        for _ in 0..400 {
            next.clear();
            self.next(&state, &mut next);
            let Some((_, after)) =
                next.iter().find(|(action, _)| action.what == What::Snapshot).or_else(|| {
                    next.iter()
                        .find(|(action, _)| action.what.is_fair() && action.what != What::Expire)
                })
            else {
                break;
            };
            state = *after;
        }
        state.faults = faults;
        state
    }

    /// Where two moments are the same for what follows.
    pub fn settled(&self, mut state: State<N>) -> State<N> {
        let size = state.view_size();
        let (etcd_up, there, view_epoch) = (state.etcd_up, state.view_there, state.view_epoch);
        for member in &mut state.members {
            // A container that is down and one that has not registered yet look the same to all others.
            if member.phase == Phase::Off && member.pod {
                member.phase = Phase::Unregistered;
            }
            if !member.runs() {
                member.view_read = 0;
            } else if etcd_up && !member.cut_from_etcd && member.held == Held::No && there {
                member.view_read = size;
            }
            let looks = member.held == Held::No;
            let named = member.key == crate::state::Key::Current
                && there
                && view_epoch == member.epoch
                && member.view;
            if !member.gate_open || (looks && (named || !etcd_up || member.cut_from_etcd)) {
                member.unsure = false;
            }
        }
        state.forget_starts();
        if self.settings.symmetric { state.in_order() } else { state }
    }

    /// The step that the start script takes for this member, if it moves.
    pub fn start_step(&self, state: &State<N>, i: usize) -> Option<What> {
        let me = &state.members[i];
        if me.held == Held::Pod {
            return None;
        }
        match me.phase {
            Phase::Off => me.pod.then_some(What::Start),
            Phase::Unregistered => {
                let waits =
                    me.key == crate::state::Key::OtherPod && self.keeps(Guard::OtherPodWaits);
                (state.reaches_etcd(me) && !waits).then_some(What::Register)
            }
            Phase::Waiting => {
                if !state.reaches_etcd(me) {
                    return None;
                }
                of_step(self.protocol.next_step(state, i))
            }
            Phase::Booting => Some(What::Handover),
            Phase::Joined | Phase::Bootstrapped => me.stop.then_some(What::ServerEnd),
        }
    }

    /// The step that the sidecar takes.
    pub fn sidecar_step(&self, state: &State<N>, i: usize) -> Option<What> {
        let me = &state.members[i];
        if me.held != Held::No || !me.runs() || me.stop {
            return None;
        }
        of_step(self.protocol.look(state, i))
    }

    /// Everything that can happen in a moment, and what it makes of it.
    pub fn next(&self, state: &State<N>, out: &mut Vec<(Action, State<N>)>) {
        if state.broken != 0 || state.cut {
            return;
        }
        for i in 0..N {
            if let Some(what) = self.start_step(state, i) {
                self.push_step(state, what, i, out);
            }
            if let Some(what) = self.sidecar_step(state, i) {
                self.push(state, what, i, out);
            }
            self.servers(state, i, out);
            self.mends(state, i, out);
        }
        if state.faults > 0 {
            self.faults(state, out);
        }
    }

    fn push_step(&self, state: &State<N>, what: What, i: usize, out: &mut Vec<(Action, State<N>)>) {
        if let What::Elect(kind, whom) = what {
            for chosen in (0..N).filter(|chosen| whom & (1 << chosen) != 0) {
                self.push(state, What::Elect(kind, 1 << chosen), i, out);
            }
        } else {
            self.push(state, what, i, out);
        }
    }

    /// One thing happens.
    pub fn push(&self, state: &State<N>, what: What, i: usize, out: &mut Vec<(Action, State<N>)>) {
        let mut after = *state;
        if what.is_fault() {
            after.faults -= 1;
        }
        self.happen(&mut after, what, i);
        if state.held != 0 && after.held != 0 {
            self.compare_held(state, &mut after, what);
        }
        let after = self.settled(after);
        if after != *state {
            out.push((Action { what, member: u8::try_from(i).unwrap_or(0) }, after));
        }
    }

    fn servers(&self, state: &State<N>, i: usize, out: &mut Vec<(Action, State<N>)>) {
        let me = &state.members[i];
        if !me.runs() || me.held == Held::Pod {
            return;
        }
        match me.local {
            Local::Outside if me.phase == Phase::Joined => {
                if state.meets_primary(i) {
                    let ordered = state.group(me.epoch).ordered;
                    if !me.empty() && me.data.uuid == ordered.uuid {
                        self.push(state, What::Connect, i, out);
                    }
                    self.push(state, What::Copy, i, out);
                } else {
                    self.push(state, What::GiveUp, i, out);
                }
            }
            Local::Copying | Local::CatchingUp | Local::Rejoining => {
                if state.has_donor(i) {
                    self.push(state, What::Transferred, i, out);
                } else {
                    // A transfer without its donor fails, and ends the server.
                    self.push(state, What::GiveUp, i, out);
                }
            }
            Local::Synced => {
                let ordered = state.group(me.epoch).ordered;
                if me.counted && (me.data != ordered || !me.delivered) {
                    self.push(state, What::Apply, i, out);
                }
                if !me.counted && state.meets_primary(i) {
                    self.push(state, What::Rejoin, i, out);
                }
                if state.serves(me) && state.commits < self.settings.commits {
                    self.push(state, What::Write, i, out);
                }
            }
            Local::Left if self.left_lately(state, i) => {
                self.push(state, What::Publish { primary: false }, i, out);
            }
            Local::Outside | Local::Left => {}
        }
    }

    /// For ten seconds a server that left its group is taken for one that lost it: it tells so.
    pub fn left_lately(&self, state: &State<N>, i: usize) -> bool {
        let me = &state.members[i];
        me.local == Local::Left
            && !me.gate_open
            && state.reaches_etcd(me)
            && matches!(me.told, Told::Primary | Told::Joining)
            && matches!(self.sidecar_step(state, i), Some(What::Stop))
    }

    fn mends(&self, state: &State<N>, i: usize, out: &mut Vec<(Action, State<N>)>) {
        let me = &state.members[i];
        if state.may_expire(me) {
            self.push(state, What::Expire, i, out);
        }
        if me.cut_from_members {
            self.push(state, What::HealMembers, i, out);
        }
        if me.cut_from_etcd {
            self.push(state, What::HealEtcd, i, out);
        }
        if me.held != Held::No {
            self.push(state, What::Release, i, out);
        }
        if i == 0 {
            if !state.etcd_up {
                self.push(state, What::EtcdUp, i, out);
            } else if !state.roster {
                self.push(state, What::WriteRoster, i, out);
            }
            if self.settings.kinds.has(Faults::ETCD_RESTORED)
                && !state.snapshot
                && state.established > 0
            {
                self.push(state, What::Snapshot, i, out);
            }
        }
        if self.may_shrink(state, i) {
            self.push(state, What::ShrinkRoster, i, out);
        }
        if state.decisions > 0 && self.would_decide(state, i) {
            self.push(state, What::Decide, i, out);
        }
        if self.would_discard(state, i) {
            self.push(state, What::PermitDiscard, i, out);
        }
    }

    /// Somebody waits for a person.
    pub fn asks(&self, state: &State<N>) -> bool {
        (0..N).any(|i| {
            state.members[i].phase == Phase::Waiting
                && state.reaches_etcd(&state.members[i])
                && matches!(self.protocol.next_step(state, i), Step::Person(_))
        })
    }

    /// A person decides when asked, and after making sure that whoever has no key does not run.
    fn would_decide(&self, state: &State<N>, i: usize) -> bool {
        let looked = || {
            self.asks(state)
                && state
                    .members
                    .iter()
                    .all(|member| member.key != crate::state::Key::Absent || !member.runs())
        };
        state.etcd_up
            && self.protocol.refuses_decision(state, i).is_none()
            && (!self.keeps(Guard::PersonLooked) || looked())
    }

    fn would_discard(&self, state: &State<N>, i: usize) -> bool {
        let me = &state.members[i];
        state.etcd_up
            && !me.discard
            && !me.view
            && state.established > 0
            && me.phase == Phase::Waiting
            && me.told == crate::state::Told::Recovering
            && matches!(
                self.protocol.next_step(state, i),
                Step::Person(
                    "this member holds data of cluster" | "this member holds commits up to"
                )
            )
            && state.group(state.established).primary
    }

    /// What must hold in every moment.
    pub fn wrong(&self, state: &State<N>) -> Option<Wrong> {
        if state.broken != 0 {
            return Wrong::ALL.get(usize::from(state.broken) - 1).copied();
        }
        let mut epoch = None;
        for member in state.members.iter().filter(|member| state.serves(member)) {
            if epoch.is_some_and(|epoch| epoch != member.epoch) {
                return Some(Wrong::TwoServe);
            }
            epoch = Some(member.epoch);
            let ordered = state.group(member.epoch).ordered;
            if state.acknowledged & !state.given_up & !ordered.commits != 0 {
                return Some(Wrong::CommitGone);
            }
            if ordered.commits & UNFINISHED != 0 {
                return Some(Wrong::UnfinishedServes);
            }
        }
        None
    }

    /// One cluster serves, with every member of the roster.
    pub fn goal(&self, state: &State<N>) -> bool {
        state.etcd_up
            && state.roster
            && state.members.iter().all(|member| {
                if !member.roster {
                    return !member.runs() && !member.view;
                }
                !member.cut_from_etcd
                    && !member.cut_from_members
                    && member.held == Held::No
                    && member.view
                    && !member.view_lost
                    && member.epoch == state.established
                    && state.serves(member)
            })
    }

    /// An end that is right: the goal, or a person where something was lost. Who scales down and has
    /// not written the roster yet is a person, too.
    pub fn ends_well(&self, state: &State<N>) -> bool {
        let shrinking = state.members.iter().any(|member| member.roster && !member.pod);
        self.goal(state) || (state.lost_something && self.asks(state)) || shrinking
    }

    pub fn too_many_epochs(epoch: u8) -> bool {
        usize::from(epoch) >= EPOCHS
    }
}
