//! The cluster: whether we make it, with what, and its networks.

use super::grammar::{choice, section};
use super::measures::{Count, Quantity};
use super::names::{BoxName, DnsName, KubernetesVersion, Label, Registry};
use super::network::Cidr;
use ipnet::{IpNet, Ipv4Net};
use std::net::Ipv4Addr;

const PODS: IpNet = IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(10, 244, 0, 0), 16));
const SERVICES: IpNet = IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(10, 96, 0, 0), 12));

section! {
    /// The Kubernetes cluster that the bundle is for.
    pub struct Cluster: Default {
        /// Whether the bundle makes the cluster with Vagrant, or meets one that exists.
        kind "kind": ClusterKind = ClusterKind::Vagrant,
        /// Minor version of Kubernetes. The three in support are offered.
        kubernetes "kubernetes": KubernetesVersion = KubernetesVersion { major: 1, minor: 36 },
        /// What runs the virtual machines.
        provider "provider": Provider = Provider::Virtualbox,
        /// Vagrant box of every machine; left out, one that fits the provider.
        image_box "box": Option<BoxName> = None,
        /// Network plugin. It must enforce NetworkPolicies; flannel does not.
        network_plugin "network-plugin": NetworkPlugin = NetworkPlugin::Calico,
        /// Addresses of the pods.
        pod_network "pod-network": Cidr = Cidr(PODS),
        /// Addresses of the Services.
        service_network "service-network": Cidr = Cidr(SERVICES),
        /// DNS domain of the cluster.
        domain "domain": DnsName = DnsName::known("cluster.local"),
        /// Whether metrics-server is there (for Vagrant: is installed). The autoscaler reads CPU from it.
        metrics_server "metrics-server": bool = true,
        /// Pod Security Standard that the namespace enforces.
        pod_security "pod-security": PodSecurity = PodSecurity::Restricted,
        /// Whether pods may talk only to whom they need (NetworkPolicies).
        network_policies "network-policies": bool = true,
        /// Where the machines get container images from.
        images "images": Images = Images::AsNamed,
        /// Secret of yours by which a registry lets the machines in; left out, none is needed.
        pull_secret "pull-secret": Option<Label> = None,
        /// Memory of the computer that runs the virtual machines; left out, it is not checked.
        host_memory "host-memory": Option<Quantity> = None,
        /// Processors of that computer.
        host_cpu "host-cpu": Option<Count<1, 1024>> = None,
    }
}

choice! {
    /// Where the cluster comes from.
    pub enum ClusterKind {
        /// Virtual machines, made by Vagrant and kubeadm from files in the bundle.
        Vagrant "vagrant",
        /// A cluster that exists already; its machines are only named where something is pinned.
        Existing "existing",
    }
}

choice! {
    /// What runs the virtual machines of a Vagrant cluster.
    pub enum Provider {
        /// Oracle VirtualBox. Host-only addresses lie in 192.168.56.0/21.
        Virtualbox "virtualbox",
        /// libvirt with KVM, by the plugin vagrant-libvirt.
        Libvirt "libvirt",
        /// VMware Workstation or Fusion, by the plugin vagrant-vmware-desktop.
        Vmware "vmware",
    }
}

choice! {
    /// The network plugin (CNI).
    pub enum NetworkPlugin {
        /// Enforces NetworkPolicies.
        Calico "calico",
        /// The article's. Does not enforce NetworkPolicies.
        Flannel "flannel",
    }
}

choice! {
    /// Where the machines get container images from.
    pub enum Images {
        /// From the registries that their names say.
        AsNamed "as-named",
        /// From a registry that holds copies of all of them: for machines without the internet.
        Mirror "mirror"(Registry),
        /// They are on every machine already; no registry is asked.
        OnMachines "on-machines",
    }
}

choice! {
    /// A Pod Security Standard.
    pub enum PodSecurity {
        /// Hardened: no root, no privileges, a seccomp profile.
        Restricted "restricted",
        /// Known ways to more privileges are closed.
        Baseline "baseline",
        /// Everything is allowed.
        Privileged "privileged",
    }
}

impl Cluster {
    /// The Secret with which registries are asked, where any is asked.
    pub fn asked_with(&self) -> Option<&Label> {
        self.pull_secret.as_ref().filter(|_| self.images != Images::OnMachines)
    }
}
