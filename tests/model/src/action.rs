//! What can happen, by the names that the step log has where the scripts do it.

use crate::decisions::Step;
use crate::guards::Guard;
use crate::state::Kind;

/// One thing that happens to the member of that number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Action {
    pub what: What,
    pub member: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    // percona-start.sh
    Start,
    Register,
    /// A transaction's answer is lost: etcd has it, the script does not know.
    Elect(Kind, u8),
    Join,
    Bootstrap,
    Discard,
    Lost,
    Handover,
    ServerEnd,
    // percona-sidecar.sh
    Publish {
        primary: bool,
    },
    RegisterAgain,
    Establish,
    Widen,
    Narrow,
    Seen,
    Open,
    Shut,
    Stop,
    Restore,
    // Galera
    Connect,
    Copy,
    GiveUp,
    Transferred,
    Apply,
    Rejoin,
    // Clients
    Write,
    // What mends itself, or is mended
    Expire,
    HealMembers,
    HealEtcd,
    EtcdUp,
    Release,
    WriteRoster,
    ShrinkRoster,
    Snapshot,
    // Faults
    Crash,
    LosePod,
    StopPod,
    CrashAll,
    LoseVolume,
    CutFromMembers,
    CutFromEtcd,
    EtcdDown,
    EtcdLost,
    EtcdRestored,
    HoldPod,
    HoldPodAtStep,
    HoldSidecar,
    HoldSidecarAtStep,
    LoseAnswer,
    FailTransfer,
    ScaleUp,
    ScaleDown,
    // A person
    Decide,
    PermitDiscard,
}

impl What {
    pub fn is_fault(self) -> bool {
        matches!(
            self,
            Self::Crash
                | Self::LosePod
                | Self::StopPod
                | Self::CrashAll
                | Self::LoseVolume
                | Self::CutFromMembers
                | Self::CutFromEtcd
                | Self::EtcdDown
                | Self::EtcdLost
                | Self::EtcdRestored
                | Self::HoldPod
                | Self::HoldPodAtStep
                | Self::HoldSidecar
                | Self::HoldSidecarAtStep
                | Self::LoseAnswer
                | Self::FailTransfer
                | Self::ScaleUp
                | Self::ScaleDown
        )
    }

    /// Happens by itself sooner or later, when nothing is broken any more.
    pub fn is_fair(self) -> bool {
        !self.is_fault() && !matches!(self, What::Write | What::Snapshot)
    }

    /// Who does it: fairness is counted for each.
    pub fn actor(self) -> u8 {
        match self {
            Self::Start
            | Self::Register
            | Self::Elect(..)
            | Self::Join
            | Self::Bootstrap
            | Self::Discard
            | Self::Lost
            | Self::Handover
            | Self::ServerEnd => 0,
            Self::Publish { .. }
            | Self::RegisterAgain
            | Self::Establish
            | Self::Widen
            | Self::Narrow
            | Self::Seen
            | Self::Open
            | Self::Shut
            | Self::Stop
            | Self::Restore => 1,
            Self::Connect | Self::Copy | Self::GiveUp | Self::Transferred | Self::Rejoin => 2,
            Self::Apply => 3,
            Self::Expire => 4,
            Self::Decide | Self::PermitDiscard => 5,
            _ => 6,
        }
    }
}

/// The kinds of faults that a run tries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Faults(pub u32);

impl Faults {
    pub const CRASH: Self = Self(1);
    pub const CRASH_ALL: Self = Self(2);
    pub const VOLUME: Self = Self(4);
    pub const CUT_MEMBERS: Self = Self(8);
    pub const CUT_ETCD: Self = Self(16);
    pub const ETCD_DOWN: Self = Self(32);
    pub const ETCD_LOST: Self = Self(64);
    pub const ETCD_RESTORED: Self = Self(128);
    pub const HOLD: Self = Self(256);
    pub const ANSWER: Self = Self(512);
    pub const TRANSFER: Self = Self(1024);
    pub const SCALE: Self = Self(2048);
    pub const STOP: Self = Self(4096);
    /// Each of them.
    pub const ALL: Self = Self(8191);

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The step that a process would take, as an action.
pub fn of_step(step: Step) -> Option<What> {
    Some(match step {
        Step::None | Step::Wait(_) | Step::Person(_) => return None,
        Step::Lost => What::Lost,
        Step::Elect(kind, whom) => What::Elect(kind, whom),
        Step::Join => What::Join,
        Step::Bootstrap => What::Bootstrap,
        Step::Discard => What::Discard,
        Step::Publish { primary } => What::Publish { primary },
        Step::Register => What::RegisterAgain,
        Step::Establish => What::Establish,
        Step::Widen => What::Widen,
        Step::Narrow => What::Narrow,
        Step::Seen => What::Seen,
        Step::Open => What::Open,
        Step::Shut(_) => What::Shut,
        Step::Stop(_) => What::Stop,
        Step::Restore => What::Restore,
    })
}

/// A guard's own name, for a story's heading.
pub fn line_of(guard: Guard) -> &'static str {
    Guard::ALL.iter().find(|(one, _)| *one == guard).map_or("", |(_, line)| line)
}
