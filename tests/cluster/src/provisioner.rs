//! A provisioner for storage classes: what a CSI driver's external-provisioner does in a cluster,
//! with volumes that hold nothing.
//!
//! It follows sig-storage-lib-external-provisioner's contract: the volume controller marks a
//! claim with the provisioner's name, and, where the class waits for its first consumer, the
//! scheduler adds the node that it chose. The provisioner then makes a volume that names the claim
//! (with its uid), and the volume controller binds the two.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{Api, ApiError};

const PROVISIONED_BY: &str = "pv.kubernetes.io/provisioned-by";
const PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";
const SELECTED_NODE: &str = "volume.kubernetes.io/selected-node";

/// A `StorageClass` for tests to apply.
pub fn storage_class(name: &str, waits_for_consumer: bool) -> Value {
    let mode = if waits_for_consumer { "WaitForFirstConsumer" } else { "Immediate" };
    json!({
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name},
        "provisioner": "test.presswright.example",
        "reclaimPolicy": "Delete",
        "allowVolumeExpansion": true,
        "volumeBindingMode": mode,
    })
}

/// Serves every claim whose class names a provisioner, until it is dropped.
#[derive(Debug)]
pub struct Provisioner {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Provisioner {
    /// Starts it.
    pub fn start(api: Api) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut failures = 0;
            while !stopped.load(Ordering::Relaxed) {
                match serve(&api) {
                    Ok(()) => failures = 0,
                    // A refusal (an object that has just gone) is met again at the next look; one
                    // that stays is told once.
                    Err(error) => {
                        failures += 1;
                        if failures == 10 {
                            eprintln!("provisioner: {error}");
                        }
                    }
                }
                sleep(Duration::from_millis(150));
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for Provisioner {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(api: &Api) -> Result<(), ApiError> {
    let claims = api.list("/api/v1/persistentvolumeclaims")?;
    let pending: Vec<&Value> =
        claims.iter().filter(|claim| claim["spec"]["volumeName"].is_null()).collect();
    if !pending.is_empty() {
        let classes: BTreeMap<String, Value> = api
            .list("/apis/storage.k8s.io/v1/storageclasses")?
            .into_iter()
            .map(|class| (text(&class["metadata"]["name"]).to_owned(), class))
            .collect();
        for claim in pending {
            let class = classes.get(text(&claim["spec"]["storageClassName"]));
            if let Some(volume) = class.and_then(|class| volume_for(claim, class)) {
                match api.create("/api/v1/persistentvolumes", &volume) {
                    // It is there already: the volume controller has not bound it yet.
                    Ok(_) | Err(ApiError::Refused { code: 409, .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    delete_released(api)
}

/// The volume that a claim asks for; none as long as nobody asked this provisioner, or the
/// scheduler has yet to choose a node.
fn volume_for(claim: &Value, class: &Value) -> Option<Value> {
    let notes = &claim["metadata"]["annotations"];
    let provisioner = text(&notes[PROVISIONER]);
    if provisioner.is_empty() || provisioner == "kubernetes.io/no-provisioner" {
        return None;
    }
    let node = text(&notes[SELECTED_NODE]);
    let waits = class["volumeBindingMode"] == "WaitForFirstConsumer";
    if waits && node.is_empty() {
        return None;
    }
    let metadata = &claim["metadata"];
    let mut spec = json!({
        "accessModes": claim["spec"]["accessModes"],
        "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
        "persistentVolumeReclaimPolicy": class["reclaimPolicy"],
        "storageClassName": class["metadata"]["name"],
        "volumeMode": claim["spec"]["volumeMode"],
        "csi": {"driver": provisioner, "volumeHandle": metadata["uid"]},
        "claimRef": {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "namespace": metadata["namespace"],
            "name": metadata["name"],
            "uid": metadata["uid"],
            "resourceVersion": metadata["resourceVersion"],
        },
    });
    // A class that waits does so because its volumes are reached from one node only.
    if waits
        && claim["spec"]["accessModes"]
            .as_array()
            .is_some_and(|modes| !modes.contains(&json!("ReadWriteMany")))
    {
        spec["nodeAffinity"] = json!({"required": {"nodeSelectorTerms": [{"matchExpressions": [
            {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]},
        ]}]}});
    }
    Some(json!({
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {
            "name": format!("pvc-{}", text(&metadata["uid"])),
            "annotations": {PROVISIONED_BY: provisioner},
        },
        "spec": spec,
    }))
}

fn delete_released(api: &Api) -> Result<(), ApiError> {
    for volume in api.list("/api/v1/persistentvolumes")? {
        let provisioned = !text(&volume["metadata"]["annotations"][PROVISIONED_BY]).is_empty();
        let released = volume["status"]["phase"] == "Released";
        if provisioned && released && volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete" {
            let name = text(&volume["metadata"]["name"]);
            api.delete(&format!("/api/v1/persistentvolumes/{name}"))?;
        }
    }
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
