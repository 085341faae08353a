//! The NFS export: one server, its folders are derived from who uses them.

use super::grammar::{choice, section};
use super::names::{Label, MountPath};
use super::network::Cidr;

section! {
    /// An NFS export on one of the machines.
    pub struct Nfs {
        /// The machine that serves it.
        machine "machine": Label,
        /// The folder that is exported. Each user of it has a folder of its own below.
        path "path": MountPath = MountPath::known("/srv/presswright"),
        /// Version of the protocol. From 4 on, locks are part of it and one port, 2049, is enough.
        version "version": NfsVersion = NfsVersion::V41,
        /// Who may mount it; left out, just the cluster's machines.
        clients "clients": Option<Cidr> = None,
        /// Whether writes are on disk before the server answers. Without it a power cut loses data.
        sync "sync": bool = true,
    }
}

choice! {
    /// Version of NFS.
    pub enum NfsVersion {
        /// Sessions, parallel access.
        V41 "v4.1",
        /// Server-side copy, holes.
        V42 "v4.2",
    }
}
