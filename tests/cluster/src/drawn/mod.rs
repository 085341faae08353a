//! What a cluster holds, compared with what the topology draws.

mod claims;
mod controllers;
mod pods;
mod services;

use std::collections::BTreeMap;

use presswright::design::{Design, Role};
use presswright::topology::{Host, Tier, Topology};
use serde_json::Value;

use crate::api::{Api, ApiError};
use crate::machine::Machine;

/// The tiers whose pods run all the time.
const RUNNING: [Tier; 4] = [Tier::Etcd, Tier::Percona, Tier::Haproxy, Tier::Wordpress];

/// The machines of a topology that are nodes of the cluster. Where it names none that run pods, as
/// for a cluster that is there already, ten large ones stand for that cluster.
pub fn machines(topology: &Topology) -> Vec<Machine> {
    let mut machines: Vec<Machine> =
        topology.hosts.iter().filter(|host| host.role.is_node()).map(machine).collect();
    if !topology.hosts.iter().any(Host::runs_pods) {
        machines.extend(
            (0..10).map(|number| Machine::worker(&format!("unnamed-{number}"), "16", "64Gi")),
        );
    }
    machines
}

fn machine(host: &Host) -> Machine {
    let core = |cpu: u64| format!("{cpu}m");
    Machine {
        name: host.name.to_string(),
        address: host.address.map(|address| address.to_string()).unwrap_or_default(),
        cpu: core(host.cpu),
        memory: host.memory.to_string(),
        allocatable: (core(host.allocatable_cpu), host.allocatable_memory.to_string()),
        system: (core(host.system_cpu), host.system_memory.to_string()),
        control_plane: matches!(host.role, Role::ControlPlane | Role::Single),
        tainted: host.role == Role::ControlPlane,
        labels: BTreeMap::new(),
    }
}

/// What the namespace of a design holds now.
#[derive(Debug)]
pub struct Living {
    pods: Vec<Value>,
    claims: Vec<Value>,
    volumes: Vec<Value>,
    services: Vec<Value>,
    slices: Vec<Value>,
    autoscalers: Vec<Value>,
    budgets: Vec<Value>,
    jobs: Vec<Value>,
    events: Vec<Value>,
}

impl Living {
    /// Asks the API server.
    pub fn of(api: &Api, namespace: &str) -> Result<Self, ApiError> {
        let list = |version: &str, kind: &str| {
            api.list(&format!("{version}/namespaces/{namespace}/{kind}"))
        };
        Ok(Self {
            pods: list("/api/v1", "pods")?,
            claims: list("/api/v1", "persistentvolumeclaims")?,
            volumes: api.list("/api/v1/persistentvolumes")?,
            services: list("/api/v1", "services")?,
            slices: list("/apis/discovery.k8s.io/v1", "endpointslices")?,
            autoscalers: list("/apis/autoscaling/v2", "horizontalpodautoscalers")?,
            budgets: list("/apis/policy/v1", "poddisruptionbudgets")?,
            jobs: list("/apis/batch/v1", "jobs")?,
            events: list("/api/v1", "events")?,
        })
    }

    /// Everything in which it is not what is drawn; empty when it is.
    pub fn differences(&self, design: &Design, topology: &Topology) -> Vec<String> {
        let mut found = Vec::new();
        self.compare_claims(design, topology, &mut found);
        for tier in RUNNING {
            self.compare_pods(topology, tier, &mut found);
        }
        for service in &topology.services {
            self.compare_service(service, &mut found);
        }
        self.find_undrawn_services(topology, &mut found);
        self.compare_autoscaler(design, &mut found);
        self.compare_budgets(design, &mut found);
        self.find_unfinished(&mut found);
        found
    }

    /// The pods of a tier that are to stay, in the order of their names.
    fn pods_of(&self, tier: Tier) -> Vec<&Value> {
        let mut pods: Vec<&Value> = self
            .pods
            .iter()
            .filter(|pod| {
                component(pod) == tier.component() && pod["metadata"]["deletionTimestamp"].is_null()
            })
            .collect();
        pods.sort_by_key(|pod| name(pod));
        pods
    }
}

fn named_condition<'a>(status: &'a Value, kind: &str) -> &'a str {
    condition(status, kind).map_or("", |condition| text(&condition["status"]))
}

fn named_reason<'a>(status: &'a Value, kind: &str) -> &'a str {
    condition(status, kind).map_or("", |condition| text(&condition["reason"]))
}

fn condition<'a>(status: &'a Value, kind: &str) -> Option<&'a Value> {
    status["conditions"].as_array()?.iter().find(|one| one["type"] == kind)
}

fn host_name(topology: &Topology, host: usize) -> Option<&str> {
    topology.hosts.get(host).map(|host| host.name.as_str())
}

fn component(object: &Value) -> &str {
    text(&object["metadata"]["labels"]["app.kubernetes.io/component"])
}

fn named<'a>(objects: &'a [Value], wanted: &str) -> Option<&'a Value> {
    objects.iter().find(|object| name(object) == wanted)
}

fn name(object: &Value) -> &str {
    text(&object["metadata"]["name"])
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
