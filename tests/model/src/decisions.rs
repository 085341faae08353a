//! `percona-protocol.jq`, line by line: what a member that waits does next, and what a person may
//! decide. `tests/agreement.rs` runs both on the same moments and compares.

use crate::guards::{Guard, Without};
use crate::state::{Elected, Key, Kind, Member, State, Told};

/// What the protocol gives: the step's name, and words of its reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    None,
    Wait(&'static str),
    Person(&'static str),
    Lost,
    /// Whom: a bit a member. More than one where who is who does not count.
    Elect(Kind, u8),
    Join,
    Bootstrap,
    Discard,
    Publish {
        primary: bool,
    },
    Register,
    Establish,
    Widen,
    Narrow,
    Seen,
    Open,
    Shut(&'static str),
    Stop(&'static str),
    Restore,
}

/// Reads the keys as the scripts do.
#[derive(Clone, Copy)]
pub struct Protocol {
    pub without: Without,
    /// A tie is anybody's, not the lowest ordinal's: more can happen, and members can be exchanged.
    pub symmetric: bool,
}

impl Protocol {
    pub const fn keeps(self, guard: Guard) -> bool {
        self.without.keeps(guard)
    }

    /// The ordinal of the member whose election stands.
    pub fn standing_election<const N: usize>(self, state: &State<N>) -> Option<usize> {
        if state.election == Kind::None {
            return None;
        }
        state.members.iter().position(|member| {
            let named = match member.elected {
                Elected::Current => member.key == Key::Current,
                Elected::Earlier => matches!(member.key, Key::Earlier | Key::OtherPod),
                Elected::No | Elected::Gone => false,
            };
            let named = named
                || (!self.keeps(Guard::ElectionIncarnation)
                    && member.elected != Elected::No
                    && member.key != Key::Absent);
            let fresh = member.key_epoch < state.election_epoch
                || (member.key_epoch == state.election_epoch
                    && matches!(member.told, Told::Bootstrapping | Told::Primary));
            named && (fresh || !self.keeps(Guard::ElectionEpoch))
        })
    }

    /// A position that a later epoch is not known to have.
    pub fn diverged<const N: usize>(
        self,
        state: &State<N>,
        (known, unknown): (u8, u8),
        epoch: u8,
        seqno: u8,
    ) -> bool {
        if (epoch + 1..8).any(|later| unknown & (1 << later) != 0) {
            return true;
        }
        let mut later = (epoch + 1..8)
            .filter(|later| known & (1 << later) != 0)
            .map(|later| state.starts[usize::from(later)]);
        if self.keeps(Guard::EveryLaterEpoch) {
            later.any(|start| start.after < epoch || seqno > start.seqno)
        } else {
            let mut later = later.peekable();
            later.peek().is_some_and(|first| seqno > first.seqno)
                || later.any(|start| start.after < epoch)
        }
    }

    fn not_recovering<const N: usize>(state: &State<N>) -> bool {
        state.members.iter().any(|member| member.roster && member.told != Told::Recovering)
    }

    pub fn next_epoch<const N: usize>(self, state: &State<N>) -> u8 {
        let members = state
            .members
            .iter()
            .filter(|member| member.roster && member.key != Key::Absent)
            .map(|member| member.key_epoch)
            .max()
            .filter(|_| self.keeps(Guard::NextEpochMembers));
        1 + state.established.max(state.election_epoch).max(members.unwrap_or(0))
    }

    /// Steps 3 to 6 for a member that waits.
    pub fn next_step<const N: usize>(self, state: &State<N>, i: usize) -> Step {
        let me = &state.members[i];
        let established = state.established > 0;
        let standing = self.standing_election(state);
        let diverged = |me: &Member| {
            let starts = (state.established_known, state.established_unknown);
            self.diverged(state, starts, me.epoch, me.data.seqno) && self.keeps(Guard::DivergedJoin)
        };
        let foreign = me.data.uuid != state.established_uuid && self.keeps(Guard::ForeignUuid);
        if me.key != Key::Current {
            Step::Lost
        } else if !state.roster {
            Step::Wait("there is no roster yet")
        } else if !me.roster {
            Step::Wait("this member is not in the roster")
        } else if established && !me.empty() && (foreign || diverged(me)) {
            if me.discard {
                Step::Discard
            } else if foreign {
                Step::Person("this member holds data of cluster")
            } else {
                Step::Person("this member holds commits up to")
            }
        } else if established
            && state.members.iter().any(|other| {
                other.told == Told::Primary
                    && other.key_uuid == state.established_uuid
                    && other.key_epoch == state.established
            })
        {
            if me.view && state.view_there && self.keeps(Guard::ViewBeforeJoin) {
                Step::Wait("the view still names this volume")
            } else {
                Step::Join
            }
        } else if let Some(elected) = standing.filter(|_| state.election_epoch > state.established)
            && (self.keeps(Guard::StandingElectionWait) || elected == i)
        {
            if elected == i
                && (me.elected == Elected::Current || !self.keeps(Guard::ElectionIncarnation))
                && (state.election_epoch > me.epoch || !self.keeps(Guard::ElectionEpoch))
            {
                Step::Bootstrap
            } else {
                Step::Wait("is elected for epoch")
            }
        } else if Self::not_recovering(state) && self.keeps(Guard::AllRecovering) {
            Step::Wait("all of the roster must be recovering")
        } else if established {
            self.elect_from_data(
                state,
                state.established_uuid,
                state.established,
                (state.established_known, state.established_unknown),
            )
        } else {
            self.elect_at_first(state)
        }
    }

    /// 5.
    fn elect_from_data<const N: usize>(
        self,
        state: &State<N>,
        uuid: u8,
        epoch: u8,
        starts: (u8, u8),
    ) -> Step {
        let roster = |member: &&Member| {
            member.roster && member.key != Key::Absent && member.told != Told::Nothing
        };
        let candidate = |member: &Member| !member.key_empty && member.key_uuid == uuid;
        let foreign = state
            .members
            .iter()
            .filter(roster)
            .any(|member| !member.key_empty && member.key_uuid != uuid);
        let none = !state.members.iter().filter(roster).any(candidate);
        let lost = state.members.iter().any(|member| {
            let held = member.roster && member.key != Key::Absent && candidate(member);
            (member.view && !(held && member.key_volume))
                || (member.view_lost && (!held || member.key_volume))
        });
        let diverged = state.members.iter().filter(roster).any(|member| {
            candidate(member) && self.diverged(state, starts, member.key_epoch, member.key_seqno)
        });
        if foreign && self.keeps(Guard::ForeignUuid) {
            Step::Person("hold data of another cluster")
        } else if none {
            Step::Person("no member holds data of the established cluster")
        } else if epoch > 0 && !state.view_there && self.keeps(Guard::NoView) {
            Step::Person("etcd does not say which volumes were in use")
        } else if lost && state.view_there && self.keeps(Guard::LostVolume) {
            Step::Person("were in use and are not here")
        } else if diverged && self.keeps(Guard::DivergedElection) {
            Step::Person("hold commits that a later epoch is not known to have")
        } else {
            let rank = |member: &Member| {
                (
                    if self.keeps(Guard::HighestEpoch) { member.key_epoch } else { 0 },
                    if self.keeps(Guard::HighestSeqno) { member.key_seqno } else { 0 },
                )
            };
            let best = state
                .members
                .iter()
                .filter(roster)
                .filter(|member| candidate(member))
                .map(rank)
                .max();
            let chosen = self.some_of(state, |member| {
                roster(&member) && candidate(member) && Some(rank(member)) == best
            });
            Step::Elect(Kind::Recovery, chosen)
        }
    }

    /// 4.
    fn elect_at_first<const N: usize>(self, state: &State<N>) -> Step {
        let live = |member: &Member| member.roster && member.key != Key::Absent;
        let holders: Vec<&Member> =
            state.members.iter().filter(|member| live(member) && !member.key_empty).collect();
        let members = state.members.iter().filter(|member| live(member)).count();
        let Some(first) = holders.first() else {
            return if state.founding || !self.keeps(Guard::FoundingToken) {
                Step::Elect(Kind::First, self.some_of(state, live))
            } else {
                Step::Person("every member is empty and there is no founding token")
            };
        };
        let one_uuid = holders.iter().all(|holder| holder.key_uuid == first.key_uuid);
        if !one_uuid {
            Step::Person("members hold data of different clusters")
        } else if holders.len() == members || !self.keeps(Guard::HoldersOnly) {
            self.elect_from_data(state, first.key_uuid, 0, (0, 0))
        } else if holders.len() == 1
            && state.founding
            && state.election == Kind::First
            && first.elected != Elected::No
            && state.election_volume == first.key_volume
            && state.election_epoch == first.key_epoch
            && self.keeps(Guard::FounderAgain)
        {
            Step::Elect(
                Kind::First,
                self.some_of(state, |member| live(member) && !member.key_empty),
            )
        } else {
            Step::Person("some members hold data, others are empty")
        }
    }

    fn some_of<const N: usize>(self, state: &State<N>, is: impl Fn(&Member) -> bool) -> u8 {
        let all = state.members.iter().enumerate().filter(|(_, member)| is(member));
        let mut bits = all.map(|(i, _)| 1_u8 << i);
        if self.symmetric { bits.sum() } else { bits.next().unwrap_or(0) }
    }

    /// 10. Whether a person's `bootstrap` of this member is refused.
    pub fn refuses_decision<const N: usize>(
        self,
        state: &State<N>,
        i: usize,
    ) -> Option<&'static str> {
        let chosen = &state.members[i];
        let busy = state
            .members
            .iter()
            .any(|member| member.key != Key::Absent && member.told != Told::Recovering);
        if !state.roster {
            Some("there is no roster")
        } else if !chosen.roster {
            Some("is not in the roster")
        } else if chosen.key == Key::Absent {
            Some("has no live key")
        } else if busy && self.keeps(Guard::DecisionBusy) {
            Some("are not recovering")
        } else if self.standing_election(state).is_some() && self.keeps(Guard::DecisionElection) {
            Some("an election stands")
        } else if chosen.key_empty {
            Some("holds no data")
        } else {
            None
        }
    }
}
