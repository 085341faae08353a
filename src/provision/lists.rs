//! data/*.list: what deploy.sh waits for and removes, and what verify.sh looks for.

use super::settings::Rows;
use super::{Object, has_claim};
use crate::design::{Access, ClusterKind, Design, Workload};
use crate::file::File;
use crate::topology::{Backing, Pod, Tier, Topology};

pub(super) fn files(design: &Design, topology: &Topology, objects: &[Object]) -> Vec<File> {
    [
        ("tiers", tiers(design, topology, objects)),
        ("volumes", volumes(topology)),
        ("claims", claims(topology)),
        ("placements", placements(topology)),
        ("machines", machines(design, topology)),
        ("services", services(topology)),
        ("objects", self::objects(objects)),
    ]
    .into_iter()
    .map(|(name, rows)| File::text(format!("data/{name}.list"), rows.text()))
    .collect()
}

/// In the order in which they need each other, with the seconds that each may take.
fn tiers(design: &Design, topology: &Topology, objects: &[Object]) -> Rows {
    let mut rows = Rows::new("tier kind/name seconds");
    let mut push = |tier: Tier, object: &str| {
        rows.push(&[tier.component(), object, &tier.longest_start().to_string()]);
    };
    for pod in topology.pods_of(Tier::Etcd) {
        push(Tier::Etcd, &format!("statefulset/etcd-{}", pod.ordinal));
    }
    push(Tier::Percona, "statefulset/percona");
    if design.percona.access == Access::Haproxy {
        push(Tier::Haproxy, "deployment/haproxy");
    }
    for job in objects.iter().filter(|object| object.is_install_job()) {
        push(Tier::Install, &format!("job/{}", job.name));
    }
    let workload = match design.wordpress.workload {
        Workload::Deployment => "deployment/wordpress",
        Workload::ReplicaSet => "replicaset/wordpress",
    };
    push(Tier::Wordpress, workload);
    rows
}

fn volumes(topology: &Topology) -> Rows {
    let mut rows = Rows::new("volume claim");
    for volume in &topology.volumes {
        if let Some(name) = &volume.volume {
            rows.push(&[name, if volume.reserved { &volume.claim } else { "-" }]);
        }
    }
    rows
}

/// `later` stands for a volume that a provisioner may make only when the first backup runs.
fn claims(topology: &Topology) -> Rows {
    let mut rows = Rows::new("volume, - for any, later for none yet; claim");
    for volume in topology.volumes.iter().filter(|volume| has_claim(&volume.backing)) {
        let bound_to = match (&volume.volume, &volume.backing) {
            (Some(name), _) if volume.reserved => name,
            (None, Backing::Class(_)) if volume.tier == Tier::Backup => "later",
            _ => "-",
        };
        rows.push(&[bound_to, &volume.claim]);
    }
    rows
}

/// Only pods of a StatefulSet have a name that is known before they run.
fn placements(topology: &Topology) -> Rows {
    let mut rows = Rows::new("pod machine");
    for pod in &topology.pods {
        if let (true, Some(host)) = (has_fixed_name(pod), pinned_host(topology, pod)) {
            rows.push(&[&pod.name, host]);
        }
    }
    rows
}

fn has_fixed_name(pod: &Pod) -> bool {
    matches!(pod.tier, Tier::Etcd | Tier::Percona)
}

fn pinned_host<'a>(topology: &'a Topology, pod: &Pod) -> Option<&'a str> {
    pod.placement
        .host()
        .filter(|_| pod.placement.is_pinned())
        .and_then(|host| topology.hosts.get(host))
        .map(|host| host.name.as_str())
}

/// All that we make; of a cluster that exists only those that the design relies on by name, since the others
/// stand in the design for their size alone.
fn machines(design: &Design, topology: &Topology) -> Rows {
    let ours = design.cluster.kind == ClusterKind::Vagrant;
    let mut rows = Rows::new("machine");
    for host in &topology.hosts {
        let name = host.name.as_str();
        let relied_on = topology.pods.iter().any(|pod| pinned_host(topology, pod) == Some(name));
        if host.role.is_node() && (ours || relied_on) {
            rows.push(&[name]);
        }
    }
    rows
}

fn services(topology: &Topology) -> Rows {
    let mut rows = Rows::new("service");
    for service in &topology.services {
        rows.push(&[&service.name]);
    }
    rows
}

fn objects(objects: &[Object]) -> Rows {
    let mut rows = Rows::new("resource/name");
    let mut sorted: Vec<String> =
        objects.iter().map(|object| format!("{}/{}", object.resource, object.name)).collect();
    sorted.sort();
    for object in &sorted {
        rows.push(&[object]);
    }
    rows
}
