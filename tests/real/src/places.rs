//! Where things lie: programs and images are kept, the state of a cluster goes with it.

use std::path::{Path, PathBuf};

use cluster_tests::programs::home;

use crate::ClusterError;

/// The folder below Cargo's that everything of real clusters lies in.
#[derive(Debug, Clone)]
pub struct Places {
    folder: PathBuf,
}

impl Places {
    /// The usual place: `presswright/real-cluster` below `CARGO_HOME`.
    pub fn usual() -> Result<Self, ClusterError> {
        Ok(Self { folder: home()?.join("presswright/real-cluster") })
    }

    /// Programs that run on the machines.
    pub fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// What images are made from, and what says from which sources a program or an image was made.
    pub fn layers(&self) -> PathBuf {
        self.folder.join("layers")
    }

    /// Images as containerd keeps them.
    pub fn stores(&self) -> PathBuf {
        self.folder.join("stores")
    }

    /// The cluster that is up: all of it goes with it.
    pub fn state(&self) -> PathBuf {
        self.folder.join("state")
    }
}

/// A file or folder of this crate.
pub(crate) fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
