//! The chapters, one a file.

pub(super) mod autoscaling;
pub(super) mod caveats;
pub(super) mod checks;
pub(super) mod cluster;
pub(super) mod etcd;
pub(super) mod nfs;
pub(super) mod percona;
pub(super) mod volumes;
pub(super) mod wordpress;
