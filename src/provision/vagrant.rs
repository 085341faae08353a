//! vagrant/cluster.yaml: the machines that the Vagrantfile makes.

use super::settings::quote_yaml;
use super::{Unprovided, Versions, versions};
use crate::design::{Design, Machine, NetworkPlugin, Provider, Role};
use crate::file::File;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};

pub(super) fn file(design: &Design) -> Result<File, Unprovided> {
    let cluster = &design.cluster;
    let versions = versions(&cluster.kubernetes)
        .ok_or_else(|| Unprovided::Kubernetes(cluster.kubernetes.to_string()))?;
    let provider = match cluster.provider {
        Provider::Virtualbox => "virtualbox",
        Provider::Libvirt => "libvirt",
        Provider::Vmware => "vmware_desktop",
    };
    let plugin = match cluster.network_plugin {
        NetworkPlugin::Calico => "calico",
        NetworkPlugin::Flannel => "flannel",
    };
    let image_box = cluster
        .image_box
        .as_ref()
        .map_or_else(|| default_box(&cluster.provider), |name| name.as_str());
    let mut yaml = Yaml::default();
    yaml.plain("format", "1");
    yaml.text("name", design.name.as_str());
    yaml.text("provider", provider);
    yaml.text("box", image_box);
    yaml.text("machine_network", &machine_network(design)?);
    yaml.text("pod_network", &cluster.pod_network.to_string());
    yaml.text("service_network", &cluster.service_network.to_string());
    yaml.text("domain", cluster.domain.as_str());
    yaml.text("network_plugin", plugin);
    match &design.nfs {
        Some(nfs) => yaml.text("nfs_machine", nfs.machine.as_str()),
        None => yaml.plain("nfs_machine", "null"),
    }
    yaml.versions(versions, cluster.metrics_server);
    yaml.0.push_str("machines:\n");
    for machine in &design.machines {
        yaml.machine(machine)?;
    }
    Ok(File::text("vagrant/cluster.yaml", yaml.0))
}

/// bento has no boxes for libvirt (chef/bento README); those of cloud-image have.
fn default_box(provider: &Provider) -> &'static str {
    match provider {
        Provider::Virtualbox | Provider::Vmware => "bento/ubuntu-24.04",
        Provider::Libvirt => "cloud-image/ubuntu-24.04",
    }
}

/// The smallest network that holds every machine, no smaller than what Vagrant makes: 256 addresses.
fn machine_network(design: &Design) -> Result<String, Unprovided> {
    let mut addresses = Vec::new();
    for machine in &design.machines {
        addresses.push(u32::from(ipv4(machine)?));
    }
    let first = addresses.first().copied().unwrap_or_default();
    let differing = addresses.iter().fold(0, |bits, address| bits | (address ^ first));
    let prefix = differing.leading_zeros().min(24);
    // A shift by 32 is no shift: prefix 0 has to be said.
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or_default();
    Ok(format!("{}/{prefix}", Ipv4Addr::from(first & mask)))
}

fn ipv4(machine: &Machine) -> Result<Ipv4Addr, Unprovided> {
    match machine.address.map(|address| address.0) {
        Some(IpAddr::V4(address)) => Ok(address),
        _ => Err(Unprovided::Address(machine.name.to_string())),
    }
}

/// Lines of YAML with every text in double quotes.
#[derive(Default)]
struct Yaml(String);

impl Yaml {
    fn text(&mut self, key: &str, value: &str) {
        self.plain(key, &quote_yaml(value));
    }

    fn plain(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key}: {value}");
    }

    fn versions(&mut self, versions: &Versions, metrics_server: bool) {
        self.0.push_str("versions:\n");
        for (key, value) in [
            ("kubernetes", versions.kubernetes),
            ("containerd", versions.containerd),
            ("pause", versions.pause),
            ("calico", versions.calico),
            ("calico_sha256", versions.calico_sha256),
            ("flannel", versions.flannel),
            ("flannel_sha256", versions.flannel_sha256),
            ("metrics_server", if metrics_server { versions.metrics_server } else { "" }),
        ] {
            let _ = writeln!(self.0, "  {key}: {}", quote_yaml(value));
        }
    }

    fn machine(&mut self, machine: &Machine) -> Result<(), Unprovided> {
        let role = match machine.role {
            Role::ControlPlane => "control-plane",
            Role::Worker => "worker",
            Role::Single => "single",
            Role::Storage => "storage",
        };
        let _ = writeln!(self.0, "  - name: {}", quote_yaml(machine.name.as_str()));
        let _ = writeln!(self.0, "    role: {}", quote_yaml(role));
        let _ = writeln!(self.0, "    address: {}", quote_yaml(&ipv4(machine)?.to_string()));
        // A virtual machine has whole processors.
        let _ = writeln!(self.0, "    cpus: {}", machine.cpu.millicores().div_ceil(1000).max(1));
        let _ = writeln!(self.0, "    memory_mib: {}", machine.memory.bytes() >> 20);
        Ok(())
    }
}
