//! The chain claim, volume, folder.

use super::{Host, Tier};
use crate::design::{
    BackupStorage, Binding, Design, EtcdStorage, Files, Label, PerconaStorage, Quantity,
};

/// Who may mount a volume at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// One node (`ReadWriteOnce`).
    OneNode,
    /// Many nodes (`ReadWriteMany`).
    ManyNodes,
}

/// What stands behind a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backing {
    /// A folder of the NFS export, by its name there.
    Folder(String),
    /// A folder on a disk of the host at that place.
    Local {
        /// The host.
        host: usize,
        /// The folder.
        path: String,
    },
    /// Whatever the StorageClass makes.
    Class(Label),
    /// A folder of whichever machine the pod runs on: no claim at all.
    HostPath(String),
}

/// A claim with what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Name of the PersistentVolumeClaim.
    pub claim: String,
    /// Name of the PersistentVolume, if we make it.
    pub volume: Option<String>,
    /// Whose it is.
    pub tier: Tier,
    /// Place in the tier, from 0.
    pub ordinal: usize,
    /// Its size.
    pub size: Quantity,
    /// Who may mount it.
    pub access: Access,
    /// What stands behind it.
    pub backing: Backing,
    /// Whether the volume names its claim.
    pub reserved: bool,
}

impl Volume {
    /// The host that it can be used on, if that is just one.
    pub fn host(&self) -> Option<usize> {
        match &self.backing {
            Backing::Local { host, .. } => Some(*host),
            _ => None,
        }
    }
}

/// A folder of the NFS export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its name below the export.
    pub name: String,
    /// Its path on the server.
    pub path: String,
    /// User and group that own it.
    pub owner: u32,
    /// Its mode, as `chmod` takes it in octal digits.
    pub mode: &'static str,
    /// Whose it is.
    pub tier: Tier,
}

/// A folder on a disk of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFolder {
    /// The host, by its place in the topology.
    pub host: usize,
    /// Its path.
    pub path: String,
    /// User and group that own it.
    pub owner: u32,
    /// Its mode, as `chmod` takes it in octal digits.
    pub mode: &'static str,
}

/// The user that a tier's containers run as.
pub(super) fn user(tier: Tier) -> u32 {
    match tier {
        Tier::Etcd => 10001,
        Tier::Percona | Tier::Backup => 1001,
        Tier::Haproxy => 99,
        Tier::Wordpress | Tier::Install | Tier::Cron => 33,
    }
}

pub(super) fn volumes(design: &Design, hosts: &[Host]) -> Vec<Volume> {
    let mut volumes = Vec::new();
    let name = design.name.as_str();
    let workers: Vec<usize> =
        hosts.iter().filter(|host| host.runs_pods()).map(|host| host.index).collect();
    // Local volumes without a machine of their own go to the workers in order.
    let turn = |ordinal: usize| workers.get(ordinal % workers.len().max(1)).copied();
    let find = |label: &Label| hosts.iter().position(|host| host.name == *label);

    for (ordinal, member) in design.etcd.members.iter().enumerate() {
        let host = member.machine.as_ref().map_or_else(|| turn(ordinal), find);
        let backing = match &design.etcd.storage {
            EtcdStorage::Local => host.map(|host| Backing::Local {
                host,
                path: format!("{}/{name}-etcd-{ordinal}", design.etcd.local_path),
            }),
            EtcdStorage::Class(class) => Some(Backing::Class(class.clone())),
            EtcdStorage::Nowhere => None,
        };
        volumes.extend(backing.map(|backing| Volume {
            claim: format!("data-etcd-{ordinal}-0"),
            volume: made_by_us(&backing).then(|| format!("{name}-etcd-{ordinal}")),
            tier: Tier::Etcd,
            ordinal,
            size: design.etcd.volume.clone(),
            access: Access::OneNode,
            backing,
            reserved: true,
        }));
    }
    for ordinal in 0..design.percona.replicas.get() as usize {
        let host = design.percona.machines.get(ordinal).map_or_else(|| turn(ordinal), find);
        let backing = match &design.percona.storage {
            PerconaStorage::Nfs => Some(Backing::Folder(format!("percona-{ordinal}"))),
            PerconaStorage::Local => host.map(|host| Backing::Local {
                host,
                path: format!("{}/{name}-percona-{ordinal}", design.percona.local_path),
            }),
            PerconaStorage::Class(class) => Some(Backing::Class(class.clone())),
        };
        volumes.extend(backing.map(|backing| Volume {
            claim: format!("data-percona-{ordinal}"),
            volume: made_by_us(&backing).then(|| format!("{name}-percona-{ordinal}")),
            tier: Tier::Percona,
            ordinal,
            size: design.percona.volume.clone(),
            access: Access::OneNode,
            backing,
            reserved: design.percona.binding == Binding::Reserved,
        }));
    }
    let backing = match &design.wordpress.files {
        Files::Nfs => Backing::Folder("content".to_owned()),
        Files::Class(class) => Backing::Class(class.clone()),
        Files::HostPath(path) => Backing::HostPath(path.to_string()),
    };
    volumes.push(shared("content", Tier::Wordpress, name, &design.wordpress.volume, backing));
    let backing = match &design.backups.storage {
        BackupStorage::Nfs => Some(Backing::Folder("backups".to_owned())),
        BackupStorage::Class(class) => Some(Backing::Class(class.clone())),
        BackupStorage::Nowhere => None,
    };
    volumes.extend(
        backing
            .map(|backing| shared("backups", Tier::Backup, name, &design.backups.volume, backing)),
    );
    volumes
}

fn made_by_us(backing: &Backing) -> bool {
    matches!(backing, Backing::Folder(_) | Backing::Local { .. })
}

/// A claim that pods on many machines share.
fn shared(claim: &str, tier: Tier, design: &str, size: &Quantity, backing: Backing) -> Volume {
    Volume {
        claim: claim.to_owned(),
        volume: made_by_us(&backing).then(|| format!("{design}-{claim}")),
        tier,
        ordinal: 0,
        size: size.clone(),
        access: Access::ManyNodes,
        backing,
        reserved: true,
    }
}

pub(super) fn folders(design: &Design, volumes: &[Volume]) -> Vec<Folder> {
    let Some(nfs) = &design.nfs else { return Vec::new() };
    volumes
        .iter()
        .filter_map(|volume| match &volume.backing {
            Backing::Folder(name) => Some(Folder {
                name: name.clone(),
                path: format!("{}/{name}", nfs.path),
                owner: user(volume.tier),
                mode: folder_mode(volume.tier),
                tier: volume.tier,
            }),
            _ => None,
        })
        .collect()
}

/// WordPress' pods mount folders of their folder. kubelet walks to them as root, which the server takes
/// for nobody (`root_squash`): without the last bit it could not pass.
fn folder_mode(tier: Tier) -> &'static str {
    if tier == Tier::Wordpress { "0771" } else { "0770" }
}

pub(super) fn local_folders(_: &Design, _: &[Host], volumes: &[Volume]) -> Vec<LocalFolder> {
    volumes
        .iter()
        .filter_map(|volume| match &volume.backing {
            Backing::Local { host, path } => Some(LocalFolder {
                host: *host,
                path: path.clone(),
                owner: user(volume.tier),
                mode: "0770",
            }),
            _ => None,
        })
        .collect()
}
