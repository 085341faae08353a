//! What happens when something fails, computed as the real parts would do it. Time is a parameter:
//! nothing here waits, and nothing reads a clock.
//!
//! [`placement`] knows where pods are, which machines are lost or cordoned, and where the scheduler lets
//! a pod go; [`eviction`] knows what a disruption budget refuses, and drains a machine. Both speak of
//! Kubernetes alone. On them stands [`failure`]: a [`Fault`](fault::Fault) or several, and what becomes of
//! etcd's majority, the database's primary component, and what visitors and authors can do, with the
//! course of it in time. [`cuts`] goes through every set of faults, [`advice`] looks for the change that
//! takes most of the harmful ones away. [`deploy`] is how it all comes up in the first place.
//!
//! The real control plane is the oracle: `tests/cluster/tests/failures.rs`.

pub mod advice;
pub mod cuts;
mod damage;
pub mod database;
pub mod deploy;
pub mod etcd;
pub mod eviction;
pub mod failure;
#[cfg(test)]
mod failure_properties;
#[cfg(test)]
mod failure_tests;
pub mod fate;
pub mod fault;
pub mod galera;
pub mod harm;
pub mod load;
pub mod placement;
mod reason;
pub mod runbook;
pub mod search;
pub mod serving;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod words;

pub use damage::Site;
