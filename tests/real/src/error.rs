//! What can go wrong, in words that say what to do.

use std::io;
use std::path::PathBuf;

use cluster_tests::programs::ProgramsError;
use cluster_tests::wait::TimeIsUp;

/// Why a real cluster does not come up or does not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// Namespaces, mounts and control groups are the administrator's.
    #[error(
        "a real cluster is made of namespaces, mounts and control groups: run this as root (sudo)"
    )]
    NotRoot,
    /// Only one at a time.
    #[error(
        "a cluster is up already: `cargo xtask cluster status` shows it, `cargo xtask cluster down` ends it"
    )]
    IsUp,
    /// None is there.
    #[error("no cluster is up: `cargo xtask cluster up` starts one")]
    IsDown,
    /// There is no such machine.
    #[error("no machine is named {name}. There are: {known}")]
    NoMachine {
        /// What was asked for.
        name: String,
        /// The machines that are there.
        known: String,
    },
    /// A program ended with an error.
    #[error("{command} failed ({status}):\n{said}")]
    Failed {
        /// The program with its first arguments.
        command: String,
        /// How it ended.
        status: String,
        /// The end of what it wrote.
        said: String,
    },
    /// A program does not run.
    #[error("{command} does not run: {source}")]
    Start {
        /// The program.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The programs of the control plane are not there.
    #[error(transparent)]
    Programs(#[from] ProgramsError),
    /// It took too long.
    #[error(transparent)]
    TimeIsUp(#[from] TimeIsUp),
    /// The cluster or the design is not what it should be.
    #[error("{0}")]
    Wrong(String),
}

impl ClusterError {
    /// A file's error, for `map_err`.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
