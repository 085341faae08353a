//! What is written on the drawing.

use super::Load;
use crate::design::{Access, Design, Quantity, Role, WayIn};
use crate::topology::{Backing, Pod, Tier, Topology, majority};

/// At most so many characters; what is cut ends in `…`.
pub(super) fn fit(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
    }
}

/// At most so many pixels wide in the face of names. What is cut is cut in the middle: machines' names differ
/// at their end.
pub(super) fn fit_name(name: &str, most: i32) -> String {
    let count = name.chars().count();
    let room = usize::try_from(most * 20 / (NAME * 11)).unwrap_or_default();
    if count <= room {
        return name.to_owned();
    }
    let end = room.saturating_sub(1) / 2;
    let start = room.saturating_sub(1 + end);
    name.chars().take(start).chain(['…']).chain(name.chars().skip(count - end)).collect()
}

/// The size of the face of names.
pub(super) const NAME: i32 = 13;

/// About how wide a text is, in pixels, in the system's face of that size.
pub(super) fn width(text: &str, size: i32) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 64).saturating_mul(size * 11 / 20)
}

/// `10Gi` as people say it: `10 GiB`.
pub(super) fn size(quantity: &Quantity) -> String {
    let text = quantity.to_string();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..).unwrap_or_default();
    format!("{digits} {unit}B")
}

pub(super) fn role(role: &Role) -> &'static str {
    match role {
        Role::ControlPlane => "control plane",
        Role::Storage => "file server",
        Role::Single => "all in one",
        Role::Worker => "worker",
    }
}

/// Thousandths of a core as a number of cores: 1300 is `1.3`.
fn cores(millicores: u64) -> String {
    let tenths = (millicores + 50) / 100;
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

pub(super) fn load(asked: u64, allocatable: u64) -> Load {
    let share = u128::from(asked) * 1000 / u128::from(allocatable.max(1));
    Load {
        text: format!("{} of {} CPU", cores(asked), cores(allocatable)),
        thousandths: i32::try_from(share.min(1000)).unwrap_or(1000),
    }
}

pub(super) fn pod_title(pod: &Pod) -> String {
    match pod.tier {
        // Its StatefulSet has one pod; the member is what a person counts.
        Tier::Etcd => format!("etcd-{}", pod.ordinal),
        Tier::Wordpress => "wordpress".to_owned(),
        _ => pod.name.clone(),
    }
}

pub(super) fn pod_detail(design: &Design, topology: &Topology, pod: &Pod) -> String {
    let place = if pod.placement.host().is_none() {
        "Pending"
    } else if pod.placement.is_pinned() {
        "on its machine"
    } else {
        "predicted here"
    };
    match pod.tier {
        Tier::Percona | Tier::Etcd => {
            let held = pod.claims.first().and_then(|claim| topology.volume(claim));
            let kept = match held {
                None => "no data".to_owned(),
                Some(volume) => match &volume.backing {
                    Backing::Local { .. } if pod.tier == Tier::Percona => {
                        format!("{}, local", size(&volume.size))
                    }
                    _ => size(&volume.size),
                },
            };
            let writes = pod.tier == Tier::Percona
                && pod.ordinal == 0
                && design.percona.access == Access::Haproxy;
            if writes {
                format!("{kept}, writer")
            } else if pod.tier == Tier::Etcd {
                format!("{kept}, {place}")
            } else {
                kept
            }
        }
        _ => place.to_owned(),
    }
}

pub(super) fn way_in(design: &Design) -> String {
    match &design.wordpress.way_in {
        WayIn::NodePort(port) => format!("http :{port} on any machine"),
        WayIn::LoadBalancer => "http :80 by the load balancer".to_owned(),
        WayIn::Ingress(ingress) => {
            let scheme = if ingress.certificate.is_some() { "https" } else { "http" };
            fit(&format!("{scheme}://{} by Ingress", ingress.host), 48)
        }
    }
}

pub(super) fn wordpress_rail(design: &Design) -> String {
    match &design.wordpress.autoscaling {
        Some(auto) => format!(
            "Service :80, autoscaler {} to {} at {} % CPU",
            auto.min.get(),
            auto.max.get(),
            auto.cpu.percent()
        ),
        None => match design.wordpress.replica_bounds().0 {
            1 => "Service :80, 1 replica".to_owned(),
            replicas => format!("Service :80, {replicas} replicas"),
        },
    }
}

pub(super) fn mysql_rail(design: &Design) -> String {
    let replicas = design.percona.replicas.get();
    match design.percona.access {
        Access::Haproxy => "one writer, HAProxy :3306".to_owned(),
        Access::Service if replicas == 1 => "Service :3306".to_owned(),
        Access::Service => format!("{replicas} writers, Service :3306"),
    }
}

pub(super) fn etcd_rail(design: &Design) -> String {
    let members = design.etcd.members.len();
    if members == 0 {
        return "no member".to_owned();
    }
    format!("client :2379, majority {} of {members}", majority(members))
}
