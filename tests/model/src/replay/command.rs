//! What a person did by the runbook's commands.

use serde_json::Value;

use super::Replay;
use super::line::{number, text};
use crate::action::What;
use crate::decisions::Step;

impl Replay {
    pub(super) fn command(&mut self, line: &Value, i: usize) -> Result<(), String> {
        self.asked += 1;
        match text(&line["step"]) {
            "roster" => {
                let puts = line["written"].as_array().cloned().unwrap_or_default();
                let founding = puts.iter().any(|put| put["name"] == "founding");
                let ordinals: Vec<i64> = puts
                    .iter()
                    .filter(|put| put["name"] == "roster")
                    .flat_map(|put| {
                        put["value"]["ordinals"].as_array().cloned().unwrap_or_default()
                    })
                    .filter_map(|ordinal| number(&ordinal))
                    .collect();
                self.follow(|_, state, out| {
                    if founding == state.roster
                        || (!founding && !crate::model::Model::may_set_roster(state))
                    {
                        return;
                    }
                    let mut after = *state;
                    after.roster = true;
                    after.founding |= founding;
                    for (j, member) in after.members.iter_mut().enumerate() {
                        member.roster = i64::try_from(j).is_ok_and(|j| ordinals.contains(&j));
                    }
                    out.push(after);
                })
            }
            "decide" if line["election"].is_object() => {
                let whom = number(&line["election"]["ordinal"])
                    .and_then(|whom| usize::try_from(whom).ok());
                let whom = whom.unwrap_or(i);
                self.follow(|model, state, out| {
                    if model.protocol.refuses_decision(state, whom).is_none() {
                        let mut after = *state;
                        model.happen(&mut after, What::Decide, whom);
                        out.push(after);
                    }
                })
            }
            "decide" => {
                let whom =
                    self.names.volumes.iter().position(|volume| line["discard"] == volume.as_str());
                let Some(whom) = whom else { return Err("no member has this volume".to_owned()) };
                self.follow(|model, state, out| {
                    let asks = matches!(model.protocol.next_step(state, whom), Step::Person(_));
                    if asks && !state.members[whom].view {
                        let mut after = *state;
                        model.happen(&mut after, What::PermitDiscard, whom);
                        out.push(after);
                    }
                })
            }
            step => Err(format!("a command has no step {step:?}")),
        }
    }
}
