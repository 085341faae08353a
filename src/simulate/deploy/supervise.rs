//! What the sidecar does for a server that runs: the second half of `percona-protocol.jq`.

use super::keys::{Keys, Me, Told, View};

/// What the sidecar sees of a server that runs.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "as the script reads them, one by one")]
pub(super) struct Facts {
    pub(super) me: Me,
    /// It answers.
    pub(super) answers: bool,
    /// It is in a primary component.
    pub(super) primary: bool,
    /// And has all that was ordered.
    pub(super) synced: bool,
    /// The ordinals of its component.
    pub(super) component: Vec<usize>,
    pub(super) configuration: u64,
    /// Its gate is open.
    pub(super) open: bool,
    /// It was started to bootstrap.
    pub(super) bootstrapped: bool,
    /// It saw itself established in this epoch.
    pub(super) seen: bool,
    pub(super) published: bool,
    /// How many volumes the view had that it read last.
    pub(super) view_read: usize,
    /// etcd has not confirmed it for a lease time.
    pub(super) unconfirmed: bool,
}

/// What the sidecar does at a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Nothing,
    Wait(&'static str),
    Publish { primary: bool },
    Register,
    Establish,
    Widen,
    Narrow(Vec<usize>),
    Seen,
    Open,
    Shut(&'static str),
    Stop(&'static str),
}

impl Keys {
    /// What holds without etcd (`supervise_without_etcd`).
    pub(super) fn supervise_without(facts: &Facts) -> Look {
        if !facts.answers || !facts.open {
            Look::Nothing
        } else if !facts.primary {
            Look::Shut("not in a primary component")
        } else if facts.unconfirmed && facts.component.len() < facts.view_read {
            Look::Shut(
                "etcd has not confirmed this member for a lease time and members of the view are gone",
            )
        } else {
            Look::Nothing
        }
    }

    /// `supervise`.
    pub(super) fn supervise(&self, facts: &Facts) -> Look {
        let published = facts.published || facts.seen;
        let Some(own) = self.member(facts.me.ordinal) else {
            return if published && facts.open && facts.component.len() < facts.view_read {
                Look::Shut("the lease has run out and members of the view are gone")
            } else if published {
                Look::Register
            } else {
                Look::Stop("the lease ended before this server was Primary")
            };
        };
        if own.incarnation != facts.me.incarnation {
            return Look::Stop("another incarnation took this member's key");
        }
        if self.epoch() > facts.me.epoch {
            return Look::Stop(
                "a later epoch is established, this server belongs to an earlier one",
            );
        }
        let told = own.told == Told::Primary && own.configuration == facts.configuration;
        if facts.primary && facts.synced {
            return self.supervise_primary(facts, told);
        }
        if facts.primary {
            return if own.told == Told::Primary && !told {
                Look::Publish { primary: true }
            } else {
                Look::Nothing
            };
        }
        if !facts.answers {
            Look::Nothing
        } else if facts.open {
            Look::Shut("not in a primary component")
        } else if matches!(own.told, Told::Primary | Told::Joining) {
            Look::Publish { primary: false }
        } else if own.told == Told::NonPrimary && self.others_wait(facts.me.ordinal) {
            Look::Stop("the others wait for this member to stop and count")
        } else {
            Look::Nothing
        }
    }

    fn supervise_primary(&self, facts: &Facts, told: bool) -> Look {
        let Some(established) = self.established.as_ref().filter(|one| one.epoch >= facts.me.epoch)
        else {
            return if facts.seen {
                Look::Wait(
                    "etcd lost what was established: every roster member must be live to write it again",
                )
            } else if !facts.bootstrapped {
                Look::Stop("etcd does not know the epoch that this server joined")
            } else if self.standing().is_some_and(|one| {
                (one.incarnation, one.epoch) == (facts.me.incarnation, facts.me.epoch)
            }) {
                Look::Establish
            } else {
                Look::Stop("the election that this server was started on does not stand")
            };
        };
        let view = self.view.as_ref().filter(|view| view.epoch == facts.me.epoch);
        if established.uuid != facts.me.uuid {
            return Look::Stop("this server runs another cluster than the established one");
        }
        if !told {
            return Look::Publish { primary: true };
        }
        let Some(view) = view else { return Look::Wait("the view is of another epoch") };
        if !view.volumes.contains(&facts.me.ordinal) {
            if facts.open { Look::Shut("the view does not name this volume") } else { Look::Widen }
        } else if !facts.seen {
            Look::Seen
        } else if !facts.open {
            Look::Open
        } else {
            let departed = self.departed(facts, view);
            if departed.is_empty() { Look::Nothing } else { Look::Narrow(departed) }
        }
    }

    /// Volumes that may leave the view.
    fn departed(&self, facts: &Facts, view: &View) -> Vec<usize> {
        let told = |ordinal: &usize| {
            self.member(*ordinal).is_some_and(|key| {
                !view.volumes.contains(ordinal)
                    || (key.told == Told::Primary && key.configuration == facts.configuration)
            })
        };
        if !facts.component.iter().all(told) {
            return Vec::new();
        }
        view.volumes.iter().copied().filter(|one| !facts.component.contains(one)).collect()
    }

    /// Step 8.
    fn others_wait(&self, me: usize) -> bool {
        let others: Vec<Option<Told>> = (0..self.members.len())
            .filter(|ordinal| *ordinal != me)
            .map(|ordinal| self.member(ordinal).map(|key| key.told))
            .collect();
        others.iter().all(|told| matches!(told, Some(Told::Recovering | Told::NonPrimary)))
            && others.contains(&Some(Told::Recovering))
    }
}
