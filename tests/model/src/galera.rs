//! Galera where it matters: components and their quorum, what was ordered and what was applied.
//!
//! The quorum is codership/galera's, `gcomm/src/pc_proto.cpp`: more than half of the servers of the last
//! primary component, those that left in order not counted; servers that all lost it become primary
//! again only when all of it have met.

use crate::state::{Data, Group, Held, Local, State};

impl<const N: usize> State<N> {
    fn group_mut(&mut self, epoch: u8) -> &mut Group {
        &mut self.groups[usize::from(epoch)]
    }

    /// Counts anew who is primary in a group after servers went, were cut off or met.
    pub fn regroup(&mut self, epoch: u8) {
        let group = self.group(epoch);
        if !self.members.iter().any(|member| member.runs() && member.epoch == epoch) {
            *self.group_mut(epoch) = Group::default();
            return;
        }
        let together: u8 =
            self.counted(epoch).filter(|(_, member)| member.reachable()).map(|_| 1).sum();
        let all: u8 = self.counted(epoch).map(|_| 1).sum();
        if group.primary {
            if together == group.count || (group.count == 1 && all == 1) {
                return;
            }
            if 2 * together > group.count {
                for member in &mut self.members {
                    if member.runs() && member.epoch == epoch && !member.reachable() {
                        member.counted = false;
                        member.delivered = false;
                    }
                }
                self.group_mut(epoch).count = together;
                self.configuration_changed(epoch);
            } else {
                self.group_mut(epoch).primary = false;
                self.configuration_changed(epoch);
            }
        } else if group.count > 0 && together == group.count {
            self.group_mut(epoch).primary = true;
            self.configuration_changed(epoch);
        }
    }

    pub fn regroup_all(&mut self) {
        for epoch in 0..self.groups.len() {
            self.regroup(u8::try_from(epoch).unwrap_or(0));
        }
    }

    /// What was told of the configuration before is old now. A server that has applied all of it
    /// tells of the new one at once.
    pub fn configuration_changed(&mut self, epoch: u8) {
        let ordered = self.group(epoch).ordered;
        for member in &mut self.members {
            if member.key_epoch == epoch {
                member.key_configuration = false;
            }
            if member.runs() && member.epoch == epoch {
                member.delivered =
                    member.counted && member.local == Local::Synced && member.data == ordered;
            }
        }
    }

    /// The server is gone, and its group has yet to notice.
    pub fn die(&mut self, i: usize) {
        self.outside(i);
        let me = &mut self.members[i];
        me.phase = crate::state::Phase::Off;
        me.stop = false;
        me.published = false;
    }

    /// The server is gone: killed, or stopped in order.
    pub fn end_server(&mut self, i: usize, in_order: bool) {
        let epoch = self.members[i].epoch;
        if self.members[i].runs() {
            let me = self.members[i];
            let leaves = in_order && self.primary(&me) && self.in_component(i);
            if leaves {
                let ordered = self.group(epoch).ordered;
                let group = self.group_mut(epoch);
                group.count = group.count.saturating_sub(1);
                if me.local == Local::Synced {
                    self.members[i].data = ordered;
                }
            }
            self.outside(i);
            self.members[i].phase = crate::state::Phase::Off;
            if leaves {
                self.configuration_changed(epoch);
            }
            self.regroup(epoch);
        }
        let me = &mut self.members[i];
        me.phase = crate::state::Phase::Off;
        me.stop = false;
        me.published = false;
    }

    fn outside(&mut self, i: usize) {
        let me = &mut self.members[i];
        me.local = Local::Outside;
        me.counted = false;
        me.delivered = false;
        me.gate_open = false;
        me.view_read = 0;
    }

    /// The member is where its group's primary component is.
    pub fn in_component(&self, i: usize) -> bool {
        let me = &self.members[i];
        self.primary(me) && (me.reachable() || self.group(me.epoch).count == 1)
    }

    /// There is a primary component of this member's epoch, and it can reach it.
    pub fn meets_primary(&self, i: usize) -> bool {
        let me = &self.members[i];
        me.reachable()
            && self.group(me.epoch).primary
            && self.counted(me.epoch).any(|(j, other)| j != i && other.reachable())
    }

    /// Somebody can give the member what it lacks.
    pub fn has_donor(&self, i: usize) -> bool {
        let me = &self.members[i];
        self.in_component(i)
            && self
                .counted(me.epoch)
                .any(|(j, other)| j != i && other.reachable() && other.local == Local::Synced)
    }

    /// A server enters the primary component that it meets.
    pub fn enter(&mut self, i: usize, local: Local) {
        let epoch = self.members[i].epoch;
        self.group_mut(epoch).count += 1;
        self.members[i].counted = true;
        self.members[i].local = local;
        self.configuration_changed(epoch);
    }

    /// A server of its own making: the first of an epoch.
    pub fn begin_epoch(&mut self, i: usize) {
        let epoch = self.members[i].epoch;
        // A configuration takes a place in the order, too.
        self.members[i].data.seqno += 1;
        let ordered = self.members[i].data;
        *self.group_mut(epoch) = Group { primary: true, count: 1, ordered };
        let me = &mut self.members[i];
        me.counted = true;
        me.local = Local::Synced;
        me.delivered = true;
    }

    /// A client's commit: ordered by the group, on this member's disk, acknowledged.
    pub fn commit(&mut self, i: usize) {
        let epoch = self.members[i].epoch;
        let bit = 1 << self.commits;
        self.commits += 1;
        self.acknowledged |= bit;
        let group = self.group_mut(epoch);
        group.ordered.seqno += 1;
        group.ordered.commits |= bit;
        self.members[i].data = group.ordered;
    }

    pub fn apply(&mut self, i: usize) {
        self.members[i].data = self.group(self.members[i].epoch).ordered;
        self.members[i].delivered = true;
    }

    /// What the member lacked has arrived.
    pub fn transferred(&mut self, i: usize) {
        let ordered = self.group(self.members[i].epoch).ordered;
        let me = &mut self.members[i];
        me.data = ordered;
        me.zeroed = false;
        me.local = Local::Synced;
        me.delivered = true;
    }

    /// A copy begins: what was there is gone.
    pub fn begin_copy(&mut self, i: usize) {
        self.members[i].data = Data::default();
        self.members[i].zeroed = true;
        self.enter(i, Local::Copying);
    }

    /// It leaves the group by itself and answers on.
    pub fn leave_for_good(&mut self, i: usize) {
        let epoch = self.members[i].epoch;
        let group = self.group_mut(epoch);
        group.count = group.count.saturating_sub(1);
        let me = &mut self.members[i];
        me.counted = false;
        me.delivered = false;
        me.local = Local::Left;
        self.configuration_changed(epoch);
        self.regroup(epoch);
    }

    /// The group notices that a pod stands still, or goes on.
    pub fn hold(&mut self, i: usize, held: Held) {
        self.members[i].held = held;
        self.regroup_all();
    }
}

/// A group notices who is gone, in a log's replay: there it takes time.
pub fn noticed<const N: usize>(state: &State<N>, out: &mut Vec<State<N>>) {
    for epoch in 1..state.groups.len() {
        let mut after = *state;
        after.regroup(u8::try_from(epoch).unwrap_or(0));
        if after != *state {
            out.push(after);
        }
    }
}
