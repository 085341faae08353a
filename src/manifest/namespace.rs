//! The namespace with its Pod Security level.

use super::account;
use super::object::{Object, Scope};
use crate::design::{Place, PodSecurity};
use k8s_openapi::api::core::v1::Namespace;

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    let level = match scope.design.cluster.pod_security {
        PodSecurity::Restricted => "restricted",
        PodSecurity::Baseline => "baseline",
        PodSecurity::Privileged => "privileged",
    };
    let mut labels = scope.common_labels();
    for mode in ["enforce", "warn", "audit"] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), level.to_owned());
    }
    let namespace = Namespace {
        metadata: Scope::cluster_metadata(scope.design.namespace(), labels),
        ..Namespace::default()
    };
    let mut objects = vec![Object::new(&namespace, Place::part("namespace"))];
    objects.extend(account::objects(scope));
    objects
}
