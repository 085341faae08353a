//! How kubectl calls an object.

use crate::manifest::Object;
use crate::provision;

/// Its resource with the group, as `kubectl api-resources -o name` writes it: `deployments.apps`.
///
/// Kubernetes forms plurals by the rules of English (apimachinery `pkg/api/meta/restmapper.go`,
/// `UnsafeGuessKindToResource`), and its own kinds keep to them.
pub(super) fn resource(object: &Object) -> String {
    let kind = object.kind().to_ascii_lowercase();
    let plural = if kind.ends_with('s') {
        format!("{kind}es")
    } else if let Some(stem) = kind.strip_suffix('y') {
        format!("{stem}ies")
    } else {
        format!("{kind}s")
    };
    match object.api_version().split_once('/') {
        Some((group, _)) => format!("{plural}.{group}"),
        None => plural,
    }
}

/// `kind/name` as a person types it: `statefulset/percona`.
pub(super) fn reference(object: &Object) -> String {
    format!("{}/{}", object.kind().to_ascii_lowercase(), object.name())
}

/// The objects in the design's namespace, as the scripts' lists name them.
pub(super) fn namespaced(objects: &[Object]) -> Vec<provision::Object> {
    objects
        .iter()
        .filter(|object| object.namespace().is_some())
        .map(|object| provision::Object {
            resource: resource(object),
            name: object.name().to_owned(),
        })
        .collect()
}
