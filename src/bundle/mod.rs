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
mod open;
#[cfg(test)]
mod tests;

pub use archive::ZipError;
pub use open::{LARGEST_DESIGN, MOST_BYTES, MOST_FILES, OpenError, open_files, open_zip};

use crate::file::File;

/// An export: a folder of files.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Name of the design, and of the folder.
    pub name: String,
    /// The files, sorted by path.
    pub files: Vec<File>,
}

impl Bundle {
    /// The files in order, with their checksums.
    fn sealed(name: &str, mut files: Vec<File>) -> Bundle {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let sums = checksum::sums(&files);
        let place = files.partition_point(|file| file.path < sums.path);
        files.insert(place, sums);
        Bundle { name: name.to_owned(), files }
    }

    /// The file at that path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}
