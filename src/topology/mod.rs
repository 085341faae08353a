//! What the cluster will hold: machines, pods, claims, volumes, folders, Services and links.
//!
//! Derived from a design and never edited. Rules, manifests, scripts, simulators and the canvas read
//! it, so that they cannot disagree about a name, a size or a place.

mod host;
mod link;
mod pod;
mod scheduling;
mod secret;
mod service;
mod site;
mod start;
#[cfg(test)]
mod tests;
mod volume;

pub use host::Host;
pub use link::{End, Link, LinkKind};
pub use pod::{CONTAINER_SIZES, ContainerSize, MAX_UNAVAILABLE, Placement, Pod, Tier, etcd_pins};
pub use scheduling::{Obstacle, Request, Scheduler, Used};
pub use secret::{
    ADMINISTRATOR_SECRET, DATABASE_AUTHORITY_SECRET, DATABASE_CERTIFICATE_SECRET, DATABASE_SECRET,
    DATABASE_SECRET_FOLDER, Secret, SecretKey, SecretKind, WORDPRESS_KEYS, WORDPRESS_SECRET,
    secrets,
};
pub use service::{CHECK, Exposure, HEALTH, LEGACY_CLIENT, LEGACY_PEER, Service, ServicePort};
pub use site::site_url;
pub use start::{Asks, Probes};
pub use volume::{Access, Backing, Folder, LocalFolder, Volume};

use crate::design::Design;

/// How many of so many members are a majority (etcd-io/website `content/en/docs/v3.7/faq.md`).
pub const fn majority(members: usize) -> usize {
    members / 2 + 1
}

/// Everything that the cluster will hold for a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Topology {
    /// The machines, in the order of the design.
    pub hosts: Vec<Host>,
    /// The pods that run all the time, tier by tier. Of WordPress, the fewest that there will be.
    pub pods: Vec<Pod>,
    /// Claims with what stands behind each.
    pub volumes: Vec<Volume>,
    /// Folders of the NFS export.
    pub folders: Vec<Folder>,
    /// Folders on disks of machines, for local volumes.
    pub local_folders: Vec<LocalFolder>,
    /// The Services.
    pub services: Vec<Service>,
    /// Who talks to whom.
    pub links: Vec<Link>,
}

impl Topology {
    /// Derives it. Any design has one, also one full of faults.
    pub fn of(design: &Design) -> Topology {
        let hosts = host::hosts(design);
        let volumes = volume::volumes(design, &hosts);
        let pods = pod::pods(design, &hosts, &volumes);
        Topology {
            folders: volume::folders(design, &volumes),
            local_folders: volume::local_folders(design, &hosts, &volumes),
            services: service::services(design),
            links: link::links(design),
            hosts,
            pods,
            volumes,
        }
    }

    /// The pods of a tier, in order.
    pub fn pods_of(&self, tier: Tier) -> impl Iterator<Item = &Pod> {
        self.pods.iter().filter(move |pod| pod.tier == tier)
    }

    /// The pods that run on, or are expected on, the host at that place in `hosts`.
    pub fn pods_on(&self, host: usize) -> impl Iterator<Item = &Pod> {
        self.pods.iter().filter(move |pod| pod.placement.host() == Some(host))
    }

    /// The volume behind the claim of that name.
    pub fn volume(&self, claim: &str) -> Option<&Volume> {
        self.volumes.iter().find(|volume| volume.claim == claim)
    }
}
