//! What each thing that happens changes.

use crate::action::What;
use crate::etcd;
use crate::guards::Guard;
use crate::model::{Model, UNFINISHED, Wrong};
use crate::state::{Data, Elected, Held, Key, Kind, Local, Member, Phase, Start, State, Told};

/// Steps that can be held, by their number in `Shared::held`.
const HELD: [What; 15] = [
    What::Register,
    What::Elect(Kind::First, 0),
    What::Elect(Kind::Recovery, 0),
    What::Join,
    What::Bootstrap,
    What::Handover,
    What::Publish { primary: true },
    What::Publish { primary: false },
    What::RegisterAgain,
    What::Establish,
    What::Widen,
    What::Narrow,
    What::Open,
    What::Restore,
    What::Seen,
];

pub fn held_number(what: What) -> Option<u8> {
    let plain = match what {
        What::Elect(kind, _) => What::Elect(kind, 0),
        what => what,
    };
    let position = HELD.iter().position(|held| *held == plain)?;
    u8::try_from(position + 1).ok()
}

/// Which keys a step's transaction compares.
fn compares(what: What) -> u8 {
    use etcd::{ELECTION, ESTABLISHED, FOUNDING, MEMBERS, OWN, ROSTER, VIEW};
    match what {
        What::Register | What::Publish { .. } | What::RegisterAgain => OWN,
        What::Elect(..) => MEMBERS | ROSTER | ELECTION | ESTABLISHED | VIEW | FOUNDING,
        What::Join => OWN | ESTABLISHED | VIEW | ROSTER,
        What::Bootstrap => OWN | ELECTION | ESTABLISHED,
        What::Establish => ELECTION | ESTABLISHED | VIEW | FOUNDING | OWN,
        What::Widen => VIEW | ESTABLISHED | OWN,
        What::Narrow => MEMBERS | VIEW | ESTABLISHED,
        What::Restore => MEMBERS | ROSTER | ESTABLISHED | VIEW | ELECTION,
        _ => 0,
    }
}

impl<const N: usize> Model<N> {
    /// A step that is held and its transaction: is what it compares still so?
    pub fn compare_held(&self, before: &State<N>, after: &mut State<N>, what: What) {
        if matches!(
            what,
            What::Crash | What::LosePod | What::LoseVolume | What::CrashAll | What::Release
        ) {
            return;
        }
        let Some(step) = HELD.get(usize::from(before.held) - 1).copied() else { return };
        let compared = compares(step);
        for j in 0..N {
            let (old, new) = (before.members[j], after.members[j]);
            let written = (old.key == Key::Absent) != (new.key == Key::Absent)
                || (old.key != Key::Current && new.key == Key::Current)
                || (old.told, old.key_uuid, old.key_epoch, old.key_seqno, old.key_empty)
                    != (new.told, new.key_uuid, new.key_epoch, new.key_seqno, new.key_empty)
                || (!old.key_configuration && new.key_configuration);
            let counts = if before.members[j].held == Held::No {
                // A key that was not there is not among those that `narrow` compares.
                compared & etcd::MEMBERS != 0 && !(step == What::Narrow && old.key == Key::Absent)
            } else {
                compared & (etcd::OWN | etcd::MEMBERS) != 0
            };
            if written && counts {
                after.held_valid = false;
            }
            if (old.view, old.view_lost) != (new.view, new.view_lost) {
                after.touch(etcd::VIEW, compared);
            }
            if old.roster != new.roster {
                after.touch(etcd::ROSTER, compared);
            }
            if old.elected != new.elected && what != What::Expire {
                let written = matches!(
                    what,
                    What::Elect(..) | What::Decide | What::EtcdLost | What::EtcdRestored
                );
                after.touch(if written { etcd::ELECTION } else { 0 }, compared);
            }
        }
        if before.roster != after.roster {
            after.touch(etcd::ROSTER, compared);
        }
        if before.established_starts() != after.established_starts() {
            after.touch(etcd::ESTABLISHED, compared);
        }
        if (before.view_there, before.view_epoch) != (after.view_there, after.view_epoch) {
            after.touch(etcd::VIEW, compared);
        }
        if before.founding != after.founding {
            after.touch(etcd::FOUNDING, compared);
        }
        if (before.election, before.election_epoch) != (after.election, after.election_epoch) {
            after.touch(etcd::ELECTION, compared);
        }
    }

