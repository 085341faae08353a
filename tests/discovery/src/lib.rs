//! The bundle's Percona scripts, run as they are, with a real etcd and real Galera servers.
//!
//! Another server with the same Galera library stands in for Percona's image; `docs/discovery.md` says
//! what that cannot show. Every server listens on addresses of 127.0.0.0/8 that the case has to
//! itself, and is ended by its process number.

#![allow(
    clippy::indexing_slicing,
    reason = "a test that asks for a member that is not there is wrong"
)]

mod client;
mod cluster;
mod etcd;
mod image;
mod log;
mod look;
mod member;
mod network;
mod parts;
mod quorum;
mod reach;
mod session;
mod wait;

pub use client::{Writer, query};
pub use cluster::Cluster;
pub use log::replay_folder;
pub use member::Member;
pub use parts::Parts;
pub use quorum::{Quorum, Seen};
pub use wait::within;

/// The lease of the members, in seconds. A machine that has much more to do than it can needs a longer one:
/// a look of the sidecar starts some twenty programs.
pub fn lease() -> u64 {
    let given = std::env::var("PRESSWRIGHT_LEASE").ok();
    given.and_then(|seconds| seconds.parse().ok()).unwrap_or(8)
}

/// Why a case could not go on, or what it found wrong.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A program or package of the suite is not on this machine.
    #[error("{0}")]
    Missing(String),
    /// The system refused something.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something that had to happen did not.
    #[error("after {seconds} s: {what}")]
    Late {
        /// How long was waited.
        seconds: u64,
        /// What was waited for, and how it stood at the end.
        what: String,
    },
    /// The cluster did what it must not do.
    #[error("{0}")]
    Wrong(String),
}

/// Adds what was tried to an error of the system.
pub(crate) fn system(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> CaseError {
    let what = what.into();
    move |source| CaseError::System { what, source }
}
