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
pub(crate) use pod_parts::pulled;

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

/// The objects of one file.
type Tier = for<'a, 'b> fn(&'a object::Scope<'b>) -> Vec<Object>;

/// In the order in which they are needed.
const TIERS: [(&str, Tier); 10] = [
    ("00-namespace", namespace::objects),
    ("05-network-policies", network_policy::objects),
    ("10-volumes", volume::objects),
    ("15-services", service::objects),
    ("20-etcd", etcd::objects),
    ("30-percona", percona::objects),
    ("35-haproxy", haproxy::objects),
    ("40-wordpress", wordpress::objects),
    ("50-way-in", way_in::objects),
    ("60-backups", backup::objects),
];

/// Makes the manifests of an approved design, each file by itself.
#[derive(Clone, Copy)]
pub struct Maker<'a>(object::Scope<'a>);

impl<'a> Maker<'a> {
    /// How many files there may be.
    pub const FILES: usize = TIERS.len();

    /// For that design.
    pub fn of(approved: &'a Approved) -> Self {
        Maker(object::Scope::new(approved.design(), approved.topology()))
    }

    /// The file at that place in the order of need, with its objects; nothing if the design has none
    /// for it.
    pub fn file(&self, place: usize) -> Option<(File, Vec<Object>)> {
        let (name, objects) = TIERS.get(place)?;
        let path = format!("manifests/{name}.yaml");
        let mut objects = objects(&self.0);
        let mut text = String::new();
        for object in &mut objects {
            text.push_str("---\n");
            object.write_yaml(&mut text);
            object.file.clone_from(&path);
        }
        (!objects.is_empty()).then(|| (File::text(path, text), objects))
    }
}

/// All manifests of an approved design.
pub fn manifests(approved: &Approved) -> Manifests {
    let maker = Maker::of(approved);
    let mut manifests = Manifests { files: Vec::new(), objects: Vec::new() };
    for (file, mut objects) in (0..Maker::FILES).filter_map(|place| maker.file(place)) {
        manifests.files.push(file);
        manifests.objects.append(&mut objects);
    }
    manifests
}
