//! PersistentVolumes, bound for certain, and the claims that several pods share.

use super::object::{Object, Scope};
use super::pod_parts::machines;
use crate::design::{NfsVersion, Place, Reclaim};
use crate::topology::{Access, Backing, Tier, Volume};
use k8s_openapi::api::core::v1::{
    LocalVolumeSource, NFSVolumeSource, ObjectReference, PersistentVolume, PersistentVolumeClaim,
    PersistentVolumeClaimSpec, PersistentVolumeClaimStatus, PersistentVolumeSpec,
    VolumeNodeAffinity, VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    let volumes = scope.topology.volumes.iter();
    let made = volumes.clone().filter_map(|volume| persistent_volume(scope, volume));
    let shared = volumes
        .filter(|volume| volume.access == Access::ManyNodes && !is_host_path(volume))
        .map(|volume| shared_claim(scope, volume));
    made.chain(shared).collect()
}

fn is_host_path(volume: &Volume) -> bool {
    matches!(volume.backing, Backing::HostPath(_))
}

fn place(volume: &Volume) -> Place {
    match volume.tier {
        Tier::Etcd => Place::etcd_member(volume.ordinal),
        Tier::Percona => Place::field("percona", "storage"),
        Tier::Backup => Place::field("backups", "storage"),
        _ => Place::field("wordpress", "files"),
    }
}

fn persistent_volume(scope: &Scope<'_>, volume: &Volume) -> Option<Object> {
    let name = volume.volume.as_ref()?;
    let design = scope.design;
    let mut spec = PersistentVolumeSpec {
        access_modes: Some(vec![access_mode(volume.access)]),
        capacity: Some(capacity(volume)),
        // Without the empty class a default StorageClass would take the claim.
        storage_class_name: Some(String::new()),
        persistent_volume_reclaim_policy: Some(
            match (volume.tier, &design.percona.reclaim) {
                (Tier::Percona, Reclaim::Recycle) => "Recycle",
                _ => "Retain",
            }
            .to_owned(),
        ),
        volume_mode: Some("Filesystem".to_owned()),
        ..PersistentVolumeSpec::default()
    };
    if volume.reserved {
        spec.claim_ref = Some(ObjectReference {
            api_version: Some("v1".to_owned()),
            kind: Some("PersistentVolumeClaim".to_owned()),
            namespace: Some(design.namespace().to_owned()),
            name: Some(volume.claim.clone()),
            ..ObjectReference::default()
        });
    }
    match &volume.backing {
        Backing::Folder(folder) => {
            let nfs = design.nfs.as_ref()?;
            let server = design.machine(&nfs.machine)?.address?;
            spec.nfs = Some(NFSVolumeSource {
                server: server.to_string(),
                path: format!("{}/{folder}", nfs.path),
                read_only: None,
            });
            let version = match nfs.version {
                NfsVersion::V41 => "nfsvers=4.1",
                NfsVersion::V42 => "nfsvers=4.2",
            };
            spec.mount_options =
                Some(vec!["hard".to_owned(), version.to_owned(), "noatime".to_owned()]);
        }
        Backing::Local { host, path } => {
            let host = scope.topology.hosts.get(*host)?;
            spec.local = Some(LocalVolumeSource { path: path.clone(), fs_type: None });
            spec.node_affinity =
                Some(VolumeNodeAffinity { required: Some(machines("In", &[host.name.as_str()])) });
        }
        Backing::Class(_) | Backing::HostPath(_) => return None,
    }
    let object = PersistentVolume {
        metadata: Scope::cluster_metadata(name, scope.labels(volume.tier)),
        spec: Some(spec),
        status: None,
    };
    Some(Object::new(&object, place(volume)))
}

fn access_mode(access: Access) -> String {
    match access {
        Access::OneNode => "ReadWriteOnce",
        Access::ManyNodes => "ReadWriteMany",
    }
    .to_owned()
}

fn capacity(volume: &Volume) -> BTreeMap<String, Quantity> {
    BTreeMap::from([("storage".to_owned(), Quantity(volume.size.to_string()))])
}

/// What a claim asks for, in a claim of its own or in the template of a StatefulSet.
pub(super) fn claim_spec(volume: &Volume) -> PersistentVolumeClaimSpec {
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![access_mode(volume.access)]),
        resources: Some(VolumeResourceRequirements {
            requests: Some(capacity(volume)),
            limits: None,
        }),
        storage_class_name: Some(match &volume.backing {
            Backing::Class(class) => class.to_string(),
            _ => String::new(),
        }),
        volume_mode: Some("Filesystem".to_owned()),
        ..PersistentVolumeClaimSpec::default()
    }
}

/// The template of a StatefulSet's claims. It cannot name a volume an ordinal: the volumes name it.
///
/// What the API server would fill in is written out, down to the state of a claim that nobody has looked
/// at: the list of templates has one owner as a whole, and `kubectl apply --server-side` over what was
/// applied from the client takes each field that is missing for a conflict.
pub(super) fn claim_template(scope: &Scope<'_>, volume: &Volume) -> PersistentVolumeClaim {
    PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some("data".to_owned()),
            labels: Some(scope.selector_labels(volume.tier)),
            ..ObjectMeta::default()
        },
        spec: Some(claim_spec(volume)),
        status: Some(PersistentVolumeClaimStatus {
            phase: Some("Pending".to_owned()),
            ..PersistentVolumeClaimStatus::default()
        }),
    }
}

fn shared_claim(scope: &Scope<'_>, volume: &Volume) -> Object {
    let mut spec = claim_spec(volume);
    spec.volume_name.clone_from(&volume.volume);
    let object = PersistentVolumeClaim {
        metadata: scope.metadata(&volume.claim, volume.tier),
        spec: Some(spec),
        status: None,
    };
    Object::new(&object, place(volume))
}
