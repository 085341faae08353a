//! `percona-protocol.jq`, second half: what the sidecar does for a server that runs.

use crate::decisions::{Protocol, Step};
use crate::guards::Guard;
use crate::state::{Elected, Key, Local, Member, Phase, State, Told};

impl Protocol {
    /// What the sidecar does at its next look.
    pub fn look<const N: usize>(self, state: &State<N>, i: usize) -> Step {
        if state.reaches_etcd(&state.members[i]) {
            self.supervise(state, i)
        } else {
            self.supervise_without_etcd(state, i)
        }
    }

    fn answers(me: &Member) -> bool {
        matches!(me.local, Local::Synced | Local::Rejoining | Local::Left)
    }

    fn running<const N: usize>(state: &State<N>, me: &Member) -> bool {
        state.primary(me) && matches!(me.local, Local::Synced | Local::Rejoining)
    }

    /// How many servers the component has; 0 where it is not known.
    fn component<const N: usize>(state: &State<N>, me: &Member) -> u8 {
        if me.local == Local::Left {
            return 0;
        }
        // Until a group notices that one of it is gone, it counts it.
        if state.primary(me) {
            return state.group(me.epoch).count.max(1);
        }
        let together = |other: &&Member| {
            other.runs()
                && other.epoch == me.epoch
                && me.reachable()
                && other.reachable()
                && !state.primary(other)
        };
        let size = state.members.iter().filter(together).count();
        u8::try_from(size).unwrap_or(u8::MAX).max(1)
    }

    pub fn supervise_without_etcd<const N: usize>(self, state: &State<N>, i: usize) -> Step {
        let me = &state.members[i];
        if !Self::answers(me) || !me.gate_open {
            Step::None
        } else if !Self::running(state, me) {
            self.shut_non_primary()
        } else if Self::component(state, me) < me.view_read && self.keeps(Guard::ShutWithoutLease) {
            Step::Shut("etcd has not confirmed this member")
        } else {
            Step::None
        }
    }

    fn shut_non_primary(self) -> Step {
        if self.keeps(Guard::ShutNonPrimary) {
            Step::Shut("not in a primary component")
        } else {
            Step::None
        }
    }

    pub fn supervise<const N: usize>(self, state: &State<N>, i: usize) -> Step {
        let me = &state.members[i];
        if !matches!(me.key, Key::Absent | Key::Current) {
            return Step::Stop("another incarnation took this member's key");
        }
        let published = me.published || me.seen;
        if me.key == Key::Absent {
            return if published && me.gate_open && Self::component(state, me) < me.view_read {
                Step::Shut("the lease has run out")
            } else if published {
                Step::Register
            } else {
                Step::Stop("the lease ended before this server was Primary")
            };
        }
        if state.established > me.epoch && self.keeps(Guard::StopNewerEpoch) {
            return Step::Stop("is established, this server belongs to");
        }
        if Self::running(state, me) && me.local == Local::Synced {
            return self.supervise_primary(state, i);
        }
        if Self::running(state, me) {
            return if me.told == Told::Primary && !me.key_configuration && me.delivered {
                Step::Publish { primary: true }
            } else {
                Step::None
            };
        }
        if !Self::answers(me) {
            Step::None
        } else if me.gate_open && self.keeps(Guard::ShutNonPrimary) {
            self.shut_non_primary()
        } else if me.local == Local::Left && self.keeps(Guard::GoneForGood) {
            Step::Stop("the server has left its group")
        } else if me.told == Told::Primary
            || (me.told == Told::Joining && self.keeps(Guard::JoinerNonPrimary))
        {
            Step::Publish { primary: false }
        } else if me.told == Told::RunningNonPrimary
            && Self::others_wait(state, i)
            && self.keeps(Guard::OthersWait)
        {
            Step::Stop("the others wait for this member")
        } else {
            Step::None
        }
    }

