//! What the sidecar tells.

use serde_json::Value;

use super::line::{OUTSIDE, text};
use super::{Moment, Part, Replay};
use crate::action::What;
use crate::state::Told;

impl Replay {
    pub(super) fn sidecar(&mut self, line: &Value, i: usize) -> Result<(), String> {
        let step = text(&line["step"]);
        if step == "end" {
            return Ok(());
        }
        self.incarnation(line, i)?;
        let why = text(&line["why"]);
        let written = &line["written"][0]["value"];
        let step = match step {
            "wait" if OUTSIDE.iter().any(|other| why.contains(other)) => return Ok(()),
            "publish" => (step, text(&written["state"])),
            _ => (step, why),
        };
        let primary = written["state"] == "primary";
        let what = match step.0 {
            "wait" => None,
            "publish" => Some(What::Publish { primary }),
            "register" => Some(What::RegisterAgain),
            "establish" => Some(What::Establish),
            "widen" => Some(What::Widen),
            "narrow" => Some(What::Narrow),
            "seen" => Some(What::Seen),
            "open" => Some(What::Open),
            "shut" => Some(What::Shut),
            "stop" => Some(What::Stop),
            "restore" => Some(What::Restore),
            step => return Err(format!("the sidecar has no step {step:?}")),
        };
        // A roster that changed is noted with the step that notes the epoch.
        let noted =
            what == Some(What::Seen) && self.nodes.iter().all(|node| node.state.members[i].seen);
        // While its server ends in order the sidecar sees it leave.
        let leaving =
            self.leaving(i) && matches!(what, Some(What::Shut | What::Publish { primary: false }));
        // It looked before its server ended.
        if what == Some(What::Stop) && self.nodes.iter().all(|node| !node.state.members[i].runs()) {
            return Ok(());
        }
        if noted || leaving {
            self.told(i, Part::Sidecar);
        } else {
            self.decided(i, Part::Sidecar, step)?;
        }
        if step.0 == "publish" {
            text(&written["configuration"]).clone_into(&mut self.names.configurations[i]);
        }
        // A gate that is shut for its lease says nothing of its group.
        let noticed = what == Some(What::Publish { primary: false })
            || (step.0 == "shut" && step.1.contains("not in a primary component"));
        if noticed {
            self.unaware[i] = false;
        }
        let registered = if primary { Told::Primary } else { Told::RunningNonPrimary };
        if let Some(what) = what {
            let told = self.names.configurations.clone();
            self.follow(|model, state, out| {
                let same = |(j, member): (usize, &crate::state::Member)| {
                    !member.view || told[j] == told[i]
                };
                if what == What::Narrow && !state.counted(state.members[i].epoch).all(same) {
                    return;
                }
                let mut after = *state;
                model.happen(&mut after, what, i);
                if what == What::RegisterAgain {
                    after.members[i].told = registered;
                }
                out.push(after);
            })?;
        } else {
            self.spread()?;
        }
        if what == Some(What::Establish) {
            self.uuid(&written["uuid"], i)?;
        }
        let view = line["written"].as_array().into_iter().flatten();
        view.filter(|put| put["name"] == "view").try_for_each(|put| self.view(&put["value"]))
    }

    fn leaving(&self, i: usize) -> bool {
        self.ending[i] || self.nodes.iter().any(|node| node.state.members[i].stop)
    }

    /// The cluster's uuid is told for the first time.
    fn uuid(&mut self, uuid: &Value, i: usize) -> Result<(), String> {
        let known = self.names.uuids.iter().position(|known| uuid == known.as_str());
        let data =
            self.nodes.first().map_or(0, |node| usize::from(node.state.members[i].data.uuid));
        match known {
            Some(known) if known + 1 == data => Ok(()),
            None if data > 0 => {
                while self.names.uuids.len() + 1 < data {
                    self.names.uuids.push(String::new());
                }
                self.names.uuids.push(text(uuid).to_owned());
                Ok(())
            }
            _ => Err(format!("the model has another uuid there than {uuid}")),
        }
    }

    /// The view that was written is the model's.
    fn view(&mut self, view: &Value) -> Result<(), String> {
        let mut written: Vec<&str> =
            view["volumes"].as_array().into_iter().flatten().map(text).collect();
        written.sort_unstable();
        let names = &self.names;
        let same = |state: &Moment| {
            let mut volumes = Vec::new();
            for (i, member) in state.members.iter().enumerate() {
                if member.view {
                    volumes.push(names.volumes[i].as_str());
                }
                if member.view_lost {
                    volumes.push(names.lost[i].as_str());
                }
            }
            volumes.sort_unstable();
            volumes == written
        };
        self.nodes.retain(|node| same(&node.state));
        if self.nodes.is_empty() {
            Err("the model would write another view".to_owned())
        } else {
            Ok(())
        }
    }
}
