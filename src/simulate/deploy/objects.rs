//! The objects of a bundle in the order in which `kubectl apply -k .` makes them, as far as something begins
//! with them.
//!
//! That is not the order of the numbered files: kubectl has kustomize sort by kind (`orderFirst` of its
//! `SortOrderTransformer`), the kinds that are not on that list by group, kind and name at the end. A test asks
//! kubectl itself.

use crate::design::{Access, WayIn, Workload};
use crate::topology::{Backing, Topology};
use crate::{design::Design, topology::Access as Mode};

/// An object, or a kind of which each is as good as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its kind.
    pub kind: &'static str,
    /// Its name; of a kind as a whole, and of the Job, whose name ends in a hash, nothing.
    pub name: String,
}

impl Object {
    /// How it is called: `statefulset/percona`, `NetworkPolicies`.
    pub fn word(&self) -> String {
        if self.name.is_empty() {
            match self.kind {
                "Job" => "job/wordpress-install".to_owned(),
                "NetworkPolicy" => "networkpolicies".to_owned(),
                kind => format!("{}s", kind.to_lowercase()),
            }
        } else {
            format!("{}/{}", self.kind.to_lowercase(), self.name)
        }
    }
}

/// The objects, in their order.
pub fn objects(design: &Design, topology: &Topology) -> Vec<Object> {
    let mut all: Vec<Object> = Vec::new();
    let mut add = |kind: &'static str, mut names: Vec<String>| {
        names.sort();
        all.extend(names.into_iter().map(|name| Object { kind, name }));
    };
    let one = |name: &str| vec![name.to_owned()];
    let wordpress = |kind: Workload| -> Vec<String> {
        if design.wordpress.workload == kind { one("wordpress") } else { Vec::new() }
    };
    add("Namespace", one(design.namespace()));
    add("ServiceAccount", one(""));
    add("ConfigMap", one(""));
    add("Service", topology.services.iter().map(|service| service.name.clone()).collect());
    add("PersistentVolume", topology.volumes.iter().filter_map(|one| one.volume.clone()).collect());
    let shared = topology.volumes.iter().filter(|volume| {
        volume.access == Mode::ManyNodes && !matches!(volume.backing, Backing::HostPath(_))
    });
    add("PersistentVolumeClaim", shared.map(|volume| volume.claim.clone()).collect());
    let mut deployments = wordpress(Workload::Deployment);
    if design.percona.access == Access::Haproxy {
        deployments.push("haproxy".to_owned());
    }
    add("Deployment", deployments);
    let members = (0..design.etcd.members.len()).map(|ordinal| format!("etcd-{ordinal}"));
    add("StatefulSet", members.chain(one("percona")).collect());
    add("ReplicaSet", wordpress(Workload::ReplicaSet));
    let scaled = design.wordpress.autoscaling.is_some();
    add("HorizontalPodAutoscaler", if scaled { one("wordpress") } else { Vec::new() });
    add("Job", one(""));
    if let WayIn::Ingress(_) = design.wordpress.way_in {
        add("Ingress", one("wordpress"));
    }
    if design.cluster.network_policies {
        add("NetworkPolicy", one(""));
    }
    all
}
