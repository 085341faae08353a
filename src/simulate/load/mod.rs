//! What a load does: the autoscaler's replicas over time.

pub mod autoscaler;
