//! Kubernetes objects, one file a tier, typed with k8s-openapi.
//!
//! Only an [`Approved`] design becomes manifests: the rules hold the one key.

mod account;
mod autoscaler;
mod backup;
mod budget;
mod etcd;
mod haproxy;
mod namespace;
mod network_policy;
mod object;
mod percona;
mod percona_settings;
#[cfg(test)]
mod percona_tests;
mod pod_parts;
mod service;
#[cfg(test)]
mod tests;
mod volume;
mod way_in;
mod wordpress;
mod wordpress_jobs;

pub use object::Object;

use crate::file::File;
use crate::rules::Approved;

/// The manifests of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifests {
    /// The files, in the order in which they are needed.
    pub files: Vec<File>,
    /// Every object, in the same order.
    pub objects: Vec<Object>,
}

/// All manifests of an approved design.
pub fn manifests(approved: &Approved) -> Manifests {
    let scope = object::Scope::new(approved.design(), approved.topology());
    let tiers: [(&str, Vec<Object>); 10] = [
        ("00-namespace", namespace::objects(&scope)),
        ("05-network-policies", network_policy::objects(&scope)),
        ("10-volumes", volume::objects(&scope)),
        ("15-services", service::objects(&scope)),
        ("20-etcd", etcd::objects(&scope)),
        ("30-percona", percona::objects(&scope)),
        ("35-haproxy", haproxy::objects(&scope)),
        ("40-wordpress", wordpress::objects(&scope)),
        ("50-way-in", way_in::objects(&scope)),
        ("60-backups", backup::objects(&scope)),
    ];
    let mut manifests = Manifests { files: Vec::new(), objects: Vec::new() };
    for (name, mut objects) in tiers {
        if objects.is_empty() {
            continue;
        }
        let path = format!("manifests/{name}.yaml");
        let text: String =
            objects.iter().map(|object| format!("---\n{}", object.to_yaml())).collect();
        for object in &mut objects {
            object.file.clone_from(&path);
        }
        manifests.files.push(File::text(path, text));
        manifests.objects.append(&mut objects);
    }
    manifests
}
