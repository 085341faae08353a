//! What the test did to the cluster.

use serde_json::Value;

use super::{Part, Replay};
use crate::action::What;
use crate::faults::lose_volume;
use crate::model::Model;
use crate::replay::{MEMBERS, Moment};
use crate::state::{Data, Held, Phase};

impl Replay {
    pub(super) fn happened(&mut self, line: &Value, i: usize) -> Result<(), String> {
        match line["step"].as_str().unwrap_or_default() {
            // A pod on the member's volume. Its container is the next line's.
            "pod" => self.follow(|_, state, out| {
                let mut after = *state;
                after.members[i].pod = true;
                out.push(after);
            }),
            "cut" => self.dies(i, true),
            "cut_container" => self.dies(i, false),
            "term" => {
                self.ending[i] = true;
                self.spread()
            }
            "gone" => {
                self.dies(i, true)?;
                self.follow(|_, state, out| {
                    let mut after = *state;
                    after.members[i].pod = false;
                    after.members[i].phase = Phase::Off;
                    out.push(after);
                })
            }
            "lost_volume" => {
                self.names.lost[i] = std::mem::take(&mut self.names.volumes[i]);
                self.follow(|_, state, out| {
                    let mut after = *state;
                    lose_volume(&mut after, i);
                    out.push(after);
                })
            }
            "hold" => {
                self.unaware[i] = true;
                self.unlogged(|_, state, out| {
                    let mut after = *state;
                    after.members[i].held = Held::Pod;
                    out.push(after);
                })
            }
            "release" => self.follow(|_, state, out| {
                let mut after = *state;
                after.members[i].held = Held::No;
                out.push(after);
            }),
            "isolate" | "meet" => {
                let cut = line["step"] == "isolate";
                self.unaware[i] = true;
                self.follow(|_, state, out| {
                    let mut after = *state;
                    after.members[i].cut_from_members = cut;
                    out.push(after);
                })
            }
            "differs" => self.follow(|_, state, out| {
                // The group goes on without it; its server answers on.
                let mut after = *state;
                after.leave_for_good(i);
                out.push(after);
            }),
            // Data of a cluster whose members found each other by the image's own means.
            "brought" => self.follow(|_, state, out| {
                let mut after = *state;
                after.uuids = 1;
                after.was_founded = true;
                after.members[i].data = Data { uuid: 1, seqno: 0, commits: 0 };
                out.push(after);
            }),
            // A person wrote the roster of three again.
            "roster" => self.follow(|_, state, out| {
                let mut after = *state;
                after.roster = true;
                for member in after.members.iter_mut().take(3) {
                    member.roster = true;
                }
                out.push(after);
            }),
            "cut_from_etcd" => self.happens(What::CutFromEtcd, i),
            "reach_etcd" => self.happens(What::HealEtcd, i),
            "etcd_down" => self.happens(What::EtcdDown, i),
            "etcd_up" => self.happens(What::EtcdUp, i),
            "etcd_lost" => self.happens(What::EtcdLost, i),
            "snapshot" => self.happens(What::Snapshot, i),
            "etcd_restored" => self.happens(What::EtcdRestored, i),
            step => Err(format!("nothing is known of {step:?}")),
        }
    }

    /// With it, a transaction may have been done whose answer nobody got.
    fn happens(&mut self, what: What, i: usize) -> Result<(), String> {
        self.unlogged(|model, state, out| {
            let mut after = *state;
            model.happen(&mut after, what, i);
            out.push(after);
        })
    }

    fn dies(&mut self, i: usize, with_pod: bool) -> Result<(), String> {
        self.ending[i] = false;
        self.unaware[i] = false;
        self.told(i, Part::Start);
        self.told(i, Part::Sidecar);
        self.unlogged(|_, state, out| {
            let mut after = *state;
            after.die(i);
            // Galera's switch for that is the server's.
            after.members[i].cut_from_members = false;
            after.new_incarnation(i, with_pod);
            out.push(after);
        })
    }

    /// A step may be done and its line not be written: one of any member.
    fn unlogged(
        &mut self,
        mut then: impl FnMut(&Model<MEMBERS>, &Moment, &mut Vec<Moment>),
    ) -> Result<(), String> {
        self.follow(|model, state, out| {
            then(model, state, out);
            for j in 0..MEMBERS {
                for what in [model.start_step(state, j), model.sidecar_step(state, j)] {
                    let Some(what) = what.filter(|what| *what != What::ServerEnd) else {
                        continue;
                    };
                    let mut after = *state;
                    model.happen(&mut after, what, j);
                    then(model, &after, out);
                }
            }
        })
    }
}
