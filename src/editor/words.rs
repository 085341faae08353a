//! The sentences and figures that are shown.

use super::Thing;
use super::scene::Mark;
use crate::design::{Design, Edit, EtcdStorage, PerconaStorage, Role, WayIn};
use crate::document::Path;
use crate::rules::{Report, Severity};
use crate::topology::{Host, Pod, Tier, Topology};

/// About how wide a text is, at so much for a letter.
#[allow(clippy::cast_precision_loss)] // a line of text
pub(super) fn width(text: &str, letter: f64) -> f64 {
    text.chars().count() as f64 * letter
}

/// Bytes as a person reads them: `10 GiB`, `512 MiB`, `3.9 GiB`.
pub fn amount(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    let tenths = (bytes.saturating_mul(10) + (MIB << 9)) / (MIB << 10);
    match (tenths / 10, tenths % 10) {
        (0, _) => format!("{} MiB", bytes.div_ceil(MIB)),
        (whole, 0) => format!("{whole} GiB"),
        (whole, tenth) => format!("{whole}.{tenth} GiB"),
    }
}

/// Thousandths of a core as cores: `2`, `1.3`.
pub fn cores(millicores: u64) -> String {
    let tenths = (millicores + 50) / 100;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}.{tenth}"),
    }
}

/// What a design is, for a list of designs: `4 machines, 3 etcd, 3 Percona, 3 WordPress, NFS`.
pub fn in_a_few_words(design: &Design) -> String {
    let machines = match design.machines.len() {
        1 => "1 machine".to_owned(),
        more => format!("{more} machines"),
    };
    let wordpress = match design.wordpress.replica_bounds() {
        (few, most) if few == most => few.to_string(),
        (few, most) => format!("{few} to {most}"),
    };
    let nfs = if design.nfs.is_some() { ", NFS" } else { "" };
    format!(
        "{machines}, {} etcd, {} Percona, {wordpress} WordPress{nfs}",
        design.etcd.members.len(),
        design.percona.replicas
    )
}

/// What the pods on a machine ask for, next to what they may.
pub(super) struct Asked {
    pub(super) cpu: u64,
    pub(super) memory: u64,
    pub(super) of_cpu: u64,
    pub(super) of_memory: u64,
}

pub(super) fn asked(topology: &Topology, host: &Host) -> Asked {
    let (mut cpu, mut memory) = (host.system_cpu, host.system_memory);
    for pod in topology.pods_on(host.index) {
        cpu += pod.cpu;
        memory += pod.memory;
    }
    Asked { cpu, memory, of_cpu: host.allocatable_cpu, of_memory: host.allocatable_memory }
}

#[allow(clippy::cast_precision_loss)] // a bar of 60 pixels
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl Asked {
    /// The tighter of the two, in hundredths.
    pub(super) fn share(&self) -> f64 {
        100.0 * ratio(self.cpu, self.of_cpu).max(ratio(self.memory, self.of_memory))
    }

    fn tighter(&self) -> String {
        if ratio(self.cpu, self.of_cpu) >= ratio(self.memory, self.of_memory) {
            format!("{} of {} CPU", cores(self.cpu), cores(self.of_cpu))
        } else {
            let whole = amount(self.of_memory);
            let part = amount(self.memory);
            // The unit stands once where it is the same: the head of a machine is narrow.
            match part.strip_suffix(" GiB") {
                Some(number) if whole.ends_with(" GiB") => format!("{number} of {whole}"),
                _ => format!("{part} of {whole}"),
            }
        }
    }
}

/// What stands at the right of a machine's head.
pub(super) fn capacity(host: &Host, asked: &Asked) -> String {
    match host.role {
        Role::ControlPlane => "control plane".to_owned(),
        Role::Storage => "file server".to_owned(),
        Role::Worker | Role::Single => asked.tighter(),
    }
}

pub(super) fn spoken_machine(
    topology: &Topology,
    host: &Host,
    asked: &Asked,
    mark: Option<Mark>,
) -> String {
    let role = role(&host.role);
    if !host.runs_pods() {
        return with_mark(format!("Machine {}, {role}", host.name), mark);
    }
    let pods = topology.pods_on(host.index).count();
    let said = format!("Machine {}, {role}, {pods} pods ask for {}", host.name, asked.tighter());
    with_mark(said, mark)
}

fn role(role: &Role) -> &'static str {
    match role {
        Role::ControlPlane => "control plane",
        Role::Worker => "worker",
        Role::Single => "control plane and worker in one",
        Role::Storage => "file server beside the cluster",
    }
}

pub(super) fn with_mark(said: String, mark: Option<Mark>) -> String {
    match mark {
        None => said,
        Some(Mark::Advice) => format!("{said}, with advice"),
        Some(Mark::Warning) => format!("{said}, with a warning"),
        Some(Mark::Error) => format!("{said}, with an error"),
    }
}

/// "etcd-0, pinned to node-1".
pub(super) fn spoken_pod(topology: &Topology, pod: &Pod, name: &str) -> String {
    let host = pod.placement.host().and_then(|host| topology.hosts.get(host));
    match (host, pod.placement.is_pinned()) {
        (Some(host), true) => format!("{name}, pinned to {}", host.name),
        (Some(host), false) => format!("{name}, expected on {}", host.name),
        (None, _) => format!("{name}, pending: no machine has room"),
    }
}

