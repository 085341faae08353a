//! What etcd holds of the database, and what follows from it: `percona-protocol.jq` in Rust, as far as a start
//! goes. `tests/model` replays what the simulation makes of it through the protocol's model.

use crate::simulate::fault::list;

/// The state that a member's key tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Recovering,
    Bootstrapping,
    Joining,
    Primary,
    NonPrimary,
}

impl Told {
    pub(super) fn word(self) -> &'static str {
        match self {
            Told::Recovering => "recovering",
            Told::Bootstrapping => "bootstrapping",
            Told::Joining => "joining",
            Told::Primary => "primary",
            Told::NonPrimary => "running-non-primary",
        }
    }
}

/// A key `members/<ordinal>`. Volumes are named by their ordinals, as none is replaced here; uuids and
/// incarnations are numbered, 0 being none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) pod: u32,
    pub(super) incarnation: u32,
    pub(super) told: Told,
    pub(super) uuid: u32,
    pub(super) epoch: u32,
    pub(super) seqno: i64,
    pub(super) empty: bool,
    /// The configuration of its group that it told of last.
    pub(super) configuration: u64,
    /// When its lease was last kept, in milliseconds.
    pub(super) confirmed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Election {
    pub(super) first: bool,
    pub(super) ordinal: usize,
    pub(super) incarnation: u32,
    pub(super) epoch: u32,
    pub(super) start: i64,
    pub(super) after: u32,
}

/// Where an epoch started: its number, the position, and the epoch before.
pub(super) type Start = (u32, i64, u32);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Established {
    pub(super) uuid: u32,
    pub(super) epoch: u32,
    pub(super) starts: Vec<Start>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct View {
    pub(super) epoch: u32,
    pub(super) volumes: Vec<usize>,
}

/// All keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    revision: u64,
    pub(super) roster: bool,
    pub(super) founding: bool,
    pub(super) members: Vec<Option<Key>>,
    pub(super) election: Option<Election>,
    pub(super) established: Option<Established>,
    pub(super) view: Option<View>,
}

/// What a member that waits knows of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Me {
    pub(super) ordinal: usize,
    pub(super) incarnation: u32,
    pub(super) uuid: u32,
    pub(super) epoch: u32,
    pub(super) seqno: i64,
    pub(super) empty: bool,
}

/// For whom a member waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Installer,
    Member(usize),
    View,
    Person,
}

/// What a member that waits does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Wait(For, String),
    Lost,
    Elect(Election),
    Join { epoch: u32, uuid: u32 },
    Bootstrap(Election),
}

fn person(why: impl Into<String>) -> Step {
    Step::Wait(For::Person, why.into())
}

impl Keys {
    pub(super) fn of(members: usize) -> Self {
        Self { members: vec![None; members], ..Self::default() }
    }

    /// Another transaction was done; its revision.
    pub(super) fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    pub(super) fn member(&self, ordinal: usize) -> Option<&Key> {
        self.members.get(ordinal).and_then(Option::as_ref)
    }

    pub(super) fn member_mut(&mut self, ordinal: usize) -> Option<&mut Key> {
        self.members.get_mut(ordinal).and_then(Option::as_mut)
    }

    pub(super) fn put(&mut self, ordinal: usize, key: Option<Key>) {
        if let Some(slot) = self.members.get_mut(ordinal) {
            *slot = key;
        }
    }

    fn live(&self) -> impl Iterator<Item = (usize, &Key)> {
        self.members.iter().enumerate().filter_map(|(at, key)| Some((at, key.as_ref()?)))
    }

    /// The election that stands.
    pub(super) fn standing(&self) -> Option<Election> {
        let election = self.election?;
        let elected = self.member(election.ordinal)?;
        let fresh = elected.epoch < election.epoch
            || (elected.epoch == election.epoch
                && matches!(elected.told, Told::Bootstrapping | Told::Primary));
        (elected.incarnation == election.incarnation && fresh).then_some(election)
    }

    pub(super) fn epoch(&self) -> u32 {
        self.established.as_ref().map_or(0, |one| one.epoch)
    }

    fn elect(&self, first: bool, ordinal: usize, key: &Key) -> Step {
        let before = self.live().map(|(_, key)| key.epoch).max().unwrap_or(0);
        let before = before.max(self.epoch()).max(self.election.map_or(0, |one| one.epoch));
        Step::Elect(Election {
            first,
            ordinal,
            incarnation: key.incarnation,
            epoch: before + 1,
            start: key.seqno,
            after: key.epoch,
        })
    }

