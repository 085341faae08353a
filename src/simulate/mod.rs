//! What happens when something fails, computed as Kubernetes would do it. Time is a parameter: nothing
//! here waits, and nothing reads a clock.
//!
//! [`placement`] knows where pods are, which machines are lost or cordoned, and where the scheduler lets
//! a pod go; [`eviction`] knows what a disruption budget refuses, and drains a machine. Both speak of
//! Kubernetes alone: whether what runs can serve (etcd's quorum, Galera's primary component, a file
//! server that is away) is not theirs.
//!
//! The real control plane is the oracle: `tests/cluster/tests/failures.rs`.

pub mod eviction;
pub mod placement;
mod reason;
#[cfg(test)]
mod tests;
