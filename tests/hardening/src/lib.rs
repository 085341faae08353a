//! What an export holds, before those who look for what is unsafe in it: checkov, kube-score, Monokle and
//! yamllint, cyclonus for its NetworkPolicies, and our own walk over every pod.
//!
//! `cargo xtask test --only hardening` gets the tools and says where they are. `docs/proof.md` says
//! what that proves and what it does not.

#![allow(
    clippy::indexing_slicing,
    reason = "serde_json's index of a value that is not there is null"
)]

pub mod case;
pub mod exception;
pub mod finding;
pub mod network;
pub mod pod;
pub mod tool;

/// Anything that a test can stumble over; its message says all.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
