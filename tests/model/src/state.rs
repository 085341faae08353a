//! What a moment of the model holds.
//!
//! Everything about one member is in its own slot, the parts of etcd's keys that name it as well:
//! then members can be put in any order, and moments that differ only by who is who are one.
//! Bytes only, without padding: a moment is hashed as it lies.

use bytemuck::NoUninit;

/// The most epochs of a run; a run that needs more is cut, and counted as cut.
pub const EPOCHS: usize = 8;

/// What a database holds: whose it is, where it stands, and which clients' commits are in it.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default, PartialOrd, Ord)]
pub struct Data {
    /// 0: it belongs to no cluster.
    pub uuid: u8,
    pub seqno: u8,
    /// One bit a commit.
    pub commits: u8,
}

/// Where a member's container is in `percona-start.sh`.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub enum Phase {
    /// No process.
    #[default]
    Off,
    /// `lock` and `recover` are done, `register` is not.
    Unregistered,
    /// `wait_for_a_step`.
    Waiting,
    /// `bootstrap` is published; `initialise` and `handover` follow.
    Booting,
    /// mysqld runs, started to join.
    Joined,
    /// mysqld runs, started to bootstrap.
    Bootstrapped,
}

/// What Galera says of a server.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub enum Local {
    /// No server, or one that has found no group yet.
    #[default]
    Outside,
    /// Takes a copy: the datadir was emptied for it. Does not answer.
    Copying,
    /// Takes the commits that it lacks at its start. Does not answer.
    CatchingUp,
    /// Answers, and takes the commits that it missed while it was cut off.
    Rejoining,
    /// Synced, or was when its component was lost.
    Synced,
    /// Left its group for good, and answers on.
    Left,
}

/// The live key `members/<ordinal>`.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub enum Key {
    #[default]
    Absent,
    /// Of the incarnation that runs.
    Current,
    /// Of an earlier incarnation of the same pod.
    Earlier,
    /// Of an earlier incarnation in another pod.
    OtherPod,
}

/// The state that a member's key tells.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub enum Told {
    #[default]
    Nothing,
    Recovering,
    Bootstrapping,
    Joining,
    Primary,
    RunningNonPrimary,
}

/// What the key `election` has to do with a member.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub enum Elected {
    #[default]
    No,
    /// It names the incarnation that runs.
    Current,
    /// It names the earlier incarnation whose key still lives.
    Earlier,
    /// It names an incarnation that is gone.
    Gone,
}

/// Which part of a member is held at its next step (SIGSTOP, a slow disk, a slow network).
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub enum Held {
    #[default]
    No,
    /// The sidecar; the server goes on.
    Sidecar,
    /// All of the pod: the group loses the server too.
    Pod,
}

/// One member: its volume, its processes, and what etcd holds of it.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub struct Member {
    // Kubernetes.
    /// The StatefulSet has it.
    pub pod: bool,
    // The volume. A lost one is replaced by an empty one.
    pub data: Data,
    /// `marker.json`.
    pub epoch: u8,
    pub initialising: bool,
    pub joining: bool,
    /// `established` in the marker is this epoch.
    pub seen: bool,
    /// grastate.dat has the zero uuid.
    pub zeroed: bool,
    // The processes.
    pub phase: Phase,
    pub local: Local,
    /// Counts in its group's last primary component.
    pub counted: bool,
    /// Has applied all that came before its group's present configuration, and told the sidecar.
    pub delivered: bool,
    pub gate_open: bool,
    /// Its sidecar stood still until the lease had run out: until it has seen its volume in the view
    /// again, balancer and probes are told that the gate is shut.
    pub unsure: bool,
    /// The sidecar has asked for a stop.
    pub stop: bool,
    /// The sidecar knows that this incarnation was published as primary.
    pub published: bool,
    /// How many volumes the view had when it was last read.
    pub view_read: u8,
    pub cut_from_members: bool,
    pub cut_from_etcd: bool,
    pub held: Held,
    // etcd: this member's key.
    pub key: Key,
    pub told: Told,
    /// The key tells of the volume that is there now, not of a lost one.
    pub key_volume: bool,
    pub key_uuid: u8,
    pub key_epoch: u8,
    pub key_seqno: u8,
    pub key_empty: bool,
    /// The key tells of its group's present configuration.
    pub key_configuration: bool,
    // etcd: keys that name it.
    pub roster: bool,
    pub elected: Elected,
    /// The view names the volume that is there.
    pub view: bool,
    /// The view names a volume of this ordinal that is lost.
    pub view_lost: bool,
    /// `discard/<volume>`.
    pub discard: bool,
    /// The view in the snapshot of etcd that was kept.
    pub snapshot_view: bool,
    pub snapshot_view_lost: bool,
    /// The view as it was read last, before etcd lost it.
    pub view_before: bool,
    pub view_before_lost: bool,
    /// The step that is held concerns this volume; its lost one.
    pub pending: bool,
    pub pending_lost: bool,
}

/// A group of servers of one epoch, as Galera counts it.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub struct Group {
    /// A primary component stands.
    pub primary: bool,
    /// How many servers the last primary component had, dead ones too.
    pub count: u8,
    /// All that was ordered in it.
    pub ordered: Data,
}

