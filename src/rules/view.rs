//! What rules look at: design and topology, with what several of them would have to look up.

use crate::design::{ClusterKind, Design, Edit, Image, Label, Machine, Place, Provider};
use crate::topology::{Host, Topology};
use std::collections::BTreeMap;

/// A design and its topology, with an index of the machines.
pub(super) struct View<'a> {
    pub(super) design: &'a Design,
    pub(super) topology: &'a Topology,
    by_name: BTreeMap<&'a str, usize>,
}

impl<'a> View<'a> {
    pub(super) fn of(design: &'a Design, topology: &'a Topology) -> Self {
        let mut by_name = BTreeMap::new();
        for (index, machine) in design.machines.iter().enumerate() {
            by_name.entry(machine.name.as_str()).or_insert(index);
        }
        Self { design, topology, by_name }
    }

    /// The place of the first machine of that name in the design's list.
    pub(super) fn position(&self, name: &Label) -> Option<usize> {
        self.by_name.get(name.as_str()).copied()
    }

    /// The machine of that name.
    pub(super) fn machine(&self, name: &Label) -> Option<&'a Machine> {
        self.design.machines.get(self.position(name)?)
    }

    /// Whether the bundle makes the cluster.
    pub(super) fn is_vagrant(&self) -> bool {
        self.design.cluster.kind == ClusterKind::Vagrant
    }

    /// Whether the bundle makes the cluster with VirtualBox.
    pub(super) fn is_virtualbox(&self) -> bool {
        self.is_vagrant() && self.design.cluster.provider == Provider::Virtualbox
    }

    /// The machines that pods of ours may run on.
    pub(super) fn workers(&self) -> impl Iterator<Item = &'a Host> + use<'a> {
        self.topology.hosts.iter().filter(|host| host.runs_pods())
    }

    /// One worker more, where that is all that is missing and machines are ours to make.
    pub(super) fn worker_for(&self, missing: usize) -> Option<Edit> {
        (missing == 1 && self.is_vagrant()).then(|| self.design.add_worker())
    }

    /// Whether every pod would have a place if the design were changed like this.
    pub(super) fn fits_with(&self, change: impl FnOnce(&mut Design)) -> bool {
        let mut design = self.design.clone();
        change(&mut design);
        let topology = Topology::of(&design);
        let mut asked: Vec<(u64, u64)> =
            topology.hosts.iter().map(|host| (host.system_cpu, host.system_memory)).collect();
        for pod in &topology.pods {
            let Some(sum) = pod.placement.host().and_then(|host| asked.get_mut(host)) else {
                return false;
            };
            sum.0 = sum.0.saturating_add(pod.cpu);
            sum.1 = sum.1.saturating_add(pod.memory);
        }
        topology.hosts.iter().zip(asked).all(|(host, (cpu, memory))| {
            !host.runs_pods() || cpu <= host.allocatable_cpu && memory <= host.allocatable_memory
        })
    }

    /// Every image of the design, with what it is called in a sentence and where it stands.
    pub(super) fn images(&self) -> [(&'a Image, &'static str, Place); 5] {
        let Design { etcd, percona, wordpress, .. } = self.design;
        [
            (&etcd.image, "etcd", Place::field("etcd", "image")),
            (&percona.image, "Percona", Place::field("percona", "image")),
            (&percona.haproxy_image, "HAProxy", Place::field("percona", "haproxy-image")),
            (&wordpress.image, "WordPress", Place::field("wordpress", "image")),
            (&wordpress.cli_image, "wp-cli", Place::field("wordpress", "cli-image")),
        ]
    }
}

/// Names in a sentence: `a`, `a and b`, `a, b and 3 more`.
pub(super) fn list<T: AsRef<str>>(names: &[T]) -> String {
    match names {
        [] => "none".to_owned(),
        [one] => one.as_ref().to_owned(),
        [one, two] => format!("{} and {}", one.as_ref(), two.as_ref()),
        [one, two, three] => format!("{}, {} and {}", one.as_ref(), two.as_ref(), three.as_ref()),
        [one, two, rest @ ..] => {
            format!("{}, {} and {} more", one.as_ref(), two.as_ref(), rest.len())
        }
    }
}

/// A number of bytes as a person reads it: `5 GiB`, `512 MiB`.
pub(super) fn size(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    let tenths = (bytes.saturating_mul(10) + (MIB << 9)) / (MIB << 10);
    match (tenths / 10, tenths % 10) {
        (0, _) => format!("{} MiB", bytes.div_ceil(MIB)),
        (whole, 0) => format!("{whole} GiB"),
        (whole, tenth) => format!("{whole}.{tenth} GiB"),
    }
}
