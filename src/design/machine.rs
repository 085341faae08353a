//! A machine of the cluster.

use super::grammar::{choice, section};
use super::measures::{Cpu, Quantity};
use super::names::Label;
use super::network::Address;

section! {
    /// A machine: a node of the cluster, or a server for files beside it.
    pub struct Machine {
        /// Host name and name of the node.
        name "name": Label,
        /// What the machine is for.
        role "role": Role = Role::Worker,
        /// Address by which the other machines reach it.
        address "address": Option<Address> = None,
        /// Processors.
        cpu "cpu": Cpu = Cpu::millis(2000),
        /// Memory.
        memory "memory": Quantity = Quantity::gibibytes(4),
        /// Disk for system, images, local volumes and, on a file server, the export. The box or the provider
        /// decides how large it is, no Vagrantfile does: this is what the checks count with, and the runbook
        /// says how to look.
        disk "disk": Quantity = Quantity::gibibytes(40),
    }
}

choice! {
    /// What a machine is for.
    pub enum Role {
        /// Runs the API server and its etcd. Pods of ours do not run here.
        ControlPlane "control-plane",
        /// Runs pods.
        Worker "worker",
        /// Runs control plane and pods: the one machine of a small cluster.
        Single "single",
        /// A file server that is not a node of the cluster.
        Storage "storage",
    }
}

impl Role {
    /// Whether kube-scheduler places pods there.
    pub fn runs_pods(&self) -> bool {
        matches!(self, Role::Worker | Role::Single)
    }

    /// Whether it is a node of the cluster.
    pub fn is_node(&self) -> bool {
        !matches!(self, Role::Storage)
    }
}
