//! What the text of a design means: its parts, its values, and how it is changed.
//!
//! Everything here is written down once, in the part's own file, by the macros of `grammar`: the
//! struct, how it is read with every mistake at once, how it is written, its defaults, the JSON
//! Schema and the fields of the inspector.

mod backups;
mod cluster;
mod document;
mod edit;
mod etcd;
mod field;
mod grammar;
mod machine;
mod measures;
mod moves;
mod names;
mod network;
mod nfs;
mod percona;
mod place;
mod presets;
mod schema;
mod shape;
#[cfg(test)]
mod tests;
mod value;
mod versions;
mod wordpress;

pub use backups::{BackupStorage, Backups};
pub use cluster::{Cluster, ClusterKind, Images, NetworkPlugin, PodSecurity, Provider};
pub use document::{Document, Unreadable};
pub use edit::{Edit, EditError};
pub use etcd::{Etcd, EtcdMember, EtcdStorage, EtcdWorkload};
pub use machine::{Machine, Role};
pub use measures::{Coordinate, Count, Cpu, Percentage, Port, Quantity, Seconds};
pub use moves::{first_address, free_address, free_name, unreferred_name};
pub use names::{
    BoxName, DesignName, DnsName, FreeText, Image, KubernetesVersion, Label, LoginName,
    MailAddress, MountPath, Registry, Schedule, SiteUrl, SqlName,
};
pub use network::{Address, Cidr};
pub use nfs::{Nfs, NfsVersion};
pub use percona::{
    Access, Binding, Discovery, FlushMethod, Percona, PerconaStorage, Reclaim, Spread,
};
pub use place::Place;
pub use presets::{EMPTY, PRESETS, Preset, preset, starts};
pub use schema::json_schema;
pub use shape::{Field, Shape, Variant};
pub use value::{Detail, Reader, Single, Value};
pub use versions::{NEWEST_FORMAT, modernise};
pub use wordpress::{
    Autoscaling, Database, Files, Ingress, Share, Site, WayIn, Wordpress, Workload,
};

use grammar::{choice, section};
use std::collections::BTreeMap;

section! {
    /// A highly available WordPress on Kubernetes, as a person laid it out.
    pub struct Design {
        /// Version of this format.
        format "presswright": Count<1, 1>,
        /// Name of the deployment: leads the names of what is not in its namespace.
        name "name": DesignName,
        /// Namespace of everything; left out, the name.
        namespace "namespace": Option<Label> = None,
        /// The cluster.
        cluster "cluster": Cluster = Cluster::default(),
        /// The machines.
        machines "machines": Vec<Machine> = Vec::new(),
        /// The NFS export; left out, there is none.
        nfs "nfs": Option<Nfs> = None,
        /// etcd, through which the database's replicas find each other.
        etcd "etcd": Etcd = Etcd::default(),
        /// The database.
        percona "percona": Percona = Percona::default(),
        /// WordPress.
        wordpress "wordpress": Wordpress = Wordpress::default(),
        /// Backups.
        backups "backups": Backups = Backups::default(),
        /// Where passwords and keys come from.
        secrets "secrets": Secrets = Secrets::Generated,
        /// Where machines stand on the canvas; the others are laid out by themselves. Means nothing to the cluster.
        canvas "canvas": Vec<Spot> = Vec::new(),
    }
}

choice! {
    /// Where passwords and keys come from.
    pub enum Secrets {
        /// make-secrets.sh makes them where the cluster is. They are in no file of the bundle.
        Generated "generated",
        /// They are in the cluster already, under the names that the runbook lists.
        Existing "existing",
        /// In clear in the manifests, as in the article.
        InManifests "in-manifests",
    }
}

section! {
    /// Where a machine stands on the canvas.
    pub struct Spot {
        /// The machine.
        machine "machine": Label,
        /// Where its left edge is: to the right, in pixels at 100 %.
        left "left": Coordinate = Coordinate::new(0),
        /// Where its upper edge is: downwards, in pixels at 100 %.
        top "top": Coordinate = Coordinate::new(0),
    }
}

impl Spot {
    /// That machine there, or as near as the canvas reaches.
    pub fn of(machine: &Label, (left, top): (i32, i32)) -> Spot {
        Spot { machine: machine.clone(), left: Coordinate::new(left), top: Coordinate::new(top) }
    }
}

impl Design {
    /// The namespace of everything: as given, or the name.
    pub fn namespace(&self) -> &str {
        self.namespace.as_ref().map_or(self.name.as_str(), Label::as_str)
    }

    /// Which spot of the canvas is a machine's, by its name.
    pub fn spots(&self) -> BTreeMap<&str, usize> {
        let mut spots = BTreeMap::new();
        for (index, spot) in self.canvas.iter().enumerate() {
            spots.insert(spot.machine.as_str(), index);
        }
        spots
    }

    /// The machine of that name.
    pub fn machine(&self, name: &Label) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.name == *name)
    }
}
