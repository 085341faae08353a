//! What the protocol guards itself with, one switch a line of the scripts.

/// A guard that a run can leave out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
#[repr(u8)]
pub enum Guard {
    AllRecovering,
    LostVolume,
    NoView,
    DivergedElection,
    DivergedJoin,
    EveryLaterEpoch,
    UnknownStart,
    ForeignUuid,
    ViewBeforeJoin,
    FoundingToken,
    ElectionIncarnation,
    ElectionEpoch,
    HighestEpoch,
    HighestSeqno,
    NextEpochMembers,
    StandingElectionWait,
    HoldersOnly,
    FounderAgain,
    OpenByView,
    NarrowTold,
    NarrowShut,
    RestoreAllLive,
    RestoreEpoch,
    RestoreSeen,
    RestoreServing,
    RestoreLastView,
    RestoreViewUnseen,
    StopNewerEpoch,
    EstablishStanding,
    ShutNonPrimary,
    ShutWithoutLease,
    UnsureAfterLapse,
    OthersWait,
    JoinerNonPrimary,
    JoinedUnknown,
    GoneForGood,
    OtherPodWaits,
    ElectCompares,
    EstablishCompares,
    NarrowCompares,
    BootstrapCompares,
    StillRuns,
    RecheckElection,
    GateShutAtStart,
    Initialising,
    ZeroUuid,
    FlushAtCommit,
    DecisionBusy,
    DecisionElection,
    PersonLooked,
    RestoredEtcdView,
}

