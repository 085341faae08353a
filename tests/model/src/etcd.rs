//! etcd: its keys, what a transaction compares, leases.

use crate::state::{Elected, Held, Key, Kind, Member, State, Told};

/// Keys that a held transaction compares.
pub const OWN: u8 = 1;
pub const MEMBERS: u8 = 2;
pub const ROSTER: u8 = 4;
pub const ELECTION: u8 = 8;
pub const ESTABLISHED: u8 = 16;
pub const VIEW: u8 = 32;
pub const FOUNDING: u8 = 64;

impl<const N: usize> State<N> {
    /// A key is written: a held transaction that compares it will be refused.
    pub fn touch(&mut self, keys: u8, compared: u8) {
        if keys & compared != 0 {
            self.held_valid = false;
        }
    }

    /// The process of before is gone: what was its is an earlier incarnation's now.
    pub fn new_incarnation(&mut self, i: usize, other_pod: bool) {
        // A sidecar outlives its server, and what it had decided: not its pod.
        if self.members[i].held == Held::Sidecar && !other_pod {
            self.held_ended = true;
        } else if self.members[i].held != Held::No {
            self.forget_held();
            self.members[i].held = Held::No;
        }
        let me = &mut self.members[i];
        if me.elected == Elected::Current {
            me.elected = if me.key == Key::Current { Elected::Earlier } else { Elected::Gone };
        }
        me.key = match me.key {
            Key::Absent => Key::Absent,
            _ if other_pod => Key::OtherPod,
            Key::Current => Key::Earlier,
            key => key,
        };
    }

    pub fn forget_held(&mut self) {
        self.held = 0;
        self.held_valid = false;
        self.held_ended = false;
        for member in &mut self.members {
            member.pending = false;
            member.pending_lost = false;
        }
    }

    /// The lease ended, or the key was deleted.
    pub fn delete_key(&mut self, i: usize) {
        let me = &mut self.members[i];
        me.key = Key::Absent;
        me.told = Told::Nothing;
        me.key_volume = false;
        me.key_uuid = 0;
        me.key_epoch = 0;
        me.key_seqno = 0;
        me.key_empty = false;
        me.key_configuration = false;
        if me.elected == Elected::Earlier {
            me.elected = Elected::Gone;
        }
    }

    /// `own_value`: what the member found on its volume.
    pub fn write_key(&mut self, i: usize, told: Told, epoch: u8) {
        let me = &mut self.members[i];
        if me.elected == Elected::Earlier {
            me.elected = Elected::Gone;
        }
        me.key = Key::Current;
        me.told = told;
        me.key_volume = true;
        me.key_empty = me.empty();
        me.key_uuid = if me.key_empty { 0 } else { me.data.uuid };
        me.key_seqno = if me.key_empty { 0 } else { me.data.seqno };
        me.key_epoch = epoch;
        me.key_configuration = false;
    }

    pub fn clear_election(&mut self) {
        for member in &mut self.members {
            member.elected = Elected::No;
        }
        self.election = Kind::None;
        self.election_epoch = 0;
        self.election_start = 0;
        self.election_after = 0;
        self.election_known = 0;
        self.election_unknown = 0;
        self.election_volume = false;
    }

    pub fn elect(&mut self, kind: Kind, i: usize, epoch: u8, remember: bool) {
        let (known, unknown) = self.began(self.members[i].key_epoch, remember);
        self.clear_election();
        self.election_known = known;
        self.election_unknown = unknown;
        let me = &mut self.members[i];
        me.elected = if me.key == Key::Current { Elected::Current } else { Elected::Earlier };
        let (start, after, volume) = (me.key_seqno, me.key_epoch, me.key_volume);
        self.election = kind;
        self.election_epoch = epoch;
        self.election_start = start;
        self.election_after = after;
        self.election_volume = volume;
    }

    /// `began`: the epochs, known and not, that an election of a member of this epoch tells of.
    fn began(&mut self, epoch: u8, remember: bool) -> (u8, u8) {
        if epoch == 0 || !remember {
            return (0, 0);
        }
        let bit = 1 << epoch;
        let (mut known, mut unknown) = (0, 0);
        if self.election != Kind::None && self.election_epoch == epoch {
            known = self.election_known | bit;
            unknown = self.election_unknown;
            let (seqno, after) = (self.election_start, self.election_after);
            let start = &mut self.starts[usize::from(epoch)];
            start.seqno = seqno;
            start.after = after;
        }
        let established = self.established_known | self.established_unknown;
        known &= !established;
        unknown &= !established;
        if (known | unknown | established) & bit == 0 {
            unknown |= bit;
        }
        (known, unknown)
    }

    /// Where an epoch began matters to data of an earlier one alone, and nobody's epoch gets lower than the lowest.
    pub fn forget_starts(&mut self) {
        let held = self
            .members
            .iter()
            .filter_map(|member| (member.data.uuid != 0 || member.runs()).then_some(member.epoch));
        let told = self.members.iter().filter_map(|member| {
            (member.key != Key::Absent && !member.key_empty).then_some(member.key_epoch)
        });
        let lowest = held.chain(told).min().unwrap_or(7);
        let later = !((2_u8 << lowest).wrapping_sub(1));
        for (epoch, start) in self.starts.iter_mut().enumerate() {
            let own = 1 << epoch;
            start.known &= later | own;
            start.unknown &= later;
            if own & later == 0 {
                start.seqno = 0;
                start.after = 0;
            }
        }
        self.established_known &= later;
        self.established_unknown &= later;
        self.election_known &= later;
        self.election_unknown &= later;
        self.snapshot_known &= later;
        self.snapshot_unknown &= later;
    }

    pub fn clear_view(&mut self) {
        for member in &mut self.members {
            member.view = false;
            member.view_lost = false;
        }
        self.view_epoch = 0;
        self.view_there = false;
        self.forget_view_before();
    }

    pub fn forget_view_before(&mut self) {
        self.view_before = 0;
        for member in &mut self.members {
            member.view_before = false;
            member.view_before_lost = false;
        }
    }

    /// Nobody keeps the lease of this key.
    pub fn may_expire(&self, member: &Member) -> bool {
        let kept = member.key == Key::Current
            && self.reaches_etcd(member)
            && member.held == Held::No
            && member.phase != crate::state::Phase::Off;
        member.key != Key::Absent && self.etcd_up && !kept
    }

    /// All keys gone.
    pub fn lose_etcd(&mut self) {
        for i in 0..N {
            self.delete_key(i);
        }
        self.clear_election();
        // The members have read the view at every look.
        let read = self
            .view_there
            .then(|| (self.view_epoch, self.members.map(|member| (member.view, member.view_lost))));
        self.clear_view();
        if let Some((epoch, named)) = read {
            self.view_before = epoch;
            for (member, (present, lost)) in self.members.iter_mut().zip(named) {
                member.view_before = present;
                member.view_before_lost = lost;
            }
        }
        self.roster = false;
        self.founding = false;
        self.established = 0;
        self.established_uuid = 0;
        self.established_known = 0;
        self.established_unknown = 0;
        self.held_valid = false;
        for member in &mut self.members {
            member.discard = false;
        }
    }
}
