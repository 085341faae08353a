//! The protocol by which the database's members find each other, as a model: every interleaving of
//! what the scripts in `src/provision/files/percona` do, with faults, is gone through.
//!
//! `decisions` and `supervise` mirror `percona-protocol.jq`, `happen` the start script and the sidecar,
//! `galera` and `etcd` what those rest on. `guards` has a switch for each line that the protocol
//! guards itself with. docs/discovery.md tells the protocol and what came of this.

#![allow(
    clippy::indexing_slicing,
    missing_docs,
    reason = "members are numbered from 0 below N; a panic is a failed test"
)]

pub mod action;
pub mod cases;
pub mod decisions;
pub mod etcd;
pub mod fair;
pub mod faults;
pub mod galera;
pub mod guards;
pub mod happen;
pub mod model;
pub mod replay;
pub mod search;
pub mod state;
pub mod story;
pub mod supervise;
