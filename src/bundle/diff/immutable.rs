//! Fields that the API server lets nobody change, by kind.

use serde_json::Value as Json;

/// Why an object cannot be changed from `old` to `new` where it stands; nothing if it can.
pub(super) fn obstacle(kind: &str, old: &Json, new: &Json) -> Option<String> {
    let changed = |pointer: &str| old.pointer(pointer) != new.pointer(pointer);
    let named = |pointers: &[&str]| {
        pointers.iter().find(|pointer| changed(pointer)).map(|pointer| {
            format!("{} cannot change", pointer.trim_start_matches('/').replace('/', "."))
        })
    };
    match kind {
        // kubernetes pkg/apis/apps/validation/validation.go, ValidateStatefulSetUpdate: all of spec but
        // replicas, ordinals, template, updateStrategy, revisionHistoryLimit,
        // persistentVolumeClaimRetentionPolicy and minReadySeconds.
        "StatefulSet" => named(&[
            "/spec/serviceName",
            "/spec/podManagementPolicy",
            "/spec/selector",
            "/spec/volumeClaimTemplates",
        ]),
        "Deployment" | "ReplicaSet" | "DaemonSet" => named(&["/spec/selector"]),
        // pkg/apis/batch/validation/validation.go, ValidateJobSpecUpdate.
        "Job" => named(&["/spec/template", "/spec/selector", "/spec/completionMode"]),
        // pkg/apis/core/validation/validation.go, ValidatePersistentVolumeUpdate.
        "PersistentVolume" => {
            const SOURCES: [&str; 4] = ["/spec/nfs", "/spec/local", "/spec/csi", "/spec/hostPath"];
            named(&SOURCES)
                .or_else(|| named(&["/spec/volumeMode"]))
                .or_else(|| old.pointer("/spec/nodeAffinity").and(named(&["/spec/nodeAffinity"])))
        }
        "PersistentVolumeClaim" => claim(old, new, &named),
        // ValidateServiceUpdate, validateServiceClusterIPsRelatedFields: `None` can neither come nor go.
        "Service" => {
            let headless = |service: &Json| {
                service.pointer("/spec/clusterIP").and_then(Json::as_str) == Some("None")
            };
            (headless(old) != headless(new))
                .then(|| "spec.clusterIP cannot become None or cease to be".to_owned())
        }
        // pkg/apis/rbac/validation/validation.go, ValidateRoleBindingUpdate.
        "RoleBinding" | "ClusterRoleBinding" => named(&["/roleRef"]),
        "Secret" => named(&["/type"]),
        // ValidatePodUpdate lets images change and little else.
        "Pod" => changed("/spec").then(|| "a bare Pod cannot change".to_owned()),
        _ => None,
    }
}

/// `ValidatePersistentVolumeClaimUpdate`, and the admission plugin `PersistentVolumeClaimResize`: a claim may
/// only grow, and only where its class lets it.
fn claim(old: &Json, new: &Json, named: &dyn Fn(&[&str]) -> Option<String>) -> Option<String> {
    if let Some(reason) = named(&[
        "/spec/storageClassName",
        "/spec/accessModes",
        "/spec/volumeName",
        "/spec/volumeMode",
        "/spec/selector",
    ]) {
        return Some(reason);
    }
    let size = |claim: &Json| claim.pointer("/spec/resources/requests/storage").cloned();
    if size(old) == size(new) {
        return None;
    }
    let class = old.pointer("/spec/storageClassName").and_then(Json::as_str);
    match (class, bytes(size(old).as_ref()), bytes(size(new).as_ref())) {
        (_, before, after) if before > after => Some("a claim cannot shrink".to_owned()),
        (Some(""), ..) => Some("a claim without a StorageClass cannot grow".to_owned()),
        _ => None,
    }
}

/// A quantity in bytes.
fn bytes(quantity: Option<&Json>) -> u64 {
    use crate::design::{Quantity, Single};
    quantity
        .and_then(Json::as_str)
        .and_then(|text| Quantity::parse(text).ok())
        .map_or(0, |quantity| quantity.bytes())
}
