//! Simulated machines: Node objects with the resources, addresses, labels and taints that kubeadm
//! gives to real ones. kwok keeps them alive.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The label that kubeadm gives to control planes, and the key of their taint.
pub const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";

/// The label of machines that run, where a test takes some away.
pub const POWER: &str = "test.presswright.example/power";

/// The namespace of what stands for the cluster's own pods.
pub const SYSTEM: &str = "system-pods";

/// A machine as the cluster sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Machine {
    /// Node name and host name.
    pub name: String,
    /// Internal address; empty for one that kwok chooses.
    pub address: String,
    /// Cores, as a quantity.
    pub cpu: String,
    /// Memory, as a quantity.
    pub memory: String,
    /// What pods may use, as quantities: cores and memory.
    pub allocatable: (String, String),
    /// What the cluster's own pods on it ask for, as quantities: cores and memory.
    pub system: (String, String),
    /// Whether it carries kubeadm's label for control planes.
    pub control_plane: bool,
    /// Whether it carries kubeadm's taint for control planes, which keeps other pods away.
    pub tainted: bool,
    /// Further labels.
    pub labels: BTreeMap<String, String>,
}

impl Machine {
    /// A worker whose whole cores and memory pods may use.
    pub fn worker(name: &str, cpu: &str, memory: &str) -> Self {
        Self {
            name: name.to_owned(),
            address: String::new(),
            cpu: cpu.to_owned(),
            memory: memory.to_owned(),
            allocatable: (cpu.to_owned(), memory.to_owned()),
            system: ("0".to_owned(), "0".to_owned()),
            control_plane: false,
            tainted: false,
            labels: BTreeMap::new(),
        }
    }

    /// A control plane, tainted as kubeadm does it.
    pub fn control_plane(name: &str, cpu: &str, memory: &str) -> Self {
        Self { control_plane: true, tainted: true, ..Self::worker(name, cpu, memory) }
    }

    /// The Node object. `version` is what its kubelet says to be.
    pub fn node(&self, version: &str) -> Value {
        let mut labels = self.labels.clone();
        for (key, value) in [
            ("kubernetes.io/hostname", self.name.as_str()),
            ("kubernetes.io/os", "linux"),
            ("kubernetes.io/arch", "amd64"),
            (POWER, "on"),
        ] {
            labels.insert(key.to_owned(), value.to_owned());
        }
        let mut taints = Vec::new();
        if self.control_plane {
            labels.insert(CONTROL_PLANE.to_owned(), String::new());
        }
        if self.tainted {
            taints.push(json!({"key": CONTROL_PLANE, "effect": "NoSchedule"}));
        }
        let mut addresses = vec![json!({"type": "Hostname", "address": self.name})];
        if !self.address.is_empty() {
            addresses.push(json!({"type": "InternalIP", "address": self.address}));
        }
        // 110 pods a node and no more is the kubelet's default (maxPods).
        let resources = |cpu: &str, memory: &str| json!({"cpu": cpu, "memory": memory, "pods": "110", "ephemeral-storage": "40Gi"});
        json!({
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": self.name, "labels": labels},
            "spec": {"taints": taints},
            "status": {
                "addresses": addresses,
                "capacity": resources(&self.cpu, &self.memory),
                "allocatable": resources(&self.allocatable.0, &self.allocatable.1),
                "nodeInfo": {"kubeletVersion": version, "operatingSystem": "linux", "architecture": "amd64"},
            },
        })
    }
    /// A pod that holds what the cluster's own pods (network plugin, kube-proxy) ask for there.
    pub fn system_pod(&self) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": self.name, "namespace": SYSTEM},
            "spec": {
                "nodeName": self.name,
                "tolerations": [{"operator": "Exists"}],
                "securityContext": {
                    "runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"},
                },
                "containers": [{
                    "name": "system",
                    "image": "example.test/system:1",
                    "resources": {"requests": {"cpu": self.system.0, "memory": self.system.1}},
                    "securityContext": {
                        "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
                    },
                }],
            },
        })
    }
}
