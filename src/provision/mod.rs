//! The scripts of a bundle and the data that they read.
//!
//! **Generate data, ship code.** Scripts and Vagrantfile stand in `files/` and are the same in every bundle.
//! What a design decides is written here as data beside them, quoted, so that no name that a person types ever
//! becomes shell or Ruby. `contracts.md` has the format of each.

mod cluster_env;
mod fixed;
mod lists;
mod machines;
mod secrets;
mod settings;
#[cfg(test)]
mod tests;
mod vagrant;
mod versions;

pub use settings::{quote, quote_yaml};
pub use versions::{VERSIONS, Versions, versions};

use crate::design::{ClusterKind, Design};
use crate::file::File;
use crate::rules::Approved;
use crate::topology::{Backing, Topology};
use thiserror::Error;

/// An object that the manifests make in the design's namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// Its resource and group, as `kubectl api-resources -o name` writes them: `deployments.apps`.
    pub resource: String,
    /// Its name.
    pub name: String,
}

impl Object {
    /// The Job that installs WordPress: its name ends with a hash of what it does.
    fn is_install_job(&self) -> bool {
        self.resource == "jobs.batch" && self.name.starts_with("wordpress-install")
    }
}

/// Why scripts could not be written for a design that the rules let pass.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unprovided {
    /// No versions are known for it.
    #[error(
        "no versions are known for Kubernetes {0}; set cluster.kubernetes to one of those offered"
    )]
    Kubernetes(String),
    /// A machine that is to be made or that serves files has no IPv4 address.
    #[error("machine {0} needs an IPv4 address; set its `address`")]
    Address(String),
    /// There is no such machine.
    #[error("nfs.machine names {0}, and no machine is called so; correct the name")]
    NfsMachine(String),
}

/// All scripts of the bundle with their data, sorted by path. `objects` is what the manifests make.
pub fn files(approved: &Approved, objects: &[Object]) -> Result<Vec<File>, Unprovided> {
    files_of(approved.design(), approved.topology(), objects)
}

fn files_of(
    design: &Design,
    topology: &Topology,
    objects: &[Object],
) -> Result<Vec<File>, Unprovided> {
    let vagrant = design.cluster.kind == ClusterKind::Vagrant;
    let local = !topology.local_folders.is_empty();
    let mut files = fixed::always();
    files.push(cluster_env::file(design, topology));
    files.push(secrets::list(design));
    files.extend(lists::files(design, topology, objects));
    if vagrant || local || design.nfs.is_some() {
        files.extend(fixed::machines());
    }
    if let Some(nfs) = &design.nfs {
        files.extend(fixed::nfs());
        files.extend(machines::nfs(design, topology, nfs)?);
    }
    if local {
        files.extend(fixed::local_folders());
        files.push(machines::local_folders(topology));
    }
    if vagrant {
        files.extend(fixed::vagrant());
        files.push(vagrant::file(design)?);
    }
    files.sort();
    Ok(files)
}

/// Whether a claim stands before the volume at all.
fn has_claim(backing: &Backing) -> bool {
    !matches!(backing, Backing::HostPath(_))
}