/// Where an epoch started: `starts` of `established`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub struct Start {
    pub seqno: u8,
    pub after: u8,
    /// `starts` as the member of that epoch saved it: a bit an epoch.
    pub known: u8,
    /// Those of which it says that nobody knows.
    pub unknown: u8,
}

#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub enum Kind {
    #[default]
    None,
    First,
    Recovery,
    Decision,
}

/// All but the members.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, NoUninit, Debug, Default)]
pub struct Shared {
    // etcd.
    pub etcd_up: bool,
    /// The key `roster` is there; whom it names is in the members.
    pub roster: bool,
    pub founding: bool,
    /// 0: nothing is established.
    pub established: u8,
    pub established_uuid: u8,
    /// The epochs in `starts`.
    pub established_known: u8,
    /// The epochs in `starts` that count as begun before all that others hold.
    pub established_unknown: u8,
    pub view_there: bool,
    pub view_epoch: u8,
    /// The epoch of the view that etcd lost.
    pub view_before: u8,
    pub election: Kind,
    pub election_epoch: u8,
    pub election_start: u8,
    pub election_after: u8,
    /// The epochs in its own `starts`, known and not.
    pub election_known: u8,
    pub election_unknown: u8,
    /// The election names the volume that is there now.
    pub election_volume: bool,
    // A snapshot of etcd that was kept.
    pub snapshot: bool,
    pub snapshot_established: u8,
    pub snapshot_uuid: u8,
    pub snapshot_known: u8,
    pub snapshot_unknown: u8,
    pub snapshot_view_epoch: u8,
    // The step that is held, and whether its transaction would still be done.
    pub held: u8,
    pub held_valid: bool,
    /// A sidecar is held, and the server that it looked at has ended.
    pub held_ended: bool,
    // What happened, for what must hold.
    pub uuids: u8,
    pub commits: u8,
    pub acknowledged: u8,
    /// Commits that a person gave up knowingly.
    pub given_up: u8,
    pub was_founded: bool,
    /// A volume or etcd's data was lost: a person may be needed.
    pub lost_something: bool,
    pub broken: u8,
    // What may still happen.
    pub faults: u8,
    pub decisions: u8,
    /// More epochs were needed than the model has room for.
    pub cut: bool,
}

/// A moment of a cluster with that many members at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State<const N: usize> {
    pub members: [Member; N],
    /// By epoch.
    pub groups: [Group; EPOCHS],
    pub starts: [Start; EPOCHS],
    pub shared: Shared,
}

impl<const N: usize> std::ops::Deref for State<N> {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl<const N: usize> std::ops::DerefMut for State<N> {
    fn deref_mut(&mut self) -> &mut Shared {
        &mut self.shared
    }
}

impl<const N: usize> State<N> {
    /// Servers of an epoch that are counted and live.
    pub fn counted(&self, epoch: u8) -> impl Iterator<Item = (usize, &Member)> {
        self.members
            .iter()
            .enumerate()
            .filter(move |(_, member)| member.counted && member.runs() && member.epoch == epoch)
    }

    /// By which two moments are told apart.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        hash.update(bytemuck::cast_slice(&self.members));
        hash.update(bytemuck::cast_slice(&self.groups));
        hash.update(bytemuck::cast_slice(&self.starts));
        hash.update(bytemuck::bytes_of(&self.shared));
        hash.digest().max(1)
    }

    /// The same with the members in an order of their own: which is which does not count.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.members
            .sort_unstable_by(|one, other| bytemuck::bytes_of(one).cmp(bytemuck::bytes_of(other)));
        self
    }

    /// The key `established`, but for what each start is.
    pub fn established_starts(&self) -> [u8; 4] {
        [self.established, self.established_uuid, self.established_known, self.established_unknown]
    }

    pub fn group(&self, epoch: u8) -> Group {
        self.groups.get(usize::from(epoch)).copied().unwrap_or_default()
    }

    pub fn view_size(&self) -> u8 {
        self.members.iter().map(|member| u8::from(member.view) + u8::from(member.view_lost)).sum()
    }

    /// The server is in the primary component of its epoch.
    pub fn primary(&self, member: &Member) -> bool {
        member.runs() && member.counted && self.group(member.epoch).primary
    }

    /// A client that comes to this member now is served.
    pub fn serves(&self, member: &Member) -> bool {
        member.gate_open
            && !member.unsure
            && member.held != Held::Pod
            && self.primary(member)
            && member.local == Local::Synced
    }

    pub fn reaches_etcd(&self, member: &Member) -> bool {
        self.etcd_up && !member.cut_from_etcd
    }
}

impl Member {
    pub fn runs(&self) -> bool {
        matches!(self.phase, Phase::Joined | Phase::Bootstrapped)
    }

    /// Others of its group reach it.
    pub fn reachable(&self) -> bool {
        !self.cut_from_members && self.held != Held::Pod
    }

    /// `recover`: what a start finds on the volume counts as empty.
    pub fn empty(&self) -> bool {
        self.data.uuid == 0 || self.initialising || self.zeroed
    }
}