/// What stands on a rail that has room for no more.
pub(super) fn port(design: &Design, tier: Tier) -> String {
    match tier {
        Tier::Wordpress => match design.wordpress.replica_bounds() {
            (fewest, most) if fewest == most => ":80".to_owned(),
            (fewest, most) => format!(":80, {fewest} to {most}"),
        },
        Tier::Percona | Tier::Haproxy => ":3306".to_owned(),
        _ => ":2379".to_owned(),
    }
}

pub(super) fn plural(count: usize, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}

/// What a tier's handle counts.
pub(super) fn count(design: &Design, tier: Tier) -> Option<(String, &'static str)> {
    let fewest = design.wordpress.replica_bounds().0;
    match tier {
        Tier::Wordpress if design.wordpress.autoscaling.is_some() => {
            Some((fewest.to_string(), "fewest replicas of WordPress"))
        }
        Tier::Wordpress => Some((fewest.to_string(), "replicas of WordPress")),
        Tier::Percona => Some((design.percona.replicas.to_string(), "replicas of Percona")),
        Tier::Etcd => Some((design.etcd.members.len().to_string(), "members of etcd")),
        _ => None,
    }
}

/// So many members of etcd can be asked for.
pub(super) const MOST_MEMBERS: usize = 9;

/// One more or one fewer of a tier: the change and what it is called; nothing at the bounds.
pub fn scale_edit(design: &Design, tier: Tier, more: bool) -> Option<(String, Edit)> {
    let next = |now: u32, most: u32| {
        if more { (now < most).then_some(now + 1) } else { (now > 1).then(|| now - 1) }
    };
    let part = |name: &str| Path::top().key(name);
    match tier {
        Tier::Percona => {
            let count = next(design.percona.replicas.get(), 9)?;
            let edit = Edit::plain(part("percona").key("replicas"), count);
            Some((format!("{count} replicas of Percona"), edit))
        }
        Tier::Wordpress => {
            let count = next(design.wordpress.replica_bounds().0, 100)?;
            let wordpress = part("wordpress");
            let edit = match &design.wordpress.autoscaling {
                // The autoscaler's bounds stay in order.
                Some(auto) if count > auto.max.get() => Edit::Many(vec![
                    Edit::plain(wordpress.key("autoscaling").key("max"), count),
                    Edit::plain(wordpress.key("autoscaling").key("min"), count),
                ]),
                Some(_) => Edit::plain(wordpress.key("autoscaling").key("min"), count),
                None => Edit::plain(wordpress.key("replicas"), count),
            };
            Some((format!("{count} replicas of WordPress"), edit))
        }
        Tier::Etcd if more => {
            let count = design.etcd.members.len() + 1;
            (count <= MOST_MEMBERS)
                .then(|| (format!("{count} members of etcd"), design.add_member()))
        }
        Tier::Etcd => {
            let count = design.etcd.members.len().checked_sub(1)?;
            let list = part("etcd").key("members");
            let title = plural(count, "member of etcd", "members of etcd");
            Some((title, Edit::Remove { list, index: count }))
        }
        _ => None,
    }
}

/// How visitors come in.
pub(super) fn way_in(design: &Design) -> String {
    match &design.wordpress.way_in {
        WayIn::NodePort(port) => format!("http :{port} on any machine"),
        WayIn::LoadBalancer => "http by the cloud's load balancer".to_owned(),
        WayIn::Ingress(ingress) if ingress.certificate.is_some() => {
            format!("https://{}", ingress.host)
        }
        WayIn::Ingress(ingress) => format!("http://{}", ingress.host),
    }
}

pub(super) fn spoken_folder(topology: &Topology, index: usize) -> String {
    let Some(folder) = topology.folders.get(index) else { return String::new() };
    let users = Thing::Folder(index).users_of_folder(topology).len();
    let used = match users {
        0 => "used by jobs".to_owned(),
        users => format!("used by {}", plural(users, "pod", "pods")),
    };
    format!("Folder {} of the NFS export, {used}", folder.name)
}

/// "No error, 2 warnings, 1 piece of advice."
pub fn verdict_counts(report: &Report) -> String {
    let count = |severity| report.count(severity);
    let errors = match count(Severity::Error) {
        0 => "No error".to_owned(),
        errors => plural(errors, "error", "errors"),
    };
    let mut parts = vec![errors];
    if count(Severity::Warning) > 0 {
        parts.push(plural(count(Severity::Warning), "warning", "warnings"));
    }
    if count(Severity::Advice) > 0 {
        parts.push(plural(count(Severity::Advice), "piece of advice", "pieces of advice"));
    }
    parts.join(", ")
}

/// Whether the volume of a replica or member ties it to a machine that can be chosen.
pub(super) fn keeps_on_machine(design: &Design, thing: Thing) -> bool {
    match thing {
        Thing::Replica(_) => design.percona.storage == PerconaStorage::Local,
        Thing::Member(_) => design.etcd.storage == EtcdStorage::Local,
        _ => false,
    }
}

/// How many pods are on a machine: "3 pods"; nothing for none.
pub(super) fn pods_on(topology: &Topology, host: &Host) -> Option<String> {
    let here = |pod: &&Pod| pod.placement.host() == Some(host.index);
    match topology.pods.iter().filter(here).count() {
        0 => None,
        1 => Some("1 pod".to_owned()),
        count => Some(format!("{count} pods")),
    }
}
