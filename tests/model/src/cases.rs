//! For each guard what is tried without it, and what comes of that.

use crate::action::Faults;
use crate::guards::{Guard, Without};
use crate::model::Settings;

/// What leaving a guard out leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leads {
    /// Something that must hold does not.
    Wrong,
    /// A cluster that does not come up by itself.
    Stuck,
    /// To nothing that this model finds: depth on purpose, with what covers it besides.
    Nothing(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub guard: Guard,
    pub begin: Begin,
    pub faults: u8,
    pub kinds: Faults,
    pub commits: u8,
    pub decisions: u8,
    pub leads: Leads,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Begin {
    /// The installer has run, no member has started.
    FirstStart,
    /// All three serve.
    Serving,
}

impl Case {
    pub fn settings(self) -> Settings {
        Settings {
            members: 3,
            faults: self.faults,
            kinds: self.kinds,
            commits: self.commits,
            decisions: self.decisions,
            without: Without::one(self.guard),
            symmetric: self.leads != Leads::Stuck,
            serving: self.begin == Begin::Serving,
        }
    }
}

const fn case(
    guard: Guard,
    begin: Begin,
    faults: u8,
    kinds: Faults,
    commits: u8,
    decisions: u8,
    leads: Leads,
) -> Case {
    Case { guard, begin, faults, kinds, commits, decisions, leads }
}

use Begin::{FirstStart, Serving};
use Leads::{Nothing, Stuck, Wrong};

const CRASHES: Faults = Faults::CRASH.and(Faults::CRASH_ALL);
const LOSSES: Faults = Faults::CRASH_ALL.and(Faults::VOLUME);
const ETCD_LOSSES: Faults = LOSSES.and(Faults::ETCD_LOST);
const ETCD_RESTORES: Faults = LOSSES.and(Faults::ETCD_RESTORED);
const ETCD_FORGETS: Faults = Faults::CRASH_ALL.and(Faults::ETCD_LOST).and(Faults::ETCD_RESTORED);
const HOLDS: Faults = Faults::HOLD;

pub const CASES: [Case; 51] = [
    case(Guard::AllRecovering, Serving, 2, Faults::CRASH_ALL.and(Faults::ETCD_LOST), 1, 0, Wrong),
    case(Guard::LostVolume, Serving, 2, LOSSES, 1, 0, Wrong),
    case(Guard::NoView, Serving, 3, ETCD_RESTORES, 1, 0, Wrong),
    case(
        Guard::DivergedElection,
        Serving,
        3,
        LOSSES,
        1,
        1,
        Nothing("the epoch is compared first, and a join stops who diverged"),
    ),
    case(Guard::DivergedJoin, Serving, 2, LOSSES, 1, 1, Wrong),
    case(Guard::EveryLaterEpoch, Serving, 2, LOSSES, 1, 1, Wrong),
    case(Guard::UnknownStart, Serving, 3, ETCD_FORGETS, 1, 2, Wrong),
    case(
        Guard::ForeignUuid,
        Serving,
        2,
        LOSSES,
        1,
        1,
        Nothing(
            "no second uuid arises while the others hold: it is for volumes that come from elsewhere",
        ),
    ),
    case(Guard::ViewBeforeJoin, Serving, 2, CRASHES, 1, 0, Stuck),
    case(Guard::FoundingToken, Serving, 4, ETCD_LOSSES, 0, 0, Wrong),
    case(Guard::ElectionIncarnation, Serving, 2, LOSSES, 0, 0, Stuck),
    case(
        Guard::ElectionEpoch,
        Serving,
        2,
        CRASHES,
        1,
        0,
        Nothing("the incarnation tells as much, and restoring etcd deletes the election"),
    ),
    case(
        Guard::HighestEpoch,
        Serving,
        3,
        LOSSES,
        1,
        1,
        Nothing("who holds more of an older epoch has diverged, which is asked before"),
    ),
    case(Guard::HighestSeqno, Serving, 1, Faults::CRASH_ALL, 1, 0, Wrong),
    case(
        Guard::NextEpochMembers,
        Serving,
        2,
        ETCD_LOSSES,
        0,
        0,
        Nothing("an election whose epoch a member has reached is void, and the next is higher"),
    ),
    case(
        Guard::StandingElectionWait,
        FirstStart,
        1,
        HOLDS,
        0,
        0,
        Nothing("bootstrap compares the election"),
    ),
    case(Guard::HoldersOnly, Serving, 3, ETCD_LOSSES, 1, 0, Wrong),
    case(
        Guard::FounderAgain,
        FirstStart,
        1,
        Faults::CRASH,
        0,
        0,
        Nothing(
            "the model writes the marker and `established` in one step; decisions.rs tries what is between",
        ),
    ),
    case(Guard::OpenByView, FirstStart, 2, LOSSES, 1, 0, Wrong),
    case(
        Guard::NarrowTold,
        Serving,
        2,
        LOSSES,
        1,
        0,
        Nothing("who narrows has applied it all, and the view names it"),
    ),
    case(Guard::NarrowShut, Serving, 3, LOSSES.and(Faults::CUT_MEMBERS), 1, 0, Wrong),
    case(
        Guard::RestoreAllLive,
        Serving,
        3,
        ETCD_LOSSES,
        1,
        0,
        Nothing("an absent volume was in the view that was read last"),
    ),
    case(
        Guard::RestoreEpoch,
        Serving,
        2,
        ETCD_RESTORES.and(HOLDS),
        1,
        0,
        Nothing("a primary of an older epoch does not outlive the election of a newer"),
    ),
    case(Guard::RestoreSeen, FirstStart, 2, ETCD_LOSSES, 0, 0, Nothing("all members must be live")),
    case(
        Guard::RestoreServing,
        Serving,
        2,
        ETCD_LOSSES,
        1,
        0,
        Nothing("the view that was read last names them, but where it was read long ago"),
    ),
    case(Guard::RestoreLastView, Serving, 3, ETCD_LOSSES, 1, 0, Wrong),
    case(Guard::RestoreViewUnseen, FirstStart, 1, ETCD_RESTORES, 0, 0, Stuck),
    case(
        Guard::StopNewerEpoch,
        Serving,
        2,
        CRASHES.and(HOLDS),
        0,
        0,
        Nothing("a group of an older epoch has lost its quorum before a newer is elected"),
    ),
    case(
        Guard::EstablishStanding,
        FirstStart,
        1,
        HOLDS,
        0,
        0,
        Nothing("establish compares the election"),
    ),
    case(
        Guard::ShutNonPrimary,
        Serving,
        2,
        CRASHES.and(Faults::CUT_MEMBERS),
        1,
        0,
        Nothing("Galera itself refuses queries outside the primary component"),
    ),
    case(
        Guard::ShutWithoutLease,
        Serving,
        2,
        CRASHES.and(Faults::CUT_ETCD),
        1,
        0,
        Nothing("a person looks before deciding, and nobody else elects without all"),
    ),
    case(Guard::UnsureAfterLapse, Serving, 3, LOSSES.and(Faults::HOLD), 1, 0, Wrong),
    case(Guard::OthersWait, Serving, 2, Faults::CRASH, 0, 0, Stuck),
    case(Guard::JoinerNonPrimary, FirstStart, 1, Faults::CRASH, 0, 0, Stuck),
    case(Guard::JoinedUnknown, FirstStart, 1, Faults::ETCD_LOST, 0, 0, Stuck),
    case(Guard::GoneForGood, Serving, 2, Faults::CRASH.and(Faults::TRANSFER), 1, 0, Stuck),
    case(
        Guard::OtherPodWaits,
        FirstStart,
        1,
        CRASHES.and(HOLDS),
        0,
        0,
        Nothing("the lock on the volume"),
    ),
    case(Guard::ElectCompares, FirstStart, 2, CRASHES.and(HOLDS), 0, 0, Wrong),
    case(
        Guard::EstablishCompares,
        FirstStart,
        1,
        CRASHES.and(HOLDS),
        0,
        0,
        Nothing(
            "the election must stand when establish is decided, and a lost lease stops the server",
        ),
    ),
    case(
        Guard::NarrowCompares,
        Serving,
        2,
        LOSSES.and(HOLDS),
        1,
        0,
        Nothing("with two faults: a third is not tried here"),
    ),
    case(
        Guard::BootstrapCompares,
        FirstStart,
        1,
        CRASHES.and(HOLDS),
        0,
        0,
        Nothing("the election is looked at again before the server starts"),
    ),
    case(
        Guard::StillRuns,
        FirstStart,
        2,
        CRASHES.and(HOLDS),
        1,
        0,
        Nothing("a late key is what a crash leaves, too; a_look_outlives_its_server tries it"),
    ),
    case(Guard::RecheckElection, FirstStart, 1, HOLDS, 0, 0, Wrong),
    case(Guard::GateShutAtStart, FirstStart, 2, LOSSES, 1, 0, Wrong),
    case(Guard::Initialising, FirstStart, 1, Faults::CRASH, 0, 0, Wrong),
    case(Guard::ZeroUuid, FirstStart, 2, CRASHES, 0, 0, Wrong),
    case(Guard::FlushAtCommit, Serving, 1, Faults::CRASH_ALL, 1, 0, Wrong),
    case(
        Guard::DecisionBusy,
        Serving,
        2,
        LOSSES,
        1,
        2,
        Nothing("a person is asked when all wait, and looks whether somebody runs"),
    ),
    case(
        Guard::DecisionElection,
        Serving,
        2,
        LOSSES,
        1,
        2,
        Nothing("bootstrap compares the election"),
    ),
    case(Guard::PersonLooked, Serving, 3, Faults::CRASH.and(Faults::CUT_ETCD), 0, 1, Wrong),
    case(Guard::RestoredEtcdView, Serving, 3, ETCD_RESTORES, 1, 0, Wrong),
];
