//! The bundle's NFS scripts on real machines: QEMU boots Debian with its own kernel, systemd and NFS server.
//!
//! The machines reach each other and nothing else. `docs/proof.md` says what they show and what not.

pub mod export;
pub mod fingerprint;
pub mod image;
pub mod machine;
mod monitor;
pub mod stage;
pub mod writer;

use std::path::PathBuf;

use cluster_tests::process::ProcessError;
use cluster_tests::wait::TimeIsUp;

/// Why a case could not go on, or what it found wrong.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A program of the suite is not on this machine.
    #[error("not on this machine: {0}")]
    Missing(String),
    /// A file or program of this machine.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// QEMU or mmdebstrap.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The image could not be made.
    #[error("mmdebstrap failed ({status}). It wrote:\n{log}")]
    Image {
        /// Its exit status.
        status: String,
        /// What it wrote.
        log: String,
    },
    /// Something that had to happen did not.
    #[error(transparent)]
    Late(#[from] TimeIsUp),
    /// What was run on a machine ended with an error, or not in time.
    #[error("{machine}: {what} ended with {status}.\n{output}")]
    Failed {
        /// The machine.
        machine: String,
        /// What was run.
        what: String,
        /// Its status.
        status: String,
        /// What it wrote.
        output: String,
    },
    /// QEMU's monitor did not do what it was asked for.
    #[error("QEMU's monitor {}: {what}", socket.display())]
    Monitor {
        /// Its socket.
        socket: PathBuf,
        /// What was asked and answered.
        what: String,
    },
    /// The machines do what they must not do.
    #[error("{0}")]
    Wrong(String),
}

/// Adds what was tried to an error of the system.
pub(crate) fn system(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> CaseError {
    let what = what.into();
    move |source| CaseError::System { what, source }
}

/// An error unless both are the same, with both.
pub fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    wanted: &T,
) -> Result<(), CaseError> {
    if found == wanted {
        Ok(())
    } else {
        Err(CaseError::Wrong(format!("{what}:\n found {found:#?}\nwanted {wanted:#?}")))
    }
}
