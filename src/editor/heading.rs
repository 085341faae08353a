//! The inspector's head: what the selected thing is, in one or two sentences.

use super::Thing;
use super::words::{amount, asked, cores, plural, way_in};
use crate::design::{BackupStorage, Design, Files, Role};
use crate::topology::{Topology, majority};

/// Head of the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Name of the thing.
    pub title: String,
    /// What kind of thing it is.
    pub kind: &'static str,
    /// What it is here, in one or two sentences.
    pub summary: String,
}

/// The inspector's head for a thing.
pub fn heading(design: &Design, topology: &Topology, thing: Thing) -> Heading {
    let title = thing.name(design, topology);
    let members = design.etcd.members.len();
    let replicas = design.percona.replicas.get() as usize;
    let (kind, summary) = match thing {
        Thing::Cluster => {
            ("Cluster", "What the whole deployment is called, and where it runs.".to_owned())
        }
        Thing::Machine(index) => ("Machine", machine_summary(design, topology, index)),
        Thing::Export => ("Storage", export_summary(design, topology)),
        Thing::Folder(index) => ("Folder", folder_summary(design, topology, index)),
        Thing::Etcd => {
            ("etcd", format!("{} {}", plural(members, "member.", "members."), quorum(members)))
        }
        Thing::Member(_) => (
            "etcd",
            format!(
                "One of {}. {} {}",
                plural(members, "member", "members"),
                standing(design, topology, thing),
                quorum(members)
            ),
        ),
        Thing::Percona => (
            "Percona XtraDB",
            format!(
                "{} {}",
                plural(replicas, "replica of the database.", "replicas of the database."),
                quorum(replicas)
            ),
        ),
        Thing::Replica(_) => (
            "Percona XtraDB",
            format!(
                "One of {} of the database; all are set together. {} {}",
                plural(replicas, "replica", "replicas"),
                standing(design, topology, thing),
                quorum(replicas)
            ),
        ),
        Thing::Haproxy(_) => (
            "HAProxy",
            format!(
                "Stands before the database and sends every query to one replica. {} Set with Percona.",
                standing(design, topology, thing)
            ),
        ),
        Thing::Wordpress => ("WordPress", wordpress_summary(design)),
        Thing::Site(_) => (
            "WordPress",
            format!("{} {}", standing(design, topology, thing), wordpress_summary(design)),
        ),
        Thing::WayIn => ("Way in", format!("Visitors come by {}.", way_in(design))),
        Thing::Backups => (
            "Backups",
            match design.backups.storage {
                BackupStorage::Nowhere => "There are none.".to_owned(),
                _ => format!(
                    "Database, files and etcd, at {}; the last {} are kept.",
                    design.backups.schedule, design.backups.keep
                ),
            },
        ),
    };
    Heading { title, kind, summary: summary + &listens(topology, thing) }
}

/// " Listens on mysql 3306, sst 4444.": what the drawing shows from near.
fn listens(topology: &Topology, thing: Thing) -> String {
    let Some(pod) = thing.pod(topology) else { return String::new() };
    let ports = topology.ports_of(pod.tier);
    let ports: Vec<String> =
        ports.iter().map(|port| format!("{} {}", port.name, port.port)).collect();
    format!(" Listens on {}.", ports.join(", "))
}

/// "Majority 2: any one may die."
fn quorum(members: usize) -> String {
    let bears = members.saturating_sub(majority(members));
    match (members, bears) {
        (0, _) => "There is nothing to ask.".to_owned(),
        (1 | 2, _) => {
            format!("Majority {}: none may die. Three would bear one.", majority(members))
        }
        (_, 1) => format!("Majority {}: any one may die. Five would bear two.", majority(members)),
        (_, bears) => format!("Majority {}: any {bears} may die.", majority(members)),
    }
}

/// "Stands on node-1, where it is pinned."
fn standing(design: &Design, topology: &Topology, thing: Thing) -> String {
    let Some(pod) = thing.pod(topology) else { return String::new() };
    let host = pod.placement.host().and_then(|host| topology.hosts.get(host));
    match (host, pod.placement.is_pinned(), thing) {
        (None, ..) => "No machine has room for it: it would stay Pending.".to_owned(),
        (Some(host), true, Thing::Member(index))
            if design.etcd.members.get(index).is_some_and(|m| m.machine.is_none()) =>
        {
            format!("Its volume keeps it on {}.", host.name)
        }
        (Some(host), true, _) => format!("Pinned to {}.", host.name),
        (Some(host), false, _) => format!("The scheduler is expected to put it on {}.", host.name),
    }
}

fn machine_summary(design: &Design, topology: &Topology, index: usize) -> String {
    let Some(host) = topology.hosts.get(index) else { return String::new() };
    let exports = design.nfs.as_ref().is_some_and(|nfs| nfs.machine == host.name);
    let files = if exports { " It serves the NFS export." } else { "" };
    let does = match host.role {
        Role::ControlPlane => "Runs the API server; pods of ours do not run here.".to_owned(),
        Role::Storage => "Serves files and is not a node of the cluster.".to_owned(),
        Role::Worker | Role::Single => {
            let asked = asked(topology, host);
            format!(
                "Pods ask for {} of {} CPU and {} of {}.",
                cores(asked.cpu),
                cores(asked.of_cpu),
                amount(asked.memory),
                amount(asked.of_memory)
            )
        }
    };
    format!("{does}{files}")
}

fn export_summary(design: &Design, topology: &Topology) -> String {
    match &design.nfs {
        None => "There is no NFS export. Add one where files are to be shared.".to_owned(),
        Some(nfs) => format!(
            "{} on {}, with {}. All of them stop with that machine.",
            nfs.path,
            nfs.machine,
            plural(topology.folders.len(), "folder", "folders")
        ),
    }
}

fn folder_summary(design: &Design, topology: &Topology, index: usize) -> String {
    let Some(folder) = topology.folders.get(index) else { return String::new() };
    let users: Vec<String> = Thing::Folder(index)
        .users_of_folder(topology)
        .into_iter()
        .map(|thing| thing.name(design, topology))
        .collect();
    let used = if users.is_empty() { "jobs".to_owned() } else { users.join(", ") };
    format!(
        "{}, owned by user {}. Used by {used}. Made with the export; these are its settings.",
        folder.path, folder.owner
    )
}

fn wordpress_summary(design: &Design) -> String {
    let files = match &design.wordpress.files {
        Files::Nfs => "Files on the NFS export.",
        Files::Class(_) => "Files on a shared volume of the cluster.",
        Files::HostPath(_) => "Files on whichever machine a replica runs on.",
    };
    match design.wordpress.replica_bounds() {
        (fewest, most) if fewest == most => {
            format!("{} {files}", plural(fewest as usize, "replica.", "replicas."))
        }
        (fewest, most) => format!("{fewest} to {most} replicas, as load wants. {files}"),
    }
}
