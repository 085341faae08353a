//! What the start script tells, and what it makes of the moments that were possible.

use serde_json::Value;

use super::line::{OUTSIDE, number, text};
use super::{Moment, Part, Replay};
use crate::action::What;
use crate::state::{Data, Key, Kind, Local, Phase};

impl Replay {
    pub(super) fn start(&mut self, line: &Value, i: usize) -> Result<(), String> {
        let step = text(&line["step"]);
        match step {
            "lock" => {
                text(&line["volume"]).clone_into(&mut self.names.volumes[i]);
                return Ok(());
            }
            "recover" => return self.recover(line, i),
            "empty" | "end" => return Ok(()),
            _ => self.incarnation(line, i)?,
        }
        let epoch = number(&line["epoch"]).and_then(|epoch| u8::try_from(epoch).ok());
        match step {
            "register" => self.follow(|model, state, out| {
                let mut after = *state;
                if model.start_step(state, i) == Some(What::Register) {
                    model.happen(&mut after, What::Register, i);
                    if Some(after.members[i].key_epoch) == epoch {
                        out.push(after);
                    }
                }
            })?,
            "wait" | "person" => {
                let why = text(&line["why"]);
                if !OUTSIDE.iter().any(|other| why.contains(other)) {
                    self.decided(i, Part::Start, (step, why))?;
                    self.spread()?;
                }
                return Ok(());
            }
            "lost" if self.nodes.iter().all(|node| self.begins(&node.state, i)) => {
                self.follow(|model, state, out| {
                    if !model.stands(state, i) {
                        let mut after = *state;
                        after.die(i);
                        out.push(after);
                    }
                })?;
            }
            "lost" => {
                self.decided(i, Part::Start, (step, ""))?;
                self.follow(|model, state, out| {
                    let mut after = *state;
                    model.happen(&mut after, What::Lost, i);
                    out.push(after);
                })?;
            }
            "elect" => self.elect(&line["election"], i)?,
            "join" => self.transaction(What::Join, epoch, i)?,
            "bootstrap" => {
                let epoch = number(&line["election"]["epoch"]);
                let epoch = epoch.and_then(|epoch| u8::try_from(epoch).ok());
                self.transaction(What::Bootstrap, epoch, i)?;
                self.handed_over[i] = false;
            }
            "initialise" => self.follow(|_, state, out| {
                let me = &state.members[i];
                if me.phase == Phase::Booting && me.empty() {
                    out.push(*state);
                }
            })?,
            "handover" => {
                self.asked += 1;
                self.handed_over[i] = true;
                let joins = line["kind"] == "join";
                self.follow(|model, state, out| {
                    let mut after = *state;
                    if !joins && state.members[i].phase == Phase::Booting {
                        model.happen(&mut after, What::Handover, i);
                    }
                    let phase = if joins { Phase::Joined } else { Phase::Bootstrapped };
                    if after.members[i].phase == phase && Some(after.members[i].epoch) == epoch {
                        out.push(after);
                    }
                })?;
            }
            "discard" => {
                self.decided(i, Part::Start, (step, ""))?;
                self.follow(|model, state, out| {
                    let mut after = *state;
                    model.happen(&mut after, What::Discard, i);
                    out.push(after);
                })?;
            }
            "server_end" => self.server_end(i)?,
            "deregister" => self.follow(|_, state, out| {
                if state.members[i].key == Key::Current {
                    let mut after = *state;
                    after.delete_key(i);
                    out.push(after);
                }
            })?,
            step => return Err(format!("the start script has no step {step:?}")),
        }
        self.told(i, Part::Start);
        self.spread()
    }

    /// Elected, and its server not started: it looks once more before that. With data the model starts it at once.
    fn begins(&self, state: &Moment, i: usize) -> bool {
        match state.members[i].phase {
            Phase::Booting => true,
            Phase::Bootstrapped => !self.handed_over[i],
            _ => false,
        }
    }

    /// What the volume holds is what the model says that it holds; how far, the log says.
    fn recover(&mut self, line: &Value, i: usize) -> Result<(), String> {
        text(&line["incarnation"]).clone_into(&mut self.names.incarnations[i]);
        let empty = line["empty"] == true;
        let suspect = line["suspect"].is_string();
        let seqno = self.rank(&line["seqno"])?;
        let uuid = self.names.uuids.iter().position(|known| line["uuid"] == known.as_str());
        let epoch = number(&line["epoch"]);
        self.ending[i] = false;
        self.told(i, Part::Start);
        self.told(i, Part::Sidecar);
        self.follow(|model, state, out| {
            let mut after = *state;
            after.new_incarnation(i, false);
            after.members[i].cut_from_members = false;
            let me = &mut after.members[i];
            me.zeroed |= suspect;
            let known = uuid.is_none_or(|uuid| usize::from(me.data.uuid) == uuid + 1);
            let fits = empty || (known && epoch == Some(i64::from(me.epoch)));
            if !me.empty() {
                me.data = Data { seqno, ..me.data };
            }
            let rests = matches!(me.phase, Phase::Off | Phase::Unregistered);
            if rests && me.empty() == empty && fits {
                out.push(model.settled(after));
            }
        })
    }

    fn elect(&mut self, election: &Value, i: usize) -> Result<(), String> {
        self.asked += 1;
        let kind = if election["kind"] == "first" { Kind::First } else { Kind::Recovery };
        let epoch = number(&election["epoch"]);
        let whom = number(&election["ordinal"]).and_then(|whom| u8::try_from(whom).ok());
        let whom = 1_u8.checked_shl(u32::from(whom.unwrap_or(8))).unwrap_or(0);
        self.follow(|model, state, out| {
            if model.start_step(state, i) == Some(What::Elect(kind, whom)) {
                let mut after = *state;
                model.happen(&mut after, What::Elect(kind, whom), i);
                if after.cut || epoch == Some(i64::from(after.election_epoch)) {
                    out.push(after);
                }
            }
        })
    }

    fn server_end(&mut self, i: usize) -> Result<(), String> {
        let ending = self.ending[i];
        self.follow(|_, state, out| {
            let me = &state.members[i];
            let mut after = *state;
            // A joiner that does not find its group, or whose transfer fails, ends by itself.
            let by_itself = me.local != Local::Synced;
            if !me.runs() {
                after.members[i].phase = Phase::Off;
            } else if me.stop || ending {
                after.end_server(i, true);
            } else if by_itself {
                after.die(i);
            } else {
                return;
            }
            out.push(after);
        })
    }

    /// A waiting member's transaction compares all that its choice rests on.
    fn transaction(&mut self, what: What, epoch: Option<u8>, i: usize) -> Result<(), String> {
        self.asked += 1;
        self.follow(|model, state, out| {
            if model.start_step(state, i) == Some(what) {
                let mut after = *state;
                model.happen(&mut after, what, i);
                if Some(after.members[i].epoch) == epoch {
                    out.push(after);
                }
            }
        })
    }
}