    pub fn happen(&self, s: &mut State<N>, what: What, i: usize) {
        match what {
            What::Start => s.members[i].phase = Phase::Unregistered,
            What::Register => {
                let epoch = s.members[i].epoch;
                s.write_key(i, Told::Recovering, epoch);
                s.members[i].phase = Phase::Waiting;
            }
            What::Elect(kind, whom) => self.elect(s, kind, whom),
            What::Join => Self::join(s, i),
            What::Bootstrap => self.bootstrap(s, i),
            What::Discard => {
                s.members[i].data = Data::default();
                clear_marker(s, i);
                s.new_incarnation(i, false);
                s.members[i].phase = Phase::Unregistered;
            }
            What::Lost => {
                s.new_incarnation(i, false);
                s.members[i].phase = Phase::Unregistered;
            }
            What::Handover => {
                if self.stands(s, i) || !self.keeps(Guard::RecheckElection) {
                    self.handover(s, i);
                } else {
                    s.new_incarnation(i, false);
                    s.members[i].phase = Phase::Unregistered;
                }
            }
            What::ServerEnd | What::GiveUp => {
                s.end_server(i, what == What::ServerEnd);
                self.deregister(s, i);
                s.new_incarnation(i, false);
                s.members[i].phase = Phase::Unregistered;
            }
            What::Publish { primary } => {
                let delivered = s.members[i].delivered;
                publish(s, i, primary, delivered);
                s.members[i].published |= primary;
            }
            What::RegisterAgain => {
                let primary = s.primary(&s.members[i]);
                register_again(s, i, primary, Key::Current);
            }
            What::Establish => Self::establish(s, i),
            What::Widen => s.members[i].view = true,
            What::Narrow => {
                let gone: Vec<(usize, bool)> = self.protocol.departed(s, i).collect();
                for (j, lost) in gone {
                    if lost {
                        s.members[j].view_lost = false;
                    } else {
                        s.members[j].view = false;
                    }
                }
            }
            What::Seen => {
                let me = &mut s.members[i];
                me.seen = true;
                me.joining = false;
                me.initialising = false;
            }
            What::Open => s.members[i].gate_open = true,
            What::Shut => s.members[i].gate_open = false,
            What::Stop => {
                s.members[i].gate_open = false;
                s.members[i].stop = true;
            }
            What::Restore => {
                let named: [(bool, bool); N] =
                    std::array::from_fn(|j| self.protocol.in_restored_view(s, i, &s.members[j]));
                Self::restore(s, i, named);
            }
            What::Connect => {
                Self::wipes(s, i);
                let ordered = s.group(s.members[i].epoch).ordered;
                s.enter(
                    i,
                    if s.members[i].data == ordered { Local::Synced } else { Local::CatchingUp },
                );
            }
            What::Copy => {
                Self::wipes(s, i);
                s.begin_copy(i);
                if !self.keeps(Guard::ZeroUuid) {
                    let ordered = s.group(s.members[i].epoch).ordered;
                    s.members[i].data = Data { commits: UNFINISHED, ..ordered };
                    s.members[i].zeroed = false;
                }
            }
            What::Transferred => s.transferred(i),
            What::Apply => s.apply(i),
            What::Rejoin => {
                let same = s.members[i].data == s.group(s.members[i].epoch).ordered;
                s.enter(i, if same { Local::Synced } else { Local::Rejoining });
            }
            What::Write => s.commit(i),
            _ => self.befall(s, what, i),
        }
    }

    pub fn stands(&self, s: &State<N>, i: usize) -> bool {
        s.reaches_etcd(&s.members[i])
            && self.protocol.standing_election(s) == Some(i)
            && s.members[i].elected == Elected::Current
    }

    pub fn deregister(&self, s: &mut State<N>, i: usize) {
        if s.reaches_etcd(&s.members[i]) && s.members[i].key == Key::Current {
            s.delete_key(i);
        }
    }

    fn elect(&self, s: &mut State<N>, kind: Kind, whom: u8) {
        let epoch = self.protocol.next_epoch(s);
        if Self::too_many_epochs(epoch) {
            s.cut = true;
            return;
        }
        let chosen = usize::try_from(whom.trailing_zeros()).unwrap_or(0);
        s.elect(kind, chosen, epoch, self.keeps(Guard::UnknownStart));
    }

