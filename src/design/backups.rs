//! Backups of the database, WordPress' files and etcd.

use super::grammar::{choice, section};
use super::measures::{Count, Quantity};
use super::names::{Label, Schedule};

section! {
    /// Backups, by a CronJob.
    pub struct Backups: Default {
        /// Where they go.
        storage "storage": BackupStorage = BackupStorage::Nfs,
        /// When they are made, in five fields.
        schedule "schedule": Schedule = Schedule::known("17 3 * * *"),
        /// How many are kept.
        keep "keep": Count<1, 365> = Count::new(7),
        /// Size of the volume for them.
        volume "volume": Quantity = Quantity::gibibytes(10),
    }
}

choice! {
    /// Where backups go.
    pub enum BackupStorage {
        /// A folder of the NFS export.
        Nfs "nfs",
        /// A volume of a StorageClass of the cluster.
        Class "class"(Label),
        /// Nowhere: there are none.
        Nowhere "none",
    }
}
