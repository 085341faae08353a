//! Faults, what mends them, and what a person does.

use crate::action::{Action, Faults, What};
use crate::guards::Guard;
use crate::model::{Model, UNFINISHED};
use crate::state::{Data, Elected, Held, Key, Kind, Local, Phase, State, Told};

impl<const N: usize> Model<N> {
    pub fn faults(&self, state: &State<N>, out: &mut Vec<(Action, State<N>)>) {
        let kinds = self.settings.kinds;
        if kinds.has(Faults::ETCD_DOWN) && state.etcd_up {
            self.push(state, What::EtcdDown, 0, out);
        }
        if kinds.has(Faults::ETCD_LOST) && state.etcd_up {
            self.push(state, What::EtcdLost, 0, out);
        }
        if kinds.has(Faults::ETCD_RESTORED) && state.etcd_up && state.snapshot {
            self.push(state, What::EtcdRestored, 0, out);
        }
        if kinds.has(Faults::CRASH_ALL)
            && state.members.iter().any(|member| member.phase != Phase::Off)
        {
            self.push(state, What::CrashAll, 0, out);
        }
        let somebody_held = state.members.iter().any(|member| member.held != Held::No);
        for i in 0..N {
            let me = &state.members[i];
            if me.roster && kinds.has(Faults::VOLUME) && me.pod {
                self.push(state, What::LoseVolume, i, out);
            }
            if kinds.has(Faults::SCALE) {
                if Self::may_grow(state, i) {
                    self.push(state, What::ScaleUp, i, out);
                }
                if me.pod && state.members.iter().filter(|m| m.pod).count() > 1 && self.goal(state)
                {
                    self.push(state, What::ScaleDown, i, out);
                }
            }
            let moves = !matches!(me.phase, Phase::Off | Phase::Unregistered);
            if !moves {
                continue;
            }
            if kinds.has(Faults::CRASH) {
                self.push(state, What::Crash, i, out);
                self.push(state, What::LosePod, i, out);
            }
            if kinds.has(Faults::STOP) {
                self.push(state, What::StopPod, i, out);
            }
            if kinds.has(Faults::CUT_MEMBERS) && !me.cut_from_members {
                self.push(state, What::CutFromMembers, i, out);
            }
            if kinds.has(Faults::CUT_ETCD) && !me.cut_from_etcd {
                self.push(state, What::CutFromEtcd, i, out);
            }
            if kinds.has(Faults::TRANSFER)
                && matches!(me.local, Local::CatchingUp | Local::Rejoining)
            {
                self.push(state, What::FailTransfer, i, out);
            }
            if kinds.has(Faults::ANSWER) {
                let lost = match me.phase {
                    Phase::Waiting => self
                        .start_step(state, i)
                        .is_some_and(|step| matches!(step, What::Join | What::Bootstrap)),
                    _ => {
                        matches!(self.sidecar_step(state, i), Some(What::Publish { primary: true }))
                    }
                };
                if lost {
                    self.push(state, What::LoseAnswer, i, out);
                }
            }
            if kinds.has(Faults::HOLD) && !somebody_held {
                self.holds(state, i, out);
            }
        }
    }

    fn holds(&self, state: &State<N>, i: usize, out: &mut Vec<(Action, State<N>)>) {
        let me = &state.members[i];
        self.push(state, What::HoldPod, i, out);
        self.push(state, What::HoldSidecar, i, out);
        if me.runs() {
            if self.sidecar_step(state, i).is_some() {
                self.push(state, What::HoldSidecarAtStep, i, out);
                self.push(state, What::HoldPodAtStep, i, out);
            }
        } else if self.start_step(state, i).is_some() {
            self.push(state, What::HoldPodAtStep, i, out);
        }
    }

    /// `percona-roster.sh set`, larger.
    pub fn may_grow(state: &State<N>, i: usize) -> bool {
        let me = &state.members[i];
        !me.roster && !me.pod && Self::may_set_roster(state)
    }

    /// `percona-roster.sh set`, smaller: the pod is gone already.
    pub fn may_shrink(&self, state: &State<N>, i: usize) -> bool {
        let me = &state.members[i];
        me.roster && !me.pod && me.key == Key::Absent && Self::may_set_roster(state)
    }

    pub fn may_set_roster(state: &State<N>) -> bool {
        let primary = |told: Told, epoch: u8| told == Told::Primary && epoch == state.established;
        state.etcd_up
            && state.roster
            && state.established > 0
            && state.members.iter().any(|member| primary(member.told, member.key_epoch))
            && state.members.iter().all(|member| {
                let here = primary(member.told, member.key_epoch);
                (!member.view || (here && member.key_volume))
                    && (!member.view_lost || (here && !member.key_volume))
            })
    }

    fn kill(&self, s: &mut State<N>, i: usize) {
        let me = &mut s.members[i];
        if !self.keeps(Guard::Initialising) && me.phase == Phase::Booting && me.data.uuid == 0 {
            s.uuids += 1;
            s.members[i].data = Data { uuid: s.uuids, seqno: 0, commits: UNFINISHED };
        }
        s.end_server(i, false);
    }

    fn forget_last_commit(&self, s: &mut State<N>, i: usize) {
        let me = &mut s.members[i];
        if !self.keeps(Guard::FlushAtCommit) && me.runs() && me.data.commits != 0 {
            let last = me.data.commits.ilog2();
            me.data.commits &= !(1 << last);
            me.data.seqno -= 1;
        }
    }

