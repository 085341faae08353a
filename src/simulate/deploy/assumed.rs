//! How long things take that neither the design nor a manifest says.

use crate::topology::Tier;
use serde::Serialize;

/// Durations in milliseconds, sizes in bytes. A run takes each anew, from seven to fourteen tenths of what stands
/// here. "Recorded" is the real bootstrap in `tests/model/tests/recorded` (two cores, scripts under bash, MariaDB
/// in place of Percona); what says "assumed" was measured nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumed {
    /// One call of kubectl by deploy.sh. Assumed.
    pub kubectl: u64,
    /// make-secrets.sh: keys, passwords and certificates by openssl. Assumed.
    pub secrets: u64,
    /// The API server takes one object of `kubectl apply -k`. Assumed.
    pub object: u64,
    /// A controller or the scheduler acts on what it sees. Assumed.
    pub controller: u64,
    /// A claim and a volume that is there find each other. Assumed.
    pub bind: u64,
    /// A `StorageClass` makes a volume. Assumed.
    pub provision: u64,
    /// kubelet mounts a pod's volumes and makes its sandbox. Assumed.
    pub mount: u64,
    /// A machine loads etcd's image that it has not yet. Assumed.
    pub pull_etcd: u64,
    /// Percona's. Assumed.
    pub pull_percona: u64,
    /// `HAProxy`'s. Assumed.
    pub pull_haproxy: u64,
    /// WordPress'; as `simulate load` has it. Assumed.
    pub pull_wordpress: u64,
    /// wp-cli's. Assumed.
    pub pull_cli: u64,
    /// A short init container. Assumed.
    pub prepare: u64,
    /// WordPress' code is copied to where it runs. Assumed.
    pub code: u64,
    /// etcd's process, until it speaks with its peers. Assumed.
    pub etcd: u64,
    /// etcd's members elect a leader (`--election-timeout`, DOMAIN §3.3: 1000 ms).
    pub election: u64,
    /// A step of the start script or the sidecar with its calls to etcd. Recorded: 0.4 to 1.6 s.
    pub step: u64,
    /// `mysqld --wsrep-recover`. Recorded: 0.8 to 1.0 s with its step.
    pub recover: u64,
    /// Percona's entrypoint makes an empty database on a local disk. Assumed (recorded: 4 s with MariaDB, which
    /// makes less).
    pub initialise: u64,
    /// mysqld, until it answers. Recorded: 2.4 s with MariaDB.
    pub mysqld: u64,
    /// What a state transfer takes whatever its size: the donor's and the joiner's preparations. Recorded: 13 s
    /// with the copy, by rsync.
    pub transfer: u64,
    /// The bytes that a replica holds after the first start. Assumed.
    pub database_bytes: u64,
    /// Bytes that a state transfer copies in a second. Assumed.
    pub bytes_a_second: u64,
    /// Files on NFS with `sync` take so many hundredths of what they take on a local disk. Assumed.
    pub nfs_percent: u64,
    /// A group misses a member that went without a word (`evs.suspect_timeout`, DOMAIN §2.7: 5 s).
    pub suspect: u64,
    /// Apache, until it answers. Assumed.
    pub apache: u64,
    /// `wp core install`. Assumed.
    pub install: u64,
    /// A machine that gets its power back, until kubelet starts containers. Measured: 33 and 43 s until
    /// `verify.sh` passed (docs/proof.md, `real`), of which this is a part.
    pub boot: u64,
    /// From a pod's start to the autoscaler's first figure: two looks of metrics-server (15 s each, DOMAIN §7.4)
    /// and its own period (DOMAIN §6.4).
    pub metrics: u64,
}

impl Default for Assumed {
    fn default() -> Self {
        Self {
            kubectl: 300,
            secrets: 4_000,
            object: 60,
            controller: 400,
            bind: 800,
            provision: 8_000,
            mount: 2_000,
            pull_etcd: 6_000,
            pull_percona: 40_000,
            pull_haproxy: 6_000,
            pull_wordpress: 40_000,
            pull_cli: 12_000,
            prepare: 1_500,
            code: 12_000,
            etcd: 800,
            election: 1_500,
            step: 900,
            recover: 900,
            initialise: 40_000,
            mysqld: 6_000,
            transfer: 10_000,
            database_bytes: 250 << 20,
            bytes_a_second: 40 << 20,
            nfs_percent: 150,
            suspect: 6_000,
            apache: 3_000,
            install: 8_000,
            boot: 25_000,
            metrics: 45_000,
        }
    }
}

/// An image that a machine has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Picture {
    Etcd,
    Percona,
    Haproxy,
    Wordpress,
    Cli,
}

impl Picture {
    /// The images of a tier's pods, in the order in which they are needed.
    pub(super) fn of(tier: Tier) -> &'static [Picture] {
        match tier {
            Tier::Etcd => &[Picture::Etcd],
            Tier::Percona => &[Picture::Percona],
            Tier::Haproxy => &[Picture::Haproxy],
            Tier::Wordpress => &[Picture::Wordpress],
            Tier::Install | Tier::Cron | Tier::Backup => &[Picture::Wordpress, Picture::Cli],
        }
    }
}

impl Assumed {
    pub(super) fn pull(&self, picture: Picture) -> u64 {
        match picture {
            Picture::Etcd => self.pull_etcd,
            Picture::Percona => self.pull_percona,
            Picture::Haproxy => self.pull_haproxy,
            Picture::Wordpress => self.pull_wordpress,
            Picture::Cli => self.pull_cli,
        }
    }

    /// A state transfer of everything.
    pub(super) fn copy(&self) -> u64 {
        let bytes = u128::from(self.database_bytes) * 1000;
        let copied = bytes / u128::from(self.bytes_a_second.max(1));
        self.transfer.saturating_add(u64::try_from(copied).unwrap_or(u64::MAX))
    }
}
