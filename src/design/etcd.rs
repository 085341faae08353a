//! etcd: the members by which the database's members find each other.

use super::grammar::{choice, section};
use super::measures::{Cpu, Port, Quantity};
use super::names::{Image, Label, MountPath};

section! {
    /// The etcd cluster through which Percona's members find each other.
    pub struct Etcd: Default {
        /// The members. Each is pinned to its machine, if it names one.
        members "members": Vec<EtcdMember> = Vec::new(),
        /// Container image. From 3.6 on there is no v2 API.
        image "image": Image = Image::known("gcr.io/etcd-development/etcd:v3.6.14"),
        /// Where a member keeps its data.
        storage "storage": EtcdStorage = EtcdStorage::Local,
        /// Size of a member's volume.
        volume "volume": Quantity = Quantity::gibibytes(2),
        /// Folder of the machines below which local volumes lie.
        local_path "local-path": MountPath = MountPath::known("/var/lib/presswright"),
        /// The most that its database may hold; must fit the volume twice.
        quota "quota": Quantity = Quantity::mebibytes(512),
        /// Processors asked for by a member.
        cpu "cpu": Cpu = Cpu::millis(100),
        /// Memory of a member, asked for and allowed.
        memory "memory": Quantity = Quantity::mebibytes(256),
        /// What makes a member's pod.
        workload "workload": EtcdWorkload = EtcdWorkload::StatefulSet,
        /// A port on every machine to try etcd from outside. For a test only.
        node_port "node-port": Option<Port> = None,
        /// The ports 4001 and 7001 of etcd before 2.0. Nothing listens there.
        legacy_ports "legacy-ports": bool = false,
    }
}

section! {
    /// One member of the etcd cluster.
    pub struct EtcdMember: Default {
        /// The machine it is pinned to; left out, the scheduler chooses, one member a machine.
        machine "machine": Option<Label> = None,
    }
}

choice! {
    /// Where a member of etcd keeps its data.
    pub enum EtcdStorage {
        /// On a disk of its machine: fast, and what etcd wants.
        Local "local",
        /// A volume of a StorageClass of the cluster.
        Class "class"(Label),
        /// Nowhere, as in the article: a restarted member has forgotten everything.
        Nowhere "none",
    }
}

choice! {
    /// What makes a member's pod.
    pub enum EtcdWorkload {
        /// A StatefulSet of one for each member: a dead pod comes back.
        StatefulSet "stateful-set",
        /// A bare Pod, as in the article: a dead pod stays dead. For drawing and rehearsal; no bundle
        /// is made with it.
        Pod "pod",
    }
}
