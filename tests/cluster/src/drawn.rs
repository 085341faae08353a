//! What a cluster holds, compared with what the topology draws.

use std::collections::{BTreeMap, BTreeSet};

use presswright::design::{Design, Role};
use presswright::topology::{Backing, Exposure, Host, Placement, Pod, Service, Tier, Topology};
use serde_json::Value;

use crate::api::{Api, ApiError};
use crate::machine::Machine;
use crate::quantity::{bytes, millicores};

/// The tiers whose pods run all the time.
const RUNNING: [Tier; 4] = [Tier::Etcd, Tier::Percona, Tier::Haproxy, Tier::Wordpress];

/// The machines of a topology that are nodes of the cluster.
pub fn machines(topology: &Topology) -> Vec<Machine> {
    topology.hosts.iter().filter(|host| host.role.is_node()).map(machine).collect()
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

    fn compare_claims(&self, design: &Design, topology: &Topology, found: &mut Vec<String>) {
        let drawn = topology
            .volumes
            .iter()
            .filter(|volume| !matches!(volume.backing, Backing::HostPath(_)));
        let mut names = BTreeSet::new();
        for volume in drawn {
            names.insert(volume.claim.as_str());
            let Some(claim) = named(&self.claims, &volume.claim) else {
                found.push(format!("claim {} is not there", volume.claim));
                continue;
            };
            if claim["status"]["phase"] != "Bound" {
                found.push(format!("claim {} is {}", volume.claim, claim["status"]["phase"]));
                continue;
            }
            let bound_to = text(&claim["spec"]["volumeName"]);
            if let Some(wanted) = volume.volume.as_deref().filter(|_| volume.reserved)
                && bound_to != wanted
            {
                found.push(format!(
                    "claim {} is bound to {bound_to}, drawn: {wanted}",
                    volume.claim
                ));
            }
            let Some(living) = named(&self.volumes, bound_to) else {
                found.push(format!("volume {bound_to} of claim {} is not there", volume.claim));
                continue;
            };
            if bytes(&living["spec"]["capacity"]["storage"]) != Some(volume.size.bytes()) {
                let size = &living["spec"]["capacity"]["storage"];
                found.push(format!("volume {bound_to} has {size}, drawn: {}", volume.size));
            }
            if let Some(otherwise) =
                backing_differs(&living["spec"], &volume.backing, design, topology)
            {
                found.push(format!("volume {bound_to}: {otherwise}"));
            }
        }
        for claim in &self.claims {
            if !names.contains(name(claim)) {
                found.push(format!("claim {} is not drawn", name(claim)));
            }
        }
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

    fn compare_pods(&self, topology: &Topology, tier: Tier, found: &mut Vec<String>) {
        let drawn: Vec<&Pod> = topology.pods_of(tier).collect();
        let living = self.pods_of(tier);
        let called = tier.component();
        if drawn.len() != living.len() {
            found.push(format!("{} pods of {called}, drawn: {}", living.len(), drawn.len()));
            return;
        }
        for (drawn, living) in pairs(&drawn, &living) {
            let here = name(living);
            let host = text(&living["spec"]["nodeName"]);
            if let Placement::Pinned(wanted) = &drawn.placement
                && host_name(topology, *wanted) != Some(host)
            {
                found.push(format!(
                    "pod {here} is on '{host}', drawn: {:?}",
                    host_name(topology, *wanted)
                ));
            }
            if let Placement::Predicted { candidates, host: expected } = &drawn.placement {
                match expected {
                    Some(_)
                        if !candidates
                            .iter()
                            .any(|one| host_name(topology, *one) == Some(host)) =>
                    {
                        found.push(format!(
                            "pod {here} is on '{host}', which is none of the machines predicted"
                        ));
                    }
                    None if !host.is_empty() => {
                        found.push(format!("pod {here} is on {host}, drawn: Pending"));
                    }
                    _ => {}
                }
            }
            if drawn.placement.host().is_some() && living["status"]["phase"] != "Running" {
                found.push(format!("pod {here} is {}: {}", living["status"]["phase"], why(living)));
            }
            let (cpu, memory) = requests(living);
            if (cpu, memory) != (drawn.cpu, drawn.memory) {
                found.push(format!(
                    "pod {here} asks for {cpu}m and {memory} bytes, drawn: {}m and {}",
                    drawn.cpu, drawn.memory
                ));
            }
            let mounted = claims_of(living);
            let claims: BTreeSet<&str> = drawn.claims.iter().map(String::as_str).collect();
            let host_path = topology
                .volumes
                .iter()
                .filter(|volume| matches!(volume.backing, Backing::HostPath(_)));
            let without: BTreeSet<&str> = host_path.map(|volume| volume.claim.as_str()).collect();
            if mounted != &claims - &without {
                found.push(format!("pod {here} mounts {mounted:?}, drawn: {claims:?}"));
            }
        }
        let as_drawn =
            counts(drawn.iter().filter_map(|pod| host_name(topology, pod.placement.host()?)));
        let as_living = counts(
            living.iter().map(|pod| text(&pod["spec"]["nodeName"])).filter(|host| !host.is_empty()),
        );
        if as_drawn != as_living {
            found.push(format!("{called} has {as_living:?} pods a machine, drawn: {as_drawn:?}"));
        }
    }

    fn compare_service(&self, drawn: &Service, found: &mut Vec<String>) {
        let Some(living) = named(&self.services, &drawn.name) else {
            found.push(format!("service {} is not there", drawn.name));
            return;
        };
        let spec = &living["spec"];
        let kind = match drawn.exposure {
            Exposure::Inside | Exposure::Headless => "ClusterIP",
            Exposure::NodePort(_) => "NodePort",
            Exposure::LoadBalancer => "LoadBalancer",
        };
        let headless = spec["clusterIP"] == "None";
        if spec["type"] != kind || headless != (drawn.exposure == Exposure::Headless) {
            found.push(format!(
                "service {} is {} at {}, drawn: {:?}",
                drawn.name, spec["type"], spec["clusterIP"], drawn.exposure
            ));
        }
        let ports = spec["ports"].as_array().map(Vec::as_slice).unwrap_or_default();
        let numbers: Vec<(&str, u64)> = ports
            .iter()
            .map(|port| (text(&port["name"]), port["port"].as_u64().unwrap_or(0)))
            .collect();
        let wanted: Vec<(&str, u64)> =
            drawn.ports.iter().map(|port| (port.name, u64::from(port.port))).collect();
        if numbers != wanted {
            found.push(format!("service {} has ports {numbers:?}, drawn: {wanted:?}", drawn.name));
        }
        if let Exposure::NodePort(port) = drawn.exposure
            && ports.iter().any(|one| one["nodePort"] != port)
        {
            found.push(format!("service {} is not at port {port} of the machines", drawn.name));
        }
        self.compare_endpoints(drawn, found);
    }

    fn compare_endpoints(&self, drawn: &Service, found: &mut Vec<String>) {
        let mut ready = BTreeSet::new();
        let slices = self.slices.iter().filter(|slice| {
            slice["metadata"]["labels"]["kubernetes.io/service-name"] == drawn.name
        });
        for slice in slices {
            for endpoint in slice["endpoints"].as_array().into_iter().flatten() {
                if endpoint["conditions"]["ready"] == true {
                    ready.insert(text(&endpoint["targetRef"]["name"]));
                }
            }
        }
        let behind: BTreeSet<&str> = self
            .pods_of(drawn.tier)
            .into_iter()
            .filter(|pod| pod["status"]["phase"] == "Running")
            .map(|pod| name(pod))
            .filter(|pod| {
                drawn
                    .ordinal
                    .is_none_or(|ordinal| *pod == format!("{}-{ordinal}-0", drawn.tier.component()))
            })
            .collect();
        if ready != behind || ready.is_empty() {
            found.push(format!("service {} leads to {ready:?}, drawn: {behind:?}", drawn.name));
        }
    }

    fn find_undrawn_services(&self, topology: &Topology, found: &mut Vec<String>) {
        for living in &self.services {
            if !topology.services.iter().any(|drawn| drawn.name == name(living)) {
                found.push(format!("service {} is not drawn", name(living)));
            }
        }
    }

    fn compare_autoscaler(&self, design: &Design, found: &mut Vec<String>) {
        let drawn = design.wordpress.autoscaling.as_ref();
        match (drawn, self.autoscalers.as_slice()) {
            (None, []) => {}
            (Some(drawn), [living]) => {
                let (spec, status) = (&living["spec"], &living["status"]);
                let target = &spec["metrics"][0]["resource"]["target"]["averageUtilization"];
                let bounds = (&spec["minReplicas"], &spec["maxReplicas"], target);
                let wanted = (drawn.min.get(), drawn.max.get(), drawn.cpu.get());
                if *bounds.0 != wanted.0 || *bounds.1 != wanted.1 || *bounds.2 != wanted.2 {
                    found.push(format!("the autoscaler has {bounds:?}, drawn: {wanted:?}"));
                }
                // Without metrics it can do one thing: hold the minimum. That shows that it has found its target.
                if status["currentReplicas"] != wanted.0 || status["desiredReplicas"] != wanted.0 {
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

    /// A budget must count all pods of its tier, let one go at least where the others can do without
    /// it, and never let a majority of members be lost.
    fn compare_budgets(&self, design: &Design, found: &mut Vec<String>) {
        let percona = u64::from(design.percona.replicas.get());
        let etcd = design.etcd.members.len() as u64;
        let wordpress = u64::from(design.wordpress.replica_bounds().0);
        for (tier, pods, most) in [
            (Tier::Etcd, etcd, etcd.saturating_sub(etcd / 2 + 1)),
            (Tier::Percona, percona, percona.saturating_sub(percona / 2 + 1)),
            (Tier::Wordpress, wordpress, wordpress.saturating_sub(1)),
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

    fn find_unfinished(&self, found: &mut Vec<String>) {
        for job in &self.jobs {
            if named_condition(&job["status"], "Complete") != "True" {
                found.push(format!("job {} is not complete", name(job)));
            }
        }
        // A controller that may not make its pods (Pod Security, a quota) says so in an event only.
        for event in self.events.iter().filter(|event| event["reason"] == "FailedCreate") {
            found.push(format!(
                "{}: {}",
                text(&event["involvedObject"]["name"]),
                text(&event["message"])
            ));
        }
    }
}

/// Pods of a stateful tier by their names, others by their order: they are alike.
fn pairs<'a>(drawn: &[&'a Pod], living: &[&'a Value]) -> Vec<(&'a Pod, &'a Value)> {
    let mut drawn = drawn.to_vec();
    drawn.sort_by(|one, other| one.name.cmp(&other.name));
    drawn.into_iter().zip(living.iter().copied()).collect()
}

/// How many pods the machines have, the fullest first. Which machine has how many is the
/// scheduler's to choose among equals; how evenly they stand is not.
fn counts<'a>(hosts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut by_host: BTreeMap<&str, usize> = BTreeMap::new();
    for host in hosts {
        *by_host.entry(host).or_default() += 1;
    }
    let mut counts: Vec<usize> = by_host.into_values().collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    counts
}

fn backing_differs(
    spec: &Value,
    drawn: &Backing,
    design: &Design,
    topology: &Topology,
) -> Option<String> {
    match drawn {
        Backing::Folder(folder) => {
            let nfs = design.nfs.as_ref()?;
            let path = format!("{}/{folder}", nfs.path);
            (spec["nfs"]["path"] != path)
                .then(|| format!("its folder is {}, drawn: {path}", spec["nfs"]["path"]))
        }
        Backing::Local { host, path } => {
            let terms = spec["nodeAffinity"].to_string();
            let machine = host_name(topology, *host)?;
            (spec["local"]["path"] != path.as_str() || !terms.contains(&format!("\"{machine}\"")))
                .then(|| {
                    format!(
                        "it is {} on {terms}, drawn: {path} on {machine}",
                        spec["local"]["path"]
                    )
                })
        }
        Backing::Class(class) => (spec["storageClassName"] != class.as_str())
            .then(|| format!("its class is {}, drawn: {class}", spec["storageClassName"])),
        Backing::HostPath(_) => None,
    }
}

/// What a pod asks for: its containers, with those of its init containers that stay.
fn requests(pod: &Value) -> (u64, u64) {
    let containers = pod["spec"]["containers"].as_array().into_iter().flatten();
    let init = pod["spec"]["initContainers"].as_array().into_iter().flatten();
    containers.chain(init.filter(|container| container["restartPolicy"] == "Always")).fold(
        (0, 0),
        |(cpu, memory), container| {
            let asked = &container["resources"]["requests"];
            (
                cpu + millicores(&asked["cpu"]).unwrap_or(0),
                memory + bytes(&asked["memory"]).unwrap_or(0),
            )
        },
    )
}

fn claims_of(pod: &Value) -> BTreeSet<&str> {
    let volumes = pod["spec"]["volumes"].as_array().into_iter().flatten();
    volumes.filter_map(|volume| volume["persistentVolumeClaim"]["claimName"].as_str()).collect()
}

fn why(pod: &Value) -> &str {
    let conditions = pod["status"]["conditions"].as_array();
    let scheduled = conditions.into_iter().flatten().find(|one| one["type"] == "PodScheduled");
    scheduled.map_or("no reason given", |condition| text(&condition["message"]))
}

fn named_condition<'a>(status: &'a Value, kind: &str) -> &'a str {
    let conditions = status["conditions"].as_array();
    let found = conditions.into_iter().flatten().find(|one| one["type"] == kind);
    found.map_or("", |condition| text(&condition["status"]))
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
