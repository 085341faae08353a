//! What the control plane made of it, compared with what the library says.

use std::cell::Cell;

use presswright::simulate::eviction::Budget;
use presswright::simulate::placement::{Cluster, State};
use presswright::topology::Tier;
use serde_json::Value;

use super::Rehearsal;
use super::pod::{component, host_index, is_going, is_ready, named, pods, text, why};
use crate::rehearsal::{BOUND, Failure};
use crate::wait::until;

/// How often a reason is seen to be another one before the scheduler is asked anew: it does not look
/// again at a pod for every change elsewhere.
const LOOKS: u32 = 8;

impl Rehearsal<'_> {
    /// Waits until the control plane has done its part, and takes over what it chose.
    pub(super) fn agree(&mut self) -> Result<(), Failure> {
        let stale = Cell::new(0_u32);
        let agreed = until("the cluster as the library says", BOUND, || {
            let living = pods(self.plane, &self.namespace).map_err(|error| error.to_string())?;
            let names = self.matched(&living)?;
            let mut cluster = self.cluster.clone();
            self.take_over(&mut cluster, &names, &living)?;
            if let Err((pod, otherwise)) = compare_reasons(&cluster, &names, &living) {
                stale.set(stale.get() + 1);
                if stale.get().is_multiple_of(LOOKS) {
                    let path = format!("/api/v1/namespaces/{}/pods/{pod}", self.namespace);
                    let gone = self.plane.api().delete(&format!("{path}?gracePeriodSeconds=0"));
                    gone.map_err(|error| error.to_string())?;
                }
                return Err(otherwise);
            }
            self.compare_budgets(&cluster)?;
            Ok((cluster, names))
        });
        match agreed {
            Ok((cluster, names)) => {
                (self.cluster, self.names) = (cluster, names);
                Ok(())
            }
            Err(late) => Err(self.failed(&late.to_string())),
        }
    }

    /// The living pod for each of the topology. One that is gone or going has another in its place, of
    /// those that nobody is yet; a `StatefulSet`'s bears the same name.
    fn matched(&self, living: &[Value]) -> Result<Vec<String>, String> {
        let mut names = self.names.clone();
        for tier in [Tier::Haproxy, Tier::Wordpress] {
            let mut new: Vec<&str> = living
                .iter()
                .filter(|one| component(one) == tier.component() && !is_going(one))
                .map(|one| text(&one["metadata"]["name"]))
                .filter(|name| !self.names.iter().any(|known| known == name))
                .collect();
            for (index, pod) in self.topology.pods.iter().enumerate() {
                let Some(name) = names.get_mut(index).filter(|_| pod.tier == tier) else {
                    continue;
                };
                let there = named(living, name).is_some_and(|one| !is_going(one));
                let stays = matches!(self.cluster.state(index), State::Lost(_));
                if !there && !stays {
                    *name =
                        new.pop().ok_or_else(|| format!("nothing in place of {name}"))?.to_owned();
                }
            }
            if let Some(more) = new.first() {
                return Err(format!("{more} is there, unexpected"));
            }
        }
        Ok(names)
    }

    /// Compares what became of each pod, and tells the library where the scheduler put what it placed.
    fn take_over(
        &self,
        cluster: &mut Cluster<'_>,
        names: &[String],
        living: &[Value],
    ) -> Result<(), String> {
        // As long as pods come to run, what waits for them may be made.
        for _ in 0..=names.len() {
            for (pod, name) in names.iter().enumerate() {
                self.take_over_one(cluster, pod, named(living, name))
                    .map_err(|otherwise| format!("{name}: {otherwise}"))?;
            }
            let before = cluster.states().to_vec();
            cluster.make_due();
            if cluster.states() == before {
                return Ok(());
            }
        }
        Ok(())
    }

    fn take_over_one(
        &self,
        cluster: &mut Cluster<'_>,
        pod: usize,
        living: Option<&Value>,
    ) -> Result<(), String> {
        let host = living.and_then(|one| host_index(self.topology, one));
        let (going, ready) = (living.is_some_and(is_going), living.is_some_and(is_ready));
        let wrong = |expected: String| {
            let at = host.map(|host| self.host(host));
            Err(format!("on {at:?}, going: {going}, ready: {ready}; expected: {expected}"))
        };
        match cluster.state(pod) {
            State::Unmade if living.is_none() => Ok(()),
            State::Runs(at) if host == Some(at) && ready && !going => Ok(()),
            State::Lost(at) if host == Some(at) && !ready && !going => Ok(()),
            State::Held(at) if host == Some(at) && going => Ok(()),
            State::Pending => match host {
                None if living.is_some() && !going => Ok(()),
                Some(at) if ready && !going => {
                    if cluster.fitting(pod).contains(&at) {
                        cluster.stands(pod, at);
                        return Ok(());
                    }
                    let why = cluster.why_pending(pod);
                    wrong(format!("on one of {:?} {why:?}", cluster.fitting(pod)))
                }
                _ => wrong("placed or Pending".to_owned()),
            },
            state => wrong(format!("{state:?}")),
        }
    }

    fn compare_budgets(&self, cluster: &Cluster<'_>) -> Result<(), String> {
        for tier in [Tier::Etcd, Tier::Percona, Tier::Haproxy, Tier::Wordpress] {
            let Some(budget) = Budget::of(cluster, tier) else { continue };
            let path = format!(
                "/apis/policy/v1/namespaces/{}/poddisruptionbudgets/{}",
                self.namespace,
                tier.component()
            );
            let status =
                self.plane.api().get(&path).map_err(|error| error.to_string())?["status"].take();
            let counted =
                ["expectedPods", "currentHealthy", "desiredHealthy", "disruptionsAllowed"]
                    .map(|field| status[field].as_u64().unwrap_or(u64::MAX));
            let expected = [budget.expected, budget.healthy, budget.desired, budget.allowed()]
                .map(|count| count as u64);
            if counted != expected {
                return Err(format!(
                    "the budget of {} counts {counted:?}, expected: {expected:?}",
                    tier.component()
                ));
            }
        }
        Ok(())
    }
}

/// A pod stays Pending where nothing fits it, for the reasons that the scheduler gives.
fn compare_reasons(
    cluster: &Cluster<'_>,
    names: &[String],
    living: &[Value],
) -> Result<(), (String, String)> {
    for (pod, name) in names.iter().enumerate() {
        if cluster.state(pod) != State::Pending {
            continue;
        }
        let said = named(living, name).map_or("", why);
        let differs = match cluster.why_pending(pod) {
            None => format!("it fits {:?}", cluster.fitting(pod)),
            Some(reason) if !said.starts_with(&reason) => reason,
            Some(_) => continue,
        };
        return Err((name.clone(), format!("{name} is Pending: {said}\nexpected: {differs}")));
    }
    Ok(())
}
