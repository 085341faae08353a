//! A real Kubernetes control plane for tests: kube-apiserver, kube-controller-manager and
//! kube-scheduler with their own etcd, on loopback, in a folder that goes away.
//!
//! The machines are simulated by kwok: the scheduler, the volume binder and every controller are
//! the real ones, but no container ever starts, and every pod is reported as running and ready.
//! `docs/proof.md` says what that proves and what it does not.

#![allow(
    clippy::indexing_slicing,
    reason = "serde_json's index of a value that is not there is null"
)]

pub mod api;
pub mod change;
pub mod control_plane;
pub mod curves;
pub mod deployment;
pub mod drawn;
pub mod failure;
mod go;
mod inventory;
pub mod kubectl;
pub mod machine;
pub mod minors;
pub mod option_values;
pub mod oracle;
pub mod planes;
pub mod process;
pub mod programs;
pub mod provisioner;
pub mod quantity;
pub mod random_design;
pub mod rehearsal;
pub mod seeded;
mod setup;
pub mod upgrade;
pub mod verification;
pub mod wait;
