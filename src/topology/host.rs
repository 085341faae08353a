//! Machines with what their pods may ask for.

use crate::design::{Address, Design, Label, NetworkPlugin, Role};

/// A machine and what it has to give.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// Place in the design's list.
    pub index: usize,
    /// Name of machine and node.
    pub name: Label,
    /// What it is for.
    pub role: Role,
    /// Its address, if the design gives one.
    pub address: Option<Address>,
    /// Processors in thousandths of a core.
    pub cpu: u64,
    /// Memory in bytes.
    pub memory: u64,
    /// Processors that pods may ask for together, in thousandths of a core: `status.allocatable`.
    pub allocatable_cpu: u64,
    /// Memory that pods may ask for together, in bytes: `status.allocatable`.
    pub allocatable_memory: u64,
    /// Processors asked for by the cluster's own pods on every node.
    pub system_cpu: u64,
    /// Memory asked for by the cluster's own pods on every node.
    pub system_memory: u64,
}

/// kubelet keeps this much memory back (`evictionHard: memory.available<100Mi`, kubelet's default).
const EVICTION_THRESHOLD: u64 = 100 << 20;

pub(super) fn hosts(design: &Design) -> Vec<Host> {
    // calico-node asks for 250m, kube-flannel for 100m and 50Mi (their manifests).
    let (system_cpu, system_memory) = match design.cluster.network_plugin {
        NetworkPlugin::Calico => (250, 0),
        NetworkPlugin::Flannel => (100, 50 << 20),
    };
    design
        .machines
        .iter()
        .enumerate()
        .map(|(index, machine)| Host {
            index,
            name: machine.name.clone(),
            role: machine.role.clone(),
            address: machine.address,
            cpu: machine.cpu.millicores(),
            memory: machine.memory.bytes(),
            allocatable_cpu: machine.cpu.millicores(),
            allocatable_memory: machine.memory.bytes().saturating_sub(EVICTION_THRESHOLD),
            system_cpu,
            system_memory,
        })
        .collect()
}

impl Host {
    /// Whether kube-scheduler may place pods of ours there.
    pub fn runs_pods(&self) -> bool {
        self.role.runs_pods()
    }
}
