//! The sentences and figures that are shown.

use super::scene::{CountHandle, Mark, Rect};
use super::Thing;
use crate::design::{Access, Design, Edit, EtcdStorage, PerconaStorage, Role, WayIn};
use crate::document::Path;
use crate::rules::{Report, Severity};
use crate::topology::{Backing, Host, Pod, Tier, Topology};

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
    let said =
        format!("Machine {}, {role}, {pods} pods ask for {}", host.name, asked.tighter());
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

/// What a pod's box says.
pub(super) struct PodWords {
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) spoken: String,
    pub(super) chosen: bool,
}

pub(super) fn pod(design: &Design, topology: &Topology, pod: &Pod, others: usize) -> PodWords {
    let name = Thing::of_pod(pod).map_or_else(String::new, |thing| thing.name(design, topology));
    let host = pod.placement.host().and_then(|host| topology.hosts.get(host));
    let chosen = match pod.tier {
        Tier::Etcd => {
            design.etcd.members.get(pod.ordinal).is_some_and(|member| member.machine.is_some())
        }
        Tier::Percona => {
            pod.placement.is_pinned() && design.percona.machines.get(pod.ordinal).is_some()
        }
        _ => false,
    };
    let volume = pod.claims.first().and_then(|claim| topology.volume(claim));
    let on = match volume.map(|volume| &volume.backing) {
        Some(Backing::Folder(_)) => Some("NFS"),
        Some(Backing::Local { .. }) => Some("its machine"),
        Some(Backing::Class(_)) => Some("a StorageClass"),
        Some(Backing::HostPath(_)) => Some("whichever machine"),
        None => None,
    };
    let size = volume.map(|volume| amount(volume.size.bytes()));
    let title = match pod.tier {
        Tier::Wordpress if others > 0 => format!("wordpress × {}", others + 1),
        _ => name.clone(),
    };
    let detail = match (pod.tier, size, on) {
        _ if host.is_none() => "Pending: fits no machine".to_owned(),
        (Tier::Percona | Tier::Etcd, Some(size), Some(on)) => format!("{size}, on {on}"),
        (Tier::Etcd, _, _) => "forgets when it restarts".to_owned(),
        (Tier::Haproxy, _, _) => "to one writer".to_owned(),
        _ => "predicted here".to_owned(),
    };
    let place = match (host, pod.placement.is_pinned()) {
        (Some(host), true) => format!("pinned to {}", host.name),
        (Some(host), false) => format!("expected on {}", host.name),
        (None, _) => "pending, fits no machine".to_owned(),
    };
    let spoken = match others {
        0 => format!("{name}, {place}"),
        more => format!("{name} and {more} more replicas, {place}"),
    };
    PodWords { title, detail, spoken, chosen }
}

/// What a rail says.
pub(super) struct RailWords {
    pub(super) label: String,
    pub(super) state: String,
    pub(super) spoken: String,
}

/// `wide`: whether there is room for more than the port.
pub(super) fn rail(design: &Design, tier: Tier, wide: bool) -> RailWords {
    let (label, state) = match tier {
        Tier::Wordpress => {
            let state = match &design.wordpress.autoscaling {
                Some(auto) if wide => format!(
                    "Service :80, {} to {} at {} CPU",
                    auto.min, auto.max, auto.cpu
                ),
                Some(auto) => format!(":80, {} to {}", auto.min, auto.max),
                None if wide => "Service :80, no autoscaler".to_owned(),
                None => ":80".to_owned(),
            };
            ("wordpress", state)
        }
        Tier::Percona | Tier::Haproxy => {
            let state = match (&design.percona.access, wide) {
                (Access::Haproxy, true) => "one writer, HAProxy :3306",
                (Access::Service, true) => "every replica writes, :3306",
                (_, false) => ":3306",
            };
            ("mysql", state.to_owned())
        }
        _ => {
            let members = design.etcd.members.len();
            let state = match (members, wide) {
                (0, _) => "no members".to_owned(),
                (members, true) => {
                    format!("client :2379, majority {} of {members}", majority(members))
                }
                (_, false) => ":2379".to_owned(),
            };
            ("etcd", state)
        }
    };
    let spoken = format!("Service {label}, {state}");
    RailWords { label: label.to_owned(), state, spoken }
}

pub(super) fn majority(members: usize) -> usize {
    members / 2 + 1
}

pub(super) fn plural(count: usize, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}

/// The handle of a tier's count, right behind the label of its rail.
#[allow(clippy::cast_precision_loss)] // a label
pub(super) fn handle(design: &Design, tier: Tier, rail: Rect, label: usize) -> Option<CountHandle> {
    let (count, of) = match tier {
        Tier::Wordpress => {
            let of = if design.wordpress.autoscaling.is_some() {
                "fewest replicas of WordPress"
            } else {
                "replicas of WordPress"
            };
            (design.wordpress.replica_bounds().0.to_string(), of)
        }
        Tier::Percona => (design.percona.replicas.to_string(), "replicas of Percona"),
        Tier::Etcd => (design.etcd.members.len().to_string(), "members of etcd"),
        _ => return None,
    };
    let x = rail.x + 36.0 + label as f64 * 7.4;
    Some(CountHandle { count, of, rect: Rect { x, y: rail.y, w: 76.0, h: rail.h } })
}

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
            (count <= 9).then(|| (format!("{count} members of etcd"), design.add_member()))
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

pub(super) fn waiting(pods: usize) -> String {
    format!("{} without a machine", plural(pods, "pod", "pods"))
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
