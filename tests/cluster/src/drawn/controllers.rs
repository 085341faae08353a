//! What the controllers make of the autoscaler, the disruption budgets and the Jobs.

use presswright::design::Design;
use presswright::topology::Tier;
use serde_json::Value;

use super::{Living, component, name, named_condition, named_reason, text};

impl Living {
    pub(super) fn compare_autoscaler(&self, design: &Design, found: &mut Vec<String>) {
        let drawn = design.wordpress.autoscaling.as_ref();
        match (drawn, self.autoscalers.as_slice()) {
            (None, []) => {}
            (Some(drawn), [living]) => {
                let (spec, status) = (&living["spec"], &living["status"]);
                let target = &spec["metrics"][0]["resource"]["target"]["averageUtilization"];
                let bounds = (&spec["minReplicas"], &spec["maxReplicas"], target);
                let wanted = (drawn.min.get(), drawn.max.get(), drawn.cpu.percent());
                if *bounds.0 != wanted.0 || *bounds.1 != wanted.1 || *bounds.2 != wanted.2 {
                    found.push(format!("the autoscaler has {bounds:?}, drawn: {wanted:?}"));
                }
                // Without metrics it can do one thing: hold the minimum. That shows that it has found its
                // target. If the minimum was there before it looked, it never comes to want anything.
                let wants = &status["desiredReplicas"];
                let without_metrics =
                    named_reason(status, "ScalingActive") == "FailedGetResourceMetric";
                let holds = *wants == wanted.0 || (*wants == 0 && without_metrics);
                if status["currentReplicas"] != wanted.0 || !holds {
                    found.push(format!(
                        "the autoscaler counts {} and wants {}",
                        status["currentReplicas"], status["desiredReplicas"]
                    ));
                }
                if named_condition(status, "AbleToScale") != "True" {
                    found.push(format!("the autoscaler cannot scale: {}", status["conditions"]));
                }
            }
            (drawn, living) => {
                found.push(format!(
                    "{} autoscalers, drawn: {}",
                    living.len(),
                    usize::from(drawn.is_some())
                ));
            }
        }
    }

    /// A budget must count all pods of its tier, let one go, or no machine could be drained, and
    /// where there is a majority of members never let it be lost.
    pub(super) fn compare_budgets(&self, design: &Design, found: &mut Vec<String>) {
        let percona = u64::from(design.percona.replicas.get());
        let etcd = design.etcd.members.len() as u64;
        let wordpress = u64::from(design.wordpress.replica_bounds().0);
        for (tier, pods, most) in [
            (Tier::Etcd, etcd, without_majority(etcd)),
            (Tier::Percona, percona, without_majority(percona)),
            (Tier::Wordpress, wordpress, wordpress.saturating_sub(1).max(1)),
        ] {
            let called = tier.component();
            let budgets: Vec<&Value> =
                self.budgets.iter().filter(|budget| component(budget) == called).collect();
            let [budget] = budgets.as_slice() else {
                if most > 0 {
                    found.push(format!(
                        "{} disruption budgets of {called}, expected one",
                        budgets.len()
                    ));
                }
                continue;
            };
            let status = &budget["status"];
            let allowed = status["disruptionsAllowed"].as_u64().unwrap_or(u64::MAX);
            if status["expectedPods"] != pods || status["currentHealthy"] != pods {
                found.push(format!(
                    "the budget of {called} counts {} of {} pods, drawn: {pods}",
                    status["currentHealthy"], status["expectedPods"]
                ));
            }
            if allowed > most || (most > 0 && allowed == 0) {
                found.push(format!(
                    "the budget of {called} allows {allowed} disruptions, expected 1 to {most}"
                ));
            }
        }
    }

    pub(super) fn find_unfinished(&self, found: &mut Vec<String>) {
        for job in &self.jobs {
            if named_condition(&job["status"], "Complete") != "True" {
                found.push(format!("job {} is not complete", name(job)));
            }
        }
        if found.is_empty() {
            // What stood in a controller's way once, as a claim on its way out, does no longer.
            return;
        }
        // A controller that may not make its pods (Pod Security, a quota) says why in an event only.
        for event in self.events.iter().filter(|event| event["reason"] == "FailedCreate") {
            found.push(format!(
                "{}: {}",
                text(&event["involvedObject"]["name"]),
                text(&event["message"])
            ));
        }
    }
}

/// How many of so many members may be lost with a majority left; of fewer than three, the one that
/// a drain needs, as there is no majority to keep.
fn without_majority(members: u64) -> u64 {
    members.saturating_sub(members / 2 + 1).max(1)
}