    fn supervise_primary<const N: usize>(self, state: &State<N>, i: usize) -> Step {
        let me = &state.members[i];
        // A server that lags tells of the configuration before, which it has told of already.
        let told = me.told == Told::Primary && (me.key_configuration || !me.delivered);
        let named = me.view && state.view_there;
        if state.established < me.epoch {
            if me.seen || (!self.keeps(Guard::RestoreSeen) && me.phase == Phase::Joined) {
                if !told {
                    Step::Publish { primary: true }
                } else if self.may_restore(state, me) {
                    Step::Restore
                } else {
                    Step::Wait("etcd lost what was established")
                }
            } else if me.phase != Phase::Bootstrapped {
                if self.keeps(Guard::JoinedUnknown) {
                    Step::Stop("etcd does not know the epoch that this server joined")
                } else {
                    Step::None
                }
            } else if (self.standing_election(state) == Some(i)
                && me.elected == Elected::Current
                && state.election_epoch == me.epoch)
                || !self.keeps(Guard::EstablishStanding)
            {
                Step::Establish
            } else {
                Step::Stop("the election that this server was started on does not stand")
            }
        } else if state.established_uuid != me.data.uuid && self.keeps(Guard::ForeignUuid) {
            Step::Stop("this server runs cluster")
        } else if !told {
            Step::Publish { primary: true }
        } else if !state.view_there || state.view_epoch != me.epoch {
            if (me.seen || self.keeps(Guard::RestoreViewUnseen)) && self.may_restore(state, me) {
                Step::Restore
            } else {
                Step::Wait("the view is of another epoch")
            }
        } else if !named && self.keeps(Guard::OpenByView) {
            if me.gate_open {
                Step::Shut("the view does not name this volume")
            } else {
                Step::Widen
            }
        } else if !me.seen {
            Step::Seen
        } else if !me.gate_open {
            Step::Open
        } else if self.departed(state, i).next().is_some() {
            Step::Narrow
        } else {
            Step::None
        }
    }

    /// The volumes that may leave the view: whose, and whether it is the lost one of that ordinal.
    pub fn departed<const N: usize>(
        self,
        state: &State<N>,
        i: usize,
    ) -> impl Iterator<Item = (usize, bool)> {
        let me = &state.members[i];
        let here = |member: &Member| member.counted && member.runs() && member.epoch == me.epoch;
        let all_told = me.delivered
            && state.members.iter().filter(|member| here(member)).all(|member| {
                let named = if member.key_volume { member.view } else { member.view_lost };
                let told = member.told == Told::Primary && member.key_configuration;
                member.key != Key::Absent && (!named || told || !self.keeps(Guard::NarrowTold))
            });
        state.members.iter().enumerate().filter(move |_| all_told).flat_map(move |(j, member)| {
            let stays = here(member);
            // Who has not told yet that its gate is shut may serve again before it looks.
            let open = member.key != Key::Absent
                && member.told == Told::Primary
                && self.keeps(Guard::NarrowShut);
            let present = member.view && !((stays || open) && member.key_volume);
            let lost = member.view_lost && (!(stays || open) || member.key_volume);
            present.then_some((j, false)).into_iter().chain(lost.then_some((j, true)))
        })
    }

    /// 9.
    fn may_restore<const N: usize>(self, state: &State<N>, me: &Member) -> bool {
        let live = state.members.iter().all(|member| !member.roster || member.key != Key::Absent);
        let older = state
            .members
            .iter()
            .all(|member| member.key == Key::Absent || member.key_epoch <= me.epoch);
        (live || !self.keeps(Guard::RestoreAllLive)) && (older || !self.keeps(Guard::RestoreEpoch))
    }

    /// Whom a view names that is written again.
    pub fn in_restored_view<const N: usize>(
        self,
        state: &State<N>,
        i: usize,
        member: &Member,
    ) -> (bool, bool) {
        let me = &state.members[i];
        let tells = member.told == Told::Primary && member.key_configuration && me.delivered;
        let may_serve = matches!(member.told, Told::Primary | Told::RunningNonPrimary);
        let named = member.key_epoch == me.epoch
            && (tells || (may_serve && self.keeps(Guard::RestoreServing)));
        let read = state.view_before == me.epoch && self.keeps(Guard::RestoreLastView);
        (
            (named && member.key_volume) || (read && member.view_before),
            (named && !member.key_volume) || (read && member.view_before_lost),
        )
    }

    /// 8.
    fn others_wait<const N: usize>(state: &State<N>, i: usize) -> bool {
        let others =
            || state.members.iter().enumerate().filter(|(j, member)| *j != i && member.roster);
        others()
            .all(|(_, member)| matches!(member.told, Told::Recovering | Told::RunningNonPrimary))
            && others().any(|(_, member)| member.told == Told::Recovering)
    }
}
