//! The scripts of a bundle, run for real: with the programs they call where those do no harm, and with
//! stand-ins that write down what they were asked where they would change a machine or a cluster.

// clippy takes only what carries #[test] for a test; everything here is one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod backups;
mod bundle;
mod deploy;
mod lint;
mod machines;
mod names;
mod node;
mod order;
mod programs;
mod secrets;
mod settings;
mod vagrant;
mod vagrant_machines;
