//! What a new control plane holds, so that everything that came later can be taken away again.
//!
//! Waiting for the namespace controller would take six seconds and more a design: it lets five
//! seconds pass before it looks, and as many again while a pod has its grace period. So its work
//! is done here: the namespace is marked as going, all that is in it is deleted, and only when the
//! API server lists nothing more is it finalised.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::api::{Api, ApiError};
use crate::control_plane::BOUND;
use crate::machine::SYSTEM;
use crate::wait::{TimeIsUp, until};

const NAMESPACES: &str = "/api/v1/namespaces";

/// The kinds of a control plane, and the cluster-wide objects that were there first.
#[derive(Debug)]
pub(crate) struct Inventory {
    /// List paths of kinds that belong to no namespace.
    cluster_wide: Vec<String>,
    /// Kinds within namespaces: path of the version, and name.
    namespaced: Vec<(String, String)>,
    own: BTreeSet<String>,
}

impl Inventory {
    /// Takes it.
    pub(crate) fn of(api: &Api) -> Result<Self, ApiError> {
        let mut inventory =
            Self { cluster_wide: Vec::new(), namespaced: Vec::new(), own: BTreeSet::new() };
        for version in versions(api)? {
            let list = api.get(&version)?;
            for resource in list["resources"].as_array().into_iter().flatten() {
                let name = resource["name"].as_str().unwrap_or_default();
                let can = |verb: &str| {
                    resource["verbs"].as_array().is_some_and(|verbs| verbs.contains(&json!(verb)))
                };
                if name.contains('/') || !can("list") || !can("delete") {
                    continue;
                }
                if resource["namespaced"] == true {
                    inventory.namespaced.push((version.clone(), name.to_owned()));
                } else {
                    inventory.cluster_wide.push(format!("{version}/{name}"));
                }
            }
        }
        inventory.own = inventory.objects(api)?;
        Ok(inventory)
    }

    /// Deletes all that came later, and waits until it is gone.
    pub(crate) fn clear(&self, api: &Api) -> Result<(), TimeIsUp> {
        until("nothing left of what was applied", BOUND, || {
            api.delete(&format!("{NAMESPACES}/{SYSTEM}/pods?gracePeriodSeconds=0"))?;
            let later: Vec<String> = self.objects(api)?.difference(&self.own).cloned().collect();
            let (namespaces, others): (Vec<&String>, Vec<&String>) =
                later.iter().partition(|path| path.starts_with(NAMESPACES));
            let mut held = false;
            for namespace in namespaces {
                held |= !self.end_namespace(api, namespace)?;
            }
            // Pods go before their machines, which end them, and claims before their volumes.
            if !held {
                others.iter().try_for_each(|path| api.delete(path))?;
            }
            if later.is_empty() { Ok(()) } else { Err(Left(later.join(", "))) }
        })
    }

    /// Whether the namespace is empty now, and so at its end.
    fn end_namespace(&self, api: &Api, path: &str) -> Result<bool, ApiError> {
        api.delete(path)?;
        let mut empty = true;
        let name = path.rsplit('/').next().unwrap_or_default();
        for (version, kind) in &self.namespaced {
            let list = format!("{version}/namespaces/{name}/{kind}");
            if !api.list(&list)?.is_empty() {
                empty = false;
                api.delete(&format!("{list}?gracePeriodSeconds=0&propagationPolicy=Background"))?;
            }
        }
        if empty {
            match api.get(path) {
                Ok(mut namespace) => {
                    namespace["spec"]["finalizers"] = json!([]);
                    api.replace(&format!("{path}/finalize"), &namespace)?;
                }
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(empty)
    }

    /// The paths of all cluster-wide objects.
    fn objects(&self, api: &Api) -> Result<BTreeSet<String>, ApiError> {
        let mut paths = BTreeSet::new();
        for list in &self.cluster_wide {
            for object in api.list(list)? {
                let name = object["metadata"]["name"].as_str().unwrap_or_default();
                paths.insert(format!("{list}/{name}"));
            }
        }
        Ok(paths)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("left: {0}")]
struct Left(String);

impl From<ApiError> for Left {
    fn from(error: ApiError) -> Self {
        Self(error.to_string())
    }
}

/// The paths of the preferred versions of all groups.
fn versions(api: &Api) -> Result<Vec<String>, ApiError> {
    let groups = api.get("/apis")?;
    let groups = groups["groups"].as_array().into_iter().flatten();
    let path = |group: &Value| {
        format!("/apis/{}", group["preferredVersion"]["groupVersion"].as_str().unwrap_or_default())
    };
    Ok(std::iter::once("/api/v1".to_owned()).chain(groups.map(path)).collect())
}