    fn join(s: &mut State<N>, i: usize) {
        s.members[i].told = Told::Joining;
        if s.members[i].empty() {
            s.members[i].data = Data::default();
            clear_marker(s, i);
        }
        let epoch = s.established;
        let me = &mut s.members[i];
        me.epoch = epoch;
        me.initialising = false;
        me.joining = true;
        me.seen = false;
        me.phase = Phase::Joined;
        me.gate_open = false;
    }

    fn bootstrap(&self, s: &mut State<N>, i: usize) {
        let epoch = s.election_epoch;
        let empty = s.members[i].empty();
        let me = &mut s.members[i];
        me.told = Told::Bootstrapping;
        me.key_epoch = epoch;
        if empty && s.election != Kind::First {
            s.new_incarnation(i, false);
            s.members[i].phase = Phase::Unregistered;
            return;
        }
        let me = &mut s.members[i];
        if empty {
            me.data = Data::default();
            me.zeroed = false;
        }
        me.epoch = epoch;
        me.initialising = empty && self.keeps(Guard::Initialising);
        me.joining = false;
        me.seen = false;
        me.phase = Phase::Booting;
    }

    fn handover(&self, s: &mut State<N>, i: usize) {
        let epoch = s.members[i].epoch;
        if s.members[i].held == Held::No && !self.stands(s, i) {
            s.broken = number(Wrong::BootstrapWithoutElection);
        }
        if s.members[i].data.uuid == 0 {
            if s.was_founded {
                s.broken = number(Wrong::FoundedTwice);
            }
            s.uuids += 1;
            s.members[i].data = Data { uuid: s.uuids, seqno: 0, commits: 0 };
        }
        // Of one that was lost with every volume that it was on, nothing can be mistaken for the other.
        let of_it = |(other, member): (usize, &Member)| {
            other != i && member.epoch == epoch && member.data.uuid != 0
        };
        let begun = s.starts.get(usize::from(epoch)).is_some_and(|start| start.known != 0)
            && s.members.iter().enumerate().any(of_it);
        if s.broken == 0 && (begun || s.group(epoch).count > 0) {
            s.broken = number(Wrong::EpochTwice);
        }
        s.members[i].phase = Phase::Bootstrapped;
        s.begin_epoch(i);
        s.members[i].gate_open = !self.keeps(Guard::GateShutAtStart);
    }

    fn establish(s: &mut State<N>, i: usize) {
        let me = s.members[i];
        s.members[i].initialising = false;
        s.founding = false;
        s.established = me.epoch;
        s.established_uuid = me.data.uuid;
        s.established_known |= 1 << me.epoch | s.election_known;
        s.established_unknown = (s.established_unknown | s.election_unknown) & !s.established_known;
        s.starts[usize::from(me.epoch)] = Start {
            seqno: s.election_start,
            after: s.election_after,
            known: s.established_known,
            unknown: s.established_unknown,
        };
        s.clear_view();
        s.view_there = true;
        s.view_epoch = me.epoch;
        s.members[i].view = true;
        s.was_founded = true;
    }

    fn restore(s: &mut State<N>, i: usize, named: [(bool, bool); N]) {
        let me = s.members[i];
        s.established = me.epoch;
        s.established_uuid = me.data.uuid;
        s.established_known = s.starts[usize::from(me.epoch)].known;
        s.established_unknown = s.starts[usize::from(me.epoch)].unknown;
        s.roster = true;
        s.clear_view();
        s.view_there = true;
        s.view_epoch = me.epoch;
        for (member, (present, lost)) in s.members.iter_mut().zip(named) {
            member.view = present;
            member.view_lost = lost;
        }
    }

    /// Data goes that nobody else has and no person gave up here.
    fn wipes(s: &mut State<N>, i: usize) {
        let me = s.members[i];
        let ordered = s.group(me.epoch).ordered;
        if me.data.commits & s.acknowledged & !ordered.commits & !UNFINISHED != 0 {
            s.broken = number(Wrong::CommitWiped);
        }
    }

