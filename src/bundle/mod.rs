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
mod making;
mod open;
mod resource;
mod runbook;
#[cfg(test)]
mod tests;

pub use archive::ZipError;
pub use diff::{Change, Effort, Phase, Step, Subject, What, diff, effort, plan};
pub use open::{LARGEST_DESIGN, MOST_BYTES, MOST_FILES, OpenError, open_files, open_zip};

use crate::file::File;
use crate::hands::{Hands, InTurn};
use crate::manifest::Object;
use crate::provision::Unprovided;
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
        making::make(hands, approved, making::With::Sums).map(|made| made.bundle)
    }

    /// The same, and the bundle as a zip: less work than `made_by` and then `zip`.
    pub fn zipped_by(
        hands: &impl Hands,
        approved: &Approved,
    ) -> Result<(Bundle, Vec<u8>), NotZipped> {
        let made = making::make(hands, approved, making::With::Zip)?;
        let zip = archive::archive(&made.bundle.name, made.bundle.files.iter().zip(made.packed))?;
        Ok((made.bundle, zip))
    }

    /// The file at that path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Why there is no zip.
#[derive(Debug, thiserror::Error)]
pub enum NotZipped {
    /// Its files could not be made.
    #[error(transparent)]
    Unprovided(#[from] Unprovided),
    /// They could not be put into a zip.
    #[error(transparent)]
    Zip(#[from] ZipError),
}
