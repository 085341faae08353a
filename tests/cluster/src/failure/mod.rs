//! Machines drained and lost under a living design, compared step by step with `simulate`.
//!
//! The library is told where the scheduler put each pod, so that a tie that it broke otherwise than the
//! library would does not make all that follows differ. What is compared: each answer of the eviction
//! API; which pods move, are held or stay Pending; that a pod came to a machine which the library's
//! filters allow; that one stays Pending only where they allow none, for the reasons that the scheduler
//! gives; and what every disruption budget counts.

mod comparison;
mod pod;

use std::thread::sleep;
use std::time::Duration;

use fastrand::Rng;
use presswright::design::{Design, Role};
use presswright::rules::Approved;
use presswright::simulate::eviction::{Drain, Verdict, drain, evict};
use presswright::simulate::placement::{ClassVolumes, Cluster, Evictions, State};
use presswright::topology::{Access, Backing, Topology};
use serde_json::{Value, json};

use crate::api::ApiError;
use crate::control_plane::ControlPlane;
use crate::machine::POWER;
use crate::rehearsal::{BOUND, Failure, and_clear, apply_as_drawn, approved};
use crate::wait::until;
use pod::{host_index, is_going, is_of, is_ready, named, pods, text};

/// A design on a control plane, and the same in the library.
struct Rehearsal<'a> {
    plane: &'a ControlPlane,
    namespace: String,
    topology: &'a Topology,
    cluster: Cluster<'a>,
    /// The living pod for each of the topology, by name.
    names: Vec<String>,
    /// What was done, for the message of a failure.
    done: Vec<String>,
}

/// From where volumes of classes are reached, as the provisioner makes them; nothing where it makes some
/// so and some so, which the library has no word for.
fn class_volumes(topology: &Topology) -> Option<ClassVolumes> {
    let class = |backing: &Backing| match backing {
        Backing::Class(class) => Some(class.clone()),
        _ => None,
    };
    let shared: Vec<_> = topology
        .volumes
        .iter()
        .filter(|volume| volume.access == Access::ManyNodes)
        .filter_map(|volume| class(&volume.backing))
        .collect();
    let own = topology.volumes.iter().filter(|volume| volume.access == Access::OneNode);
    let waits: Vec<bool> =
        own.filter_map(|volume| Some(!shared.contains(&class(&volume.backing)?))).collect();
    match (waits.contains(&true), waits.contains(&false)) {
        (true, true) => None,
        (true, false) => Some(ClassVolumes::OneMachine),
        (false, _) => Some(ClassVolumes::Anywhere),
    }
}

/// Brings a design to the control plane and takes machines away from it: one is drained and comes back,
/// one or two are lost, another one is drained beside them, and all come back. Which, the seed says.
pub fn rehearse_failures(plane: &ControlPlane, text: &str, seed: u64) -> Result<(), Failure> {
    and_clear(plane, &format!("The design:\n{text}"), || {
        let approved = approved(text)?;
        let topology = approved.topology();
        let Some(classes) = class_volumes(topology) else {
            println!("left out: its classes hold volumes of both kinds");
            return Ok(());
        };
        apply_as_drawn(plane, &approved)?;
        let mut rehearsal = Rehearsal::of(plane, &approved, classes)?;
        let mut rng = Rng::with_seed(seed);
        let Some(first) = rng.choice(rehearsal.occupied()) else {
            println!("left out: it names no machine that runs pods");
            return Ok(());
        };
        rehearsal.drain(first)?;
        rehearsal.uncordon(first)?;
        let mut machines = rehearsal.workers();
        rng.shuffle(&mut machines);
        // A machine at least stays; more than two lost ones may stop all evictions, a case of its own.
        let spared = machines.len().saturating_sub(rng.usize(1..=2)).max(1);
        let lost = machines.split_off(spared.min(machines.len()));
        if lost.is_empty() {
            return Ok(());
        }
        if rehearsal.lose(&lost)? != Evictions::Happen {
            return Err("the loss of workers is said to stop evictions".into());
        }
        if let Some(beside) = machines.pop() {
            rehearsal.drain(beside)?;
            rehearsal.uncordon(beside)?;
        }
        rehearsal.restore(&lost)
    })
}