    /// Holds a process at its next step.
    pub fn hold(&self, s: &mut State<N>, i: usize, held: Held, step: Option<What>) {
        if let Some(step) = step
            && let Some(number) = held_number(step)
        {
            s.held = number;
            s.held_valid = true;
            match step {
                What::Elect(_, whom) => {
                    let chosen = usize::try_from(whom.trailing_zeros()).unwrap_or(0);
                    s.members[chosen].pending = true;
                }
                What::Narrow => {
                    let gone: Vec<(usize, bool)> = self.protocol.departed(s, i).collect();
                    for (j, lost) in gone {
                        if lost {
                            s.members[j].pending_lost = true;
                        } else {
                            s.members[j].pending = true;
                        }
                    }
                }
                What::Restore => {
                    for j in 0..N {
                        let (present, lost) = self.protocol.in_restored_view(s, i, &s.members[j]);
                        s.members[j].pending = present;
                        s.members[j].pending_lost = lost;
                    }
                }
                What::Publish { .. } => s.members[i].pending = s.members[i].delivered,
                What::RegisterAgain => s.members[i].pending = s.primary(&s.members[i]),
                _ => {}
            }
        }
        s.hold(i, held);
    }

    /// It goes on: what it had decided is done, if etcd still lets it.
    pub fn release(&self, s: &mut State<N>, i: usize) {
        let step = usize::from(s.held).checked_sub(1).and_then(|number| HELD.get(number)).copied();
        let valid = s.held_valid || (step.is_some_and(|step| !self.compared(step)));
        let pending: [(bool, bool); N] =
            std::array::from_fn(|j| (s.members[j].pending, s.members[j].pending_lost));
        let reaches = s.reaches_etcd(&s.members[i]);
        let local = matches!(step, Some(What::Open | What::Handover | What::Seen));
        if let Some(step) = step
            && valid
            && (reaches || local)
            && !(s.held_ended && self.keeps(Guard::StillRuns))
        {
            match step {
                What::Elect(kind, _) => {
                    let whom: u8 =
                        (0..N).filter(|j| pending[*j].0 || pending[*j].1).map(|j| 1 << j).sum();
                    self.elect(s, kind, whom);
                }
                What::Narrow => {
                    for (member, (present, lost)) in s.members.iter_mut().zip(pending) {
                        member.view &= !present;
                        member.view_lost &= !lost;
                    }
                }
                What::Restore => Self::restore(s, i, pending),
                What::Publish { primary } => {
                    publish(s, i, primary, pending[i].0);
                    s.members[i].published |= primary;
                }
                What::Handover => self.handover(s, i),
                What::RegisterAgain => {
                    let whose = if s.held_ended { Key::Earlier } else { Key::Current };
                    register_again(s, i, pending[i].0, whose);
                }
                What::Open if s.held_ended => {
                    let me = &mut s.members[i];
                    me.gate_open |= matches!(me.local, Local::Synced | Local::Rejoining);
                }
                What::Seen if s.held_ended => s.members[i].initialising = false,
                step => self.happen(s, step, i),
            }
        }
        s.forget_held();
        s.hold(i, Held::No);
    }

    /// The step's transaction compares what it should.
    fn compared(&self, step: What) -> bool {
        let guard = match step {
            What::Elect(..) => Guard::ElectCompares,
            What::Establish => Guard::EstablishCompares,
            What::Narrow => Guard::NarrowCompares,
            What::Bootstrap => Guard::BootstrapCompares,
            _ => return true,
        };
        self.keeps(guard)
    }
}

pub fn number(wrong: Wrong) -> u8 {
    wrong as u8 + 1
}

fn clear_marker<const N: usize>(s: &mut State<N>, i: usize) {
    let me = &mut s.members[i];
    me.epoch = 0;
    me.initialising = false;
    me.joining = false;
    me.seen = false;
    me.zeroed = false;
}

pub fn publish<const N: usize>(s: &mut State<N>, i: usize, primary: bool, delivered: bool) {
    let me = &mut s.members[i];
    me.told = if primary { Told::Primary } else { Told::RunningNonPrimary };
    me.key_epoch = me.epoch;
    me.key_configuration = primary && delivered;
    if primary {
        me.key_uuid = me.data.uuid;
        me.key_empty = false;
    }
}

fn register_again<const N: usize>(s: &mut State<N>, i: usize, primary: bool, whose: Key) {
    let me = &mut s.members[i];
    me.key = whose;
    me.told = if primary { Told::Primary } else { Told::RunningNonPrimary };
    me.key_volume = true;
    me.key_uuid = me.data.uuid;
    me.key_epoch = me.epoch;
    me.key_seqno = 0;
    me.key_empty = false;
    me.key_configuration = false;
}