impl Guard {
    pub const ALL: [(Guard, &'static str); 51] = [
        (Guard::AllRecovering, "percona-protocol.jq next_step: elif not_recovering != []"),
        (Guard::LostVolume, "percona-protocol.jq elect_from_data: elif $lost != []"),
        (
            Guard::NoView,
            "percona-protocol.jq elect_from_data: $established.epoch > 0 and $view == null",
        ),
        (Guard::DivergedElection, "percona-protocol.jq elect_from_data: elif $diverged != []"),
        (Guard::DivergedJoin, "percona-protocol.jq next_step: diverged($established; $me)"),
        (
            Guard::EveryLaterEpoch,
            "percona-protocol.jq diverged: any(.[]; … ($member | seqno) > .start)",
        ),
        (Guard::UnknownStart, "percona-protocol.jq began: {seqno: \"-1\", after: 0}"),
        (Guard::ForeignUuid, "percona-protocol.jq next_step: $me.uuid != $established.uuid"),
        (Guard::ViewBeforeJoin, "percona-protocol.jq next_step: the view still names this volume"),
        (Guard::FoundingToken, "percona-protocol.jq elect_at_first: value(\"founding\") == null"),
        (
            Guard::ElectionIncarnation,
            "percona-protocol.jq standing_election: $elected.incarnation == $election.incarnation",
        ),
        (
            Guard::ElectionEpoch,
            "percona-protocol.jq standing_election: $elected.epoch < $election.epoch",
        ),
        (Guard::HighestEpoch, "percona-protocol.jq elect_from_data: sort_by([- .epoch"),
        (Guard::HighestSeqno, "percona-protocol.jq elect_from_data: sort_by([…, - seqno"),
        (Guard::NextEpochMembers, "percona-protocol.jq next_epoch: ($members[] | .epoch)"),
        (
            Guard::StandingElectionWait,
            "percona-protocol.jq next_step: member … is elected for epoch …",
        ),
        (
            Guard::HoldersOnly,
            "percona-protocol.jq elect_at_first: ($holders | length) == ($members | length)",
        ),
        (
            Guard::FounderAgain,
            "percona-protocol.jq elect_at_first: the founder went down before `established`",
        ),
        (Guard::OpenByView, "percona-protocol.jq supervise_primary: index([$me.volume]) == null"),
        (Guard::NarrowTold, "percona-protocol.jq departed: .configuration == configuration"),
        (Guard::NarrowShut, "percona-protocol.jq departed: select(.state == \"primary\")"),
        (Guard::RestoreAllLive, "percona-protocol.jq may_restore: all($ordinals[]; … != null)"),
        (
            Guard::RestoreEpoch,
            "percona-protocol.jq may_restore: all(members[]; .epoch <= $me.epoch)",
        ),
        (Guard::RestoreSeen, "percona-protocol.jq supervise_primary: if $me.seen"),
        (
            Guard::RestoreServing,
            "percona-protocol.jq restored_view: .state | IN(\"primary\", \"running-non-primary\")",
        ),
        (Guard::RestoreLastView, "percona-protocol.jq restored_view: $more.view.volumes"),
        (
            Guard::RestoreViewUnseen,
            "percona-protocol.jq supervise_primary: the view is of another epoch",
        ),
        (Guard::StopNewerEpoch, "percona-protocol.jq supervise: $established.epoch > $me.epoch"),
        (
            Guard::EstablishStanding,
            "percona-protocol.jq supervise_primary: standing_election.incarnation == $me.incarnation",
        ),
        (Guard::ShutNonPrimary, "percona-protocol.jq supervise: not in a primary component"),
        (
            Guard::ShutWithoutLease,
            "percona-protocol.jq supervise_without_etcd: members of the view are gone",
        ),
        (Guard::UnsureAfterLapse, "percona-sidecar.sh show_gate: UNSURE=yes"),
        (
            Guard::OthersWait,
            "percona-protocol.jq supervise: the others wait for this member to stop and count",
        ),
        (
            Guard::JoinerNonPrimary,
            "percona-protocol.jq supervise: a joiner that lost its component tells so",
        ),
        (
            Guard::JoinedUnknown,
            "percona-protocol.jq supervise_primary: etcd does not know the epoch that this server joined",
        ),
        (Guard::GoneForGood, "percona-protocol.jq supervise: gone_for_good"),
        (Guard::OtherPodWaits, "percona-start.sh register: another pod holds this member's key"),
        (Guard::ElectCompares, "percona-protocol.jq election_keys"),
        (Guard::EstablishCompares, "percona-sidecar.sh establish: names"),
        (Guard::NarrowCompares, "percona-sidecar.sh narrow: names"),
        (
            Guard::BootstrapCompares,
            "percona-start.sh bootstrap: put_own … [\"election\",\"established\"]",
        ),
        (Guard::StillRuns, "percona-sidecar.sh still_runs"),
        (
            Guard::RecheckElection,
            "percona-start.sh bootstrap: the election does not stand any more",
        ),
        (Guard::GateShutAtStart, "percona-start.sh run_server: --wsrep-reject-queries=ALL"),
        (Guard::Initialising, "percona-volume.sh recover: an initialise was interrupted"),
        (Guard::ZeroUuid, "percona-volume.sh recover: a state transfer was interrupted"),
        (Guard::FlushAtCommit, "percona-start.sh hand_over: --innodb-flush-log-at-trx-commit=1"),
        (Guard::DecisionBusy, "percona-protocol.jq decision: members … are not recovering"),
        (Guard::DecisionElection, "percona-protocol.jq decision: an election stands"),
        (Guard::PersonLooked, "the runbook: a person makes sure that absent members do not run"),
        (Guard::RestoredEtcdView, "the runbook, Restore etcd: etcdctl del …view"),
    ];
}

/// The guards that are left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Without(u64);

impl Without {
    pub const NONE: Self = Self(0);

    pub const fn one(guard: Guard) -> Self {
        Self(1 << guard as u8)
    }

    #[must_use]
    pub const fn and(self, guard: Guard) -> Self {
        Self(self.0 | 1 << guard as u8)
    }

    pub const fn keeps(self, guard: Guard) -> bool {
        self.0 & (1 << guard as u8) == 0
    }
}