/// Brings the lab to the control plane and loses all its workers at once: Kubernetes takes that for a
/// failure of the network. One machine at most may have been marked before it saw how many there were.
pub fn rehearse_halt(plane: &ControlPlane, text: &str) -> Result<(), Failure> {
    and_clear(plane, &format!("The design:\n{text}"), || {
        let approved = approved(text)?;
        apply_as_drawn(plane, &approved)?;
        let mut rehearsal = Rehearsal::of(plane, &approved, ClassVolumes::Anywhere)?;
        let all = rehearsal.workers();
        rehearsal.halt(&all)
    })
}

impl<'a> Rehearsal<'a> {
    /// Of a design that lives on the control plane as it is drawn.
    fn of(
        plane: &'a ControlPlane,
        approved: &'a Approved,
        class_volumes: ClassVolumes,
    ) -> Result<Self, Failure> {
        let (design, topology): (&Design, _) = (approved.design(), approved.topology());
        let namespace = design.namespace().to_owned();
        let mut living = pods(plane, &namespace)?;
        let (mut names, mut hosts) = (Vec::new(), Vec::new());
        for pod in &topology.pods {
            let found = living.iter().position(|one| is_of(one, pod.tier, &pod.name));
            let one = living.remove(found.ok_or_else(|| format!("no pod for {}", pod.name))?);
            names.push(text(&one["metadata"]["name"]).to_owned());
            hosts.push(host_index(topology, &one));
        }
        let cluster = Cluster::standing(design, topology, class_volumes, &hosts);
        Ok(Self { plane, namespace, topology, cluster, names, done: Vec::new() })
    }

    /// The machines that may run pods and no control plane, by their places.
    fn workers(&self) -> Vec<usize> {
        let workers = self.topology.hosts.iter().filter(|host| host.role == Role::Worker);
        workers.map(|host| host.index).collect()
    }

    /// Cuts the power of so many machines that evictions are to stop, and watches that they do.
    fn halt(&mut self, hosts: &[usize]) -> Result<(), Failure> {
        if self.cluster.lose(hosts) != Evictions::Halted {
            return Err("the loss is not said to stop evictions".into());
        }
        for host in hosts {
            self.power(&self.host(*host), &Value::Null)?;
        }
        until("every pod not ready", BOUND, || {
            let living = pods(self.plane, &self.namespace).map_err(|error| error.to_string())?;
            let ready = self.names.iter().filter(|name| named(&living, name).is_some_and(is_ready));
            let ready = ready.count();
            if ready == 0 { Ok(()) } else { Err(format!("{ready} are ready")) }
        })?;
        // Long enough for two more machines, 10 s each, and for what had been begun.
        sleep(Duration::from_secs(25));
        let living = pods(self.plane, &self.namespace)?;
        let mut emptied: Vec<&str> = living
            .iter()
            .filter(|pod| {
                is_going(pod) && self.names.iter().any(|name| pod["metadata"]["name"] == **name)
            })
            .map(|pod| text(&pod["spec"]["nodeName"]))
            .collect();
        emptied.sort_unstable();
        emptied.dedup();
        if emptied.len() > 1 {
            return Err(format!("pods of {} were evicted", emptied.join(", ")).into());
        }
        Ok(())
    }

    /// The machines that run pods of the design, by their places.
    fn occupied(&self) -> Vec<usize> {
        let mut hosts: Vec<usize> =
            self.cluster.states().iter().filter_map(|state| state.runs_on()).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }

