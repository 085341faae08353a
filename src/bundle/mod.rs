//! The files of an export: manifests, scripts, runbook, drawing and design, as one folder or zip; how
//! one is opened again; and what a change of it takes on a living cluster.
//!
//! ```text
//! <name>/
//!   README.md            the runbook
//!   design.yaml          the person's own text, byte for byte
//!   topology.svg         the drawing
//!   kustomization.yaml   `kubectl apply -k .` is the one way in
//!   manifests/           one file a tier
//!   …                    the scripts and their data
//!   SHA256SUMS
//! ```

mod archive;
mod checksum;
mod diff;
mod kustomization;
mod open;
mod resource;
mod runbook;
#[cfg(test)]
mod tests;

pub use archive::ZipError;
pub use diff::{Change, Effort, Phase, Step, Subject, What, diff, effort, plan};
pub use open::{LARGEST_DESIGN, MOST_BYTES, MOST_FILES, OpenError, open_files, open_zip};

use crate::drawing::{Drawing, Shape, busy, svg};
use crate::file::File;
use crate::hands::{Hands, InTurn};
use crate::manifest::{Object, manifests};
use crate::provision::{self, Unprovided};
use crate::rules::Approved;

/// An export: a folder of files.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Name of the design, and of the folder.
    pub name: String,
    /// The files, sorted by path.
    pub files: Vec<File>,
    /// The Kubernetes objects in its manifests, in the order in which they are needed.
    pub objects: Vec<Object>,
}

impl Bundle {
    /// The bundle of an approved design.
    pub fn of(approved: &Approved) -> Result<Bundle, Unprovided> {
        Bundle::made_by(&InTurn, approved)
    }

    /// The bundle of an approved design, made by these hands.
    pub fn made_by(hands: &impl Hands, approved: &Approved) -> Result<Bundle, Unprovided> {
        let design = approved.design();
        let manifests = manifests(approved, hands);
        let mut files = vec![
            File::text("design.yaml", approved.text()),
            picture(approved),
            runbook::runbook(approved, &manifests.objects),
            kustomization::kustomization(&manifests.files),
        ];
        files.extend(manifests.files);
        files.extend(provision::files(approved, &resource::namespaced(&manifests.objects))?);
        Ok(Bundle::sealed(design.name.as_str(), files, manifests.objects))
    }

    /// The files in order, with their checksums.
    fn sealed(name: &str, mut files: Vec<File>, objects: Vec<Object>) -> Bundle {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let sums = checksum::sums(&files);
        let place = files.partition_point(|file| file.path < sums.path);
        files.insert(place, sums);
        Bundle { name: name.to_owned(), files, objects }
    }

    /// The file at that path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// The drawing, with words for those who do not see it.
fn picture(approved: &Approved) -> File {
    let (design, topology) = (approved.design(), approved.topology());
    let (shown, left_out) = busy(design, topology);
    let drawing = Drawing::of(design, &shown, Shape::Wide);
    let idle = match left_out {
        0 => String::new(),
        idle => format!(" {idle} machines on which nothing is expected are not shown."),
    };
    let (least, most) = design.wordpress.replica_bounds();
    let replicas = if least == most { least.to_string() } else { format!("{least} to {most}") };
    let storage = match &design.nfs {
        Some(nfs) => {
            format!(" Shared files lie on the NFS export {} of {}.", nfs.path, nfs.machine)
        }
        None => String::new(),
    };
    let description = format!(
        "{} machines; {} members of etcd; {} replicas of Percona XtraDB Cluster; {replicas} replicas \
         of WordPress.{storage}{idle}",
        topology.hosts.len(),
        design.etcd.members.len(),
        design.percona.replicas.get(),
    );
    File::text("topology.svg", svg(&drawing, &format!("Topology of {}", design.name), &description))
}
