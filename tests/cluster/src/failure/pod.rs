//! Pods as the API server tells them.

use std::collections::BTreeMap;

use presswright::topology::{Tier, Topology};
use serde_json::Value;

use crate::api::ApiError;
use crate::control_plane::ControlPlane;

pub(super) fn pods(plane: &ControlPlane, namespace: &str) -> Result<Vec<Value>, ApiError> {
    plane.api().list(&format!("/api/v1/namespaces/{namespace}/pods"))
}

pub(super) fn is_of(pod: &Value, tier: Tier, name: &str) -> bool {
    let stateful = matches!(tier, Tier::Etcd | Tier::Percona);
    component(pod) == tier.component() && (!stateful || pod["metadata"]["name"] == name)
}

pub(super) fn named<'v>(pods: &'v [Value], name: &str) -> Option<&'v Value> {
    pods.iter().find(|pod| pod["metadata"]["name"] == name)
}

pub(super) fn host_index(topology: &Topology, pod: &Value) -> Option<usize> {
    let name = pod["spec"]["nodeName"].as_str()?;
    topology.hosts.iter().position(|host| host.name.as_str() == name)
}

pub(super) fn component(pod: &Value) -> &str {
    text(&pod["metadata"]["labels"]["app.kubernetes.io/component"])
}

pub(super) fn is_going(pod: &Value) -> bool {
    !pod["metadata"]["deletionTimestamp"].is_null()
}

pub(super) fn conditions(pod: &Value) -> BTreeMap<&str, &Value> {
    let all = pod["status"]["conditions"].as_array().into_iter().flatten();
    all.map(|one| (text(&one["type"]), one)).collect()
}

pub(super) fn is_ready(pod: &Value) -> bool {
    conditions(pod).get("Ready").is_some_and(|one| one["status"] == "True")
}

pub(super) fn why(pod: &Value) -> &str {
    conditions(pod).get("PodScheduled").map_or("", |one| text(&one["message"]))
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