    /// Cordons a machine and evicts every pod on it, what is refused once more at the end.
    fn drain(&mut self, host: usize) -> Result<(), Failure> {
        let name = self.host(host);
        self.done.push(format!("drain {name}"));
        let expected = drain(&mut self.cluster.clone(), host);
        self.cluster.cordon(host);
        self.unschedulable(&name, true)?;
        let mut as_expected = true;
        let mut waiting: Vec<usize> = (0..self.names.len())
            .filter(|pod| self.cluster.state(*pod) == State::Runs(host))
            .collect();
        loop {
            let before = waiting.len();
            let mut still = Vec::new();
            for pod in waiting {
                let verdict = self.evict(pod)?;
                as_expected &= went_as(&expected, pod, self.cluster.state(pod));
                if verdict != Verdict::Evicted {
                    still.push(pod);
                }
            }
            waiting = still;
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        // Where the scheduler chose as the library does, the library knew the end beforehand.
        if as_expected && expected.refused != waiting {
            return Err(self.failed(&format!(
                "of the drain of {name} stay {waiting:?}, expected: {:?}",
                expected.refused
            )));
        }
        Ok(())
    }

    /// Lets pods come to a machine again.
    fn uncordon(&mut self, host: usize) -> Result<(), Failure> {
        let name = self.host(host);
        self.done.push(format!("uncordon {name}"));
        self.cluster.uncordon(host);
        self.unschedulable(&name, false)?;
        self.agree()
    }

    /// Cuts the power of machines, all at once.
    fn lose(&mut self, hosts: &[usize]) -> Result<Evictions, Failure> {
        let names: Vec<String> = hosts.iter().map(|host| self.host(*host)).collect();
        self.done.push(format!("lose {}", names.join(", ")));
        let evictions = self.cluster.lose(hosts);
        for name in &names {
            self.power(name, &Value::Null)?;
        }
        self.agree()?;
        Ok(evictions)
    }

    /// Gives machines their power again.
    fn restore(&mut self, hosts: &[usize]) -> Result<(), Failure> {
        let names: Vec<String> = hosts.iter().map(|host| self.host(*host)).collect();
        self.done.push(format!("restore {}", names.join(", ")));
        self.cluster.restore(hosts);
        for name in &names {
            self.power(name, &json!("on"))?;
        }
        self.agree()
    }

    fn evict(&mut self, pod: usize) -> Result<Verdict, Failure> {
        let name = self.names.get(pod).ok_or("no such pod")?.clone();
        let expected = evict(&mut self.cluster, pod);
        let path = format!("/api/v1/namespaces/{}/pods/{name}/eviction", self.namespace);
        let eviction = json!({
            "apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name},
        });
        let answer = self.plane.api().create(&path, &eviction);
        match (&expected, &answer) {
            (Verdict::Evicted, Ok(_)) => {}
            (Verdict::Refused(why), Err(ApiError::Refused { code: 429, message, .. }))
                if message.ends_with(why.as_str()) => {}
            _ => {
                return Err(
                    self.failed(&format!("eviction of {name}: {answer:?}, expected: {expected:?}"))
                );
            }
        }
        self.done.push(format!("  evict {name}: {expected:?}"));
        self.agree()?;
        Ok(expected)
    }

    fn unschedulable(&self, name: &str, truth: bool) -> Result<(), ApiError> {
        let change = json!({"spec": {"unschedulable": truth}});
        self.plane.api().patch(&format!("/api/v1/nodes/{name}"), &change).map(drop)
    }

    fn power(&self, name: &str, value: &Value) -> Result<(), ApiError> {
        let change = json!({"metadata": {"labels": {POWER: value}}});
        self.plane.api().patch(&format!("/api/v1/nodes/{name}"), &change).map(drop)
    }

    fn host(&self, host: usize) -> String {
        self.topology.hosts.get(host).map(|host| host.name.to_string()).unwrap_or_default()
    }

    fn failed(&self, what: &str) -> Failure {
        format!("{what}\n\nAfter:\n  {}", self.done.join("\n  ")).into()
    }
}

/// Whether the last try of a pod ended as the library had foreseen.
fn went_as(expected: &Drain, pod: usize, state: State) -> bool {
    expected.steps.iter().rev().find(|step| step.pod == pod).is_some_and(|step| step.then == state)
}