    pub fn befall(&self, s: &mut State<N>, what: What, i: usize) {
        match what {
            What::Crash | What::LosePod => {
                self.kill(s, i);
                s.new_incarnation(i, what == What::LosePod);
            }
            What::StopPod | What::ScaleDown => {
                s.end_server(i, true);
                self.deregister(s, i);
                s.new_incarnation(i, true);
                s.members[i].pod = what == What::StopPod;
            }
            What::CrashAll => {
                for j in 0..N {
                    self.forget_last_commit(s, j);
                }
                s.forget_held();
                for j in 0..N {
                    s.members[j].held = Held::No;
                    self.kill(s, j);
                    s.new_incarnation(j, false);
                }
            }
            What::LoseVolume => {
                s.end_server(i, false);
                s.new_incarnation(i, true);
                lose_volume(s, i);
            }
            What::CutFromMembers | What::HealMembers => {
                s.members[i].cut_from_members = what == What::CutFromMembers;
                s.regroup_all();
            }
            What::CutFromEtcd => s.members[i].cut_from_etcd = true,
            What::HealEtcd => s.members[i].cut_from_etcd = false,
            What::EtcdDown => s.etcd_up = false,
            What::EtcdUp => s.etcd_up = true,
            What::EtcdLost => {
                s.lose_etcd();
                s.lost_something = true;
            }
            What::WriteRoster => s.roster = true,
            What::Snapshot => {
                s.snapshot = true;
                s.snapshot_established = s.established;
                s.snapshot_uuid = s.established_uuid;
                s.snapshot_known = s.established_known;
                s.snapshot_unknown = s.established_unknown;
                s.snapshot_view_epoch = s.view_epoch;
                for member in &mut s.members {
                    member.snapshot_view = member.view;
                    member.snapshot_view_lost = member.view_lost;
                }
            }
            What::EtcdRestored => self.restore_etcd(s),
            What::HoldPod => self.hold(s, i, Held::Pod, None),
            What::HoldSidecar => self.hold(s, i, Held::Sidecar, None),
            What::HoldPodAtStep | What::HoldSidecarAtStep => {
                let held = if what == What::HoldPodAtStep { Held::Pod } else { Held::Sidecar };
                let step = if s.members[i].runs() {
                    self.sidecar_step(s, i)
                } else {
                    self.start_step(s, i)
                };
                self.hold(s, i, held, step);
            }
            What::Release => self.release(s, i),
            What::LoseAnswer => match s.members[i].phase {
                Phase::Waiting => match self.start_step(s, i) {
                    Some(What::Join) => s.members[i].told = Told::Joining,
                    _ => {
                        s.members[i].told = Told::Bootstrapping;
                        s.members[i].key_epoch = s.election_epoch;
                    }
                },
                _ => {
                    let delivered = s.members[i].delivered;
                    crate::happen::publish(s, i, true, delivered);
                }
            },
            What::FailTransfer => s.leave_for_good(i),
            What::ScaleUp => {
                s.members[i].roster = true;
                s.members[i].pod = true;
            }
            What::ShrinkRoster => s.members[i].roster = false,
            What::Decide => self.decide(s, i),
            What::Expire => {
                s.delete_key(i);
                let me = &mut s.members[i];
                me.unsure = me.held != Held::No && self.keeps(Guard::UnsureAfterLapse);
            }
            What::PermitDiscard => {
                s.members[i].discard = true;
                let kept = s.group(s.established).ordered.commits;
                s.given_up |= s.acknowledged & s.members[i].data.commits & !kept;
            }
            _ => {}
        }
    }

    fn decide(&self, s: &mut State<N>, i: usize) {
        s.decisions -= 1;
        let epoch = self.protocol.next_epoch(s);
        if Self::too_many_epochs(epoch) {
            s.cut = true;
            return;
        }
        s.elect(Kind::Decision, i, epoch, self.keeps(Guard::UnknownStart));
        s.given_up |= s.acknowledged & !s.members[i].data.commits;
    }

    pub fn restore_etcd(&self, s: &mut State<N>) {
        s.lose_etcd();
        s.lost_something = true;
        s.roster = true;
        s.established = s.snapshot_established;
        s.established_uuid = s.snapshot_uuid;
        s.established_known = s.snapshot_known;
        s.established_unknown = s.snapshot_unknown;
        if !self.keeps(Guard::RestoredEtcdView) {
            s.forget_view_before();
            s.view_there = true;
            s.view_epoch = s.snapshot_view_epoch;
            for member in &mut s.members {
                member.view = member.snapshot_view;
                member.view_lost = member.snapshot_view_lost;
            }
        }
    }
}

pub fn lose_volume<const N: usize>(s: &mut State<N>, i: usize) {
    s.lost_something = true;
    if s.members[i].elected != Elected::No {
        s.election_volume = false;
    }
    let narrows = crate::happen::held_number(What::Narrow) == Some(s.held);
    let me = &mut s.members[i];
    // A narrowing that is held names one lost volume, and the view then names two: one of them stays.
    if narrows && (me.view && !me.pending || me.view_lost && !me.pending_lost) {
        me.pending = false;
        me.pending_lost = false;
    }
    me.data = Data::default();
    me.epoch = 0;
    me.initialising = false;
    me.joining = false;
    me.seen = false;
    me.zeroed = false;
    me.discard = false;
    me.view_lost |= me.view;
    me.view = false;
    me.snapshot_view_lost |= me.snapshot_view;
    me.snapshot_view = false;
    me.view_before_lost |= me.view_before;
    me.view_before = false;
    me.pending_lost |= me.pending;
    me.pending = false;
    me.key_volume = false;
}
