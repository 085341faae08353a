//! What became of pods, as it is told: drains, fates, budgets.

use super::Reach;
use presswright::simulate::eviction::{Budget, Drain, Verdict};
use presswright::simulate::fate::Fate;
use presswright::simulate::placement::{
    BETWEEN_MACHINES, EVICTED_AFTER, Evictions, LOST_AFTER, State,
};
use presswright::simulate::words;
use presswright::topology::Topology;
use serde_json::{Value, json};
use std::fmt::Write;

/// What was simulated, to be told.
pub struct Told<'a> {
    pub topology: &'a Topology,
    pub lost: Vec<usize>,
    pub evictions: Evictions,
    pub drains: Vec<(usize, Drain)>,
    pub fates: Vec<Fate>,
    pub budgets: Vec<Budget>,
    /// Whether the answer rests on where volumes of a class can be reached.
    pub assumed: Option<Reach>,
}

impl Told<'_> {
    fn host(&self, host: usize) -> &str {
        self.topology.hosts.get(host).map_or("", |host| host.name.as_str())
    }

    fn pod(&self, pod: usize) -> &str {
        self.topology.pods.get(pod).map_or("", |pod| pod.name.as_str())
    }

    fn names(&self, hosts: &[usize]) -> String {
        hosts.iter().map(|host| self.host(*host)).collect::<Vec<_>>().join(", ")
    }

    /// Of machines that were drained, and of those that were lost before.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if !self.lost.is_empty() {
            let _ = writeln!(text, "Lost: {}. {}\n", self.names(&self.lost), self.course());
        }
        for (host, drain) in &self.drains {
            let _ = writeln!(text, "Drain of {}:", self.host(*host));
            self.write_drain(&mut text, drain);
            text.push('\n');
        }
        self.write_pods(&mut text);
        text
    }

    /// Each pod that is not where it was, what no drain may take, and what that rests on.
    pub fn write_pods(&self, text: &mut String) {
        for fate in &self.fates {
            let _ =
                writeln!(text, "  {:14}  {}", self.pod(fate.pod), words::fate(self.topology, fate));
        }
        let stay = self.topology.pods.len() - self.fates.len();
        let _ = writeln!(text, "{stay} of {} pods stay as they are.", self.topology.pods.len());
        let answered = self.evictions != Evictions::NoControlPlane;
        for budget in self.budgets.iter().filter(|budget| answered && budget.allowed() == 0) {
            let _ = writeln!(
                text,
                "No pod of {} may be evicted now: {} ready, {} needed.",
                budget.tier.component(),
                budget.healthy,
                budget.desired
            );
        }
        if let Some(reach) = self.assumed {
            text.push_str(match reach {
                Reach::Anywhere => {
                    "Volumes of a StorageClass are taken to follow their pods (--class-volumes one-machine if not).\n"
                }
                Reach::OneMachine => "Volumes of a StorageClass are taken to stay on their machine.\n",
            });
        }
    }

    /// What happens to lost machines, and when.
    fn course(&self) -> String {
        match self.evictions {
            Evictions::NoControlPlane => {
                "The control plane is among them: what runs elsewhere runs on, and nothing is made anew \
                 or moved until it is back."
                    .to_owned()
            }
            Evictions::Halted => format!(
                "After {LOST_AFTER} s their pods are not ready. So many machines at once Kubernetes takes \
                 for a failure of the network: it evicts no pod, save from one machine that it may have \
                 marked before it saw the others."
            ),
            Evictions::Happen => {
                let last = u32::try_from(self.lost.len().saturating_sub(1)).unwrap_or(u32::MAX);
                let first = LOST_AFTER + EVICTED_AFTER;
                let then = match last.saturating_mul(BETWEEN_MACHINES) {
                    0 => format!("after {first} s"),
                    more => format!("after {first} to {} s", first.saturating_add(more)),
                };
                format!("After {LOST_AFTER} s their pods are not ready, {then} they are evicted.")
            }
        }
    }

    fn write_drain(&self, text: &mut String, drain: &Drain) {
        for (place, step) in drain.steps.iter().enumerate() {
            // A pod that is refused is asked again; the last answer counts.
            let last = drain.steps.iter().skip(place + 1).all(|later| later.pod != step.pod);
            if !last {
                continue;
            }
            let _ = match &step.verdict {
                Verdict::Evicted => writeln!(text, "  {:14}  evicted", self.pod(step.pod)),
                Verdict::Refused(why) => {
                    writeln!(text, "  {:14}  refused: {why}", self.pod(step.pod))
                }
            };
        }
        if drain.steps.is_empty() {
            text.push_str("  no pod of the design is there\n");
        }
        if !drain.ends() {
            text.push_str("  The drain waits until somebody changes that.\n");
        }
    }

    pub fn json(&self) -> Value {
        let name = |host: usize| self.host(host);
        let pods: Vec<Value> = self
            .fates
            .iter()
            .map(|fate| {
                let (state, on) = match fate.after {
                    State::Runs(host) => ("moves", Some(host)),
                    State::Lost(host) => ("lost", Some(host)),
                    State::Held(host) => ("held", Some(host)),
                    State::Pending => ("pending", None),
                    State::Unmade => ("not made", None),
                };
                json!({
                    "pod": self.pod(fate.pod),
                    "before": fate.before.runs_on().map(name),
                    "state": state,
                    "machine": on.map(name),
                    "fits": fate.fits.iter().map(|host| name(*host)).collect::<Vec<_>>(),
                    "why": fate.why,
                })
            })
            .collect();
        let drains: Vec<Value> = self
            .drains
            .iter()
            .map(|(host, drain)| {
                let steps: Vec<Value> = drain
                    .steps
                    .iter()
                    .map(|step| match &step.verdict {
                        Verdict::Evicted => json!({"pod": self.pod(step.pod), "refused": null}),
                        Verdict::Refused(why) => json!({"pod": self.pod(step.pod), "refused": why}),
                    })
                    .collect();
                json!({"machine": name(*host), "evictions": steps, "ends": drain.ends()})
            })
            .collect();
        let budgets: Vec<Value> = self
            .budgets
            .iter()
            .map(|budget| {
                json!({
                    "tier": budget.tier.component(),
                    "expected": budget.expected,
                    "healthy": budget.healthy,
                    "desired": budget.desired,
                    "allowed": budget.allowed(),
                })
            })
            .collect();
        let evictions = match self.evictions {
            Evictions::Happen => "happen",
            Evictions::Halted => "halted",
            Evictions::NoControlPlane => "no control plane",
        };
        json!({
            "lost": self.lost.iter().map(|host| name(*host)).collect::<Vec<_>>(),
            "evictions": evictions,
            "pods": pods,
            "drains": drains,
            "budgets": budgets,
        })
    }
}
