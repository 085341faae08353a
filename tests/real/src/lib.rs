//! A real cluster of Kubernetes on one Linux machine: kubelets, containers, Services, volumes and policies, on
//! machines that are namespaces of this one and can lose power or be cut off.
//!
//! `docs/decisions/0030-real-machines.md` says how a machine is made and why, `docs/proof.md` what the stand-ins in
//! it cannot show.

#![allow(
    clippy::indexing_slicing,
    reason = "serde_json's index of a value that is not there is null"
)]

pub mod account;
pub mod bundle;
pub mod cases;
pub mod certificates;
pub mod cluster;
mod command;
pub mod error;
pub mod images;
mod layout;
pub mod machine;
mod network;
pub mod observed;
mod places;
pub mod programs;
pub mod runbook;
mod settings;
pub mod store;
pub mod used;
pub mod visitor;

pub use error::ClusterError;
pub use places::Places;