    /// Steps 3 to 6 for a member that waits (`next_step`).
    pub(super) fn next_step(&self, me: &Me) -> Step {
        let own = self.member(me.ordinal).filter(|own| own.incarnation == me.incarnation);
        if own.is_none() {
            return Step::Lost;
        }
        if !self.roster {
            return Step::Wait(
                For::Installer,
                "there is no roster yet: the installer writes it".to_owned(),
            );
        }
        if let Some(established) = &self.established
            && !me.empty
        {
            if me.uuid != established.uuid {
                return person("this member holds data of cluster that is not the established one");
            }
            if diverged(&established.starts, me.epoch, me.seqno) {
                return person(format!(
                    "this member holds commits up to {} of epoch {} that a later epoch is not known to have",
                    me.seqno, me.epoch
                ));
            }
        }
        if let Some(established) = &self.established {
            let primary = self.live().any(|(_, key)| {
                key.told == Told::Primary
                    && (key.uuid, key.epoch) == (established.uuid, established.epoch)
            });
            if primary {
                let named =
                    self.view.as_ref().is_some_and(|view| view.volumes.contains(&me.ordinal));
                return if named {
                    Step::Wait(
                        For::View,
                        "the view still names this volume: the running members have not dropped it yet"
                            .to_owned(),
                    )
                } else {
                    Step::Join { epoch: established.epoch, uuid: established.uuid }
                };
            }
        }
        if let Some(election) = self.standing().filter(|one| one.epoch > self.epoch()) {
            let mine = election.ordinal == me.ordinal && election.incarnation == me.incarnation;
            return if mine && election.epoch > me.epoch {
                Step::Bootstrap(election)
            } else {
                let why =
                    format!("member {} is elected for epoch {}", election.ordinal, election.epoch);
                Step::Wait(For::Member(election.ordinal), why)
            };
        }
        let others: Vec<(usize, String)> = (0..self.members.len())
            .filter_map(|ordinal| match self.member(ordinal).map(|key| key.told) {
                Some(Told::Recovering) => None,
                Some(told) => Some((ordinal, format!("{ordinal} is {}", told.word()))),
                None => Some((ordinal, format!("{ordinal} is not there"))),
            })
            .collect();
        if let Some((first, _)) = others.first() {
            let words: Vec<&str> = others.iter().map(|(_, words)| words.as_str()).collect();
            let why = format!("all of the roster must be recovering: {}", words.join(", "));
            return Step::Wait(For::Member(*first), why);
        }
        match &self.established {
            Some(one) => self.elect_from_data(one.uuid, one.epoch, &one.starts),
            None => self.elect_at_first(),
        }
    }

    /// Step 5.
    fn elect_from_data(&self, uuid: u32, epoch: u32, starts: &[Start]) -> Step {
        let holders = || self.live().filter(|(_, key)| !key.empty);
        let candidates: Vec<(usize, &Key)> =
            holders().filter(|(_, key)| key.uuid == uuid).collect();
        let lost: Vec<String> = self
            .view
            .iter()
            .flat_map(|view| &view.volumes)
            .filter(|volume| candidates.iter().all(|(ordinal, _)| ordinal != *volume))
            .map(|volume| format!("data-percona-{volume}"))
            .collect();
        if holders().any(|(_, key)| key.uuid != uuid) {
            person("members hold data of another cluster")
        } else if candidates.is_empty() {
            person("no member holds data of the established cluster")
        } else if epoch > 0 && self.view.is_none() {
            person("etcd does not say which volumes were in use")
        } else if !lost.is_empty() {
            let lost = list(&lost);
            person(format!("volumes {lost} were in use and are not here: they may hold newer data"))
        } else if candidates.iter().any(|(_, key)| diverged(starts, key.epoch, key.seqno)) {
            person("members hold commits that a later epoch is not known to have")
        } else {
            let best = candidates.iter().min_by_key(|(ordinal, key)| {
                (std::cmp::Reverse(key.epoch), std::cmp::Reverse(key.seqno), *ordinal)
            });
            best.map_or(Step::Lost, |(ordinal, key)| self.elect(false, *ordinal, key))
        }
    }

    /// Step 4: nobody has written `established` yet.
    fn elect_at_first(&self) -> Step {
        let holders: Vec<(usize, &Key)> = self.live().filter(|(_, key)| !key.empty).collect();
        let Some((holder, key)) = holders.first().copied() else {
            return match self.live().next() {
                Some((ordinal, key)) if self.founding => self.elect(true, ordinal, key),
                _ => person(
                    "every member is empty and there is no founding token: a cluster may have been here before",
                ),
            };
        };
        let again = |election: Election| {
            election.first && election.ordinal == holder && election.epoch == key.epoch
        };
        if holders.iter().any(|(_, other)| other.uuid != key.uuid) {
            person("members hold data of different clusters")
        } else if holders.len() == self.live().count() {
            self.elect_from_data(key.uuid, 0, &[])
        } else if holders.len() == 1 && self.founding && self.election.is_some_and(again) {
            self.elect(true, holder, key)
        } else {
            person(
                "some members hold data, others are empty, and nothing says which cluster stood here",
            )
        }
    }
}

/// Whether a position is one that a later epoch is not known to have.
fn diverged(starts: &[Start], epoch: u32, seqno: i64) -> bool {
    let mut later = starts.iter().filter(|(number, ..)| *number > epoch);
    later.any(|(_, start, after)| *after < epoch || seqno > *start)
}
