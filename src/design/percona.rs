//! The database: Percona XtraDB Cluster.

use super::grammar::{choice, section};
use super::measures::{Count, Cpu, Port, Quantity, Seconds};
use super::names::{Image, Label, MountPath};

section! {
    /// Percona XtraDB Cluster: MySQL replicas that all hold all data (Galera).
    pub struct Percona: Default {
        /// Number of replicas. Three bear the loss of one, five of two.
        replicas "replicas": Count<1, 9> = Count::new(3),
        /// Container image.
        image "image": Image = Image::known("percona/percona-xtradb-cluster:8.4"),
        /// Where a replica keeps its data.
        storage "storage": PerconaStorage = PerconaStorage::Nfs,
        /// Size of a replica's volume.
        volume "volume": Quantity = Quantity::gibibytes(10),
        /// Machines of the replicas' local volumes, by ordinal; left out, the workers in order.
        machines "machines": Vec<Label> = Vec::new(),
        /// Folder of the machines below which local volumes lie.
        local_path "local-path": MountPath = MountPath::known("/var/lib/presswright"),
        /// Processors asked for by a replica.
        cpu "cpu": Cpu = Cpu::millis(500),
        /// Memory of a replica, asked for and allowed.
        memory "memory": Quantity = Quantity::gibibytes(1),
        /// InnoDB buffer pool; left out, half of the memory.
        buffer_pool "buffer-pool": Option<Quantity> = None,
        /// The most connections of a replica; left out, what its memory bears, at most 151.
        max_connections "max-connections": Option<Count<10, 10000>> = None,
        /// How InnoDB writes to disk.
        flush_method "flush-method": FlushMethod = FlushMethod::Direct,
        /// How the replicas find each other.
        discovery "discovery": Discovery = Discovery::Etcd,
        /// How WordPress reaches the replicas.
        access "access": Access = Access::Haproxy,
        /// Container image of HAProxy.
        haproxy_image "haproxy-image": Image = Image::known("haproxy:3.2"),
        /// Whether the replicas encrypt what they send each other, with certificates of one Secret.
        encryption "encryption": bool = true,
        /// Whether each replica must have a machine of its own.
        spread "spread": Spread = Spread::Required,
        /// How a claim finds its volume.
        binding "binding": Binding = Binding::Reserved,
        /// What becomes of a volume whose claim is deleted.
        reclaim "reclaim": Reclaim = Reclaim::Retain,
        /// Whether Kubernetes asks a replica for its state before it counts on it.
        probes "probes": bool = true,
        /// Seconds that a replica has to write its pages and leave the group when it is stopped.
        grace_period "grace-period": Seconds = Seconds::new(600),
        /// A port on every machine to try the database from outside. For a test only.
        node_port "node-port": Option<Port> = None,
    }
}

choice! {
    /// Where a replica of the database keeps its data.
    pub enum PerconaStorage {
        /// A folder of the NFS export for each replica, bound by ordinal, as in the article.
        Nfs "nfs",
        /// On a disk of the machine it first ran on.
        Local "local",
        /// A volume of a StorageClass of the cluster.
        Class "class"(Label),
    }
}

choice! {
    /// How the replicas find each other.
    pub enum Discovery {
        /// Our start script and etcd v3: never two clusters, no person needed for a full restart.
        Etcd "etcd",
        /// The image's own, with etcd's v2 API, as in the article. Needs etcd 3.4 or 3.5.
        Image "image",
    }
}

choice! {
    /// How WordPress reaches the replicas.
    pub enum Access {
        /// HAProxy in front: one replica is written to, the others stand by.
        Haproxy "haproxy",
        /// One Service over all replicas that are ready; writes may collide.
        Service "service",
    }
}

choice! {
    /// Whether something is a must or a wish.
    pub enum Spread {
        /// One a machine, or Pending.
        Required "required",
        /// One a machine where there are enough.
        Preferred "preferred",
    }
}

choice! {
    /// How a claim finds its volume.
    pub enum Binding {
        /// The volume names its claim: replica n has volume n.
        Reserved "reserved",
        /// The first volume that fits, as in the article.
        Any "any",
    }
}

choice! {
    /// What becomes of a volume whose claim is deleted.
    pub enum Reclaim {
        /// The data stay.
        Retain "retain",
        /// The data are wiped. Deprecated in Kubernetes.
        Recycle "recycle",
    }
}

choice! {
    /// How InnoDB writes to disk (`innodb_flush_method`).
    pub enum FlushMethod {
        /// Past the page cache: for disks.
        Direct "O_DIRECT",
        /// Through the page cache, then flushed: often faster on NFS.
        Fsync "fsync",
    }
}

impl Percona {
    /// Size of the InnoDB buffer pool in bytes: as given, or half of the memory.
    pub fn buffer_pool_bytes(&self) -> u64 {
        self.buffer_pool.as_ref().map_or(self.memory.bytes() / 2, Quantity::bytes)
    }

    /// The most connections: as given, or what a quarter of the memory bears at 1 MiB each,
    /// between 25 and MySQL's own default of 151.
    pub fn connections(&self) -> u32 {
        match self.max_connections {
            Some(count) => count.get(),
            None => {
                let fits = self.memory.bytes() / 4 / (1 << 20);
                u32::try_from(fits).unwrap_or(151).clamp(25, 151)
            }
        }
    }
}
