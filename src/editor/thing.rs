//! What can be selected on the drawing and in the outline.

use crate::design::{Design, PerconaStorage, Place};
use crate::document::{Path, Step};
use crate::topology::{Backing, Pod, Tier, Topology};

/// Something on the drawing that has an inspector of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// The deployment: its name, cluster and secrets.
    Cluster,
    /// A machine, by its place in the design.
    Machine(usize),
    /// The NFS export.
    Export,
    /// A folder of the export, by its place in the topology.
    Folder(usize),
    /// etcd as a whole.
    Etcd,
    /// A member of etcd.
    Member(usize),
    /// The database as a whole.
    Percona,
    /// A replica of the database.
    Replica(usize),
    /// A pod of `HAProxy`.
    Haproxy(usize),
    /// WordPress as a whole.
    Wordpress,
    /// A replica of WordPress.
    Site(usize),
    /// The way in from outside.
    WayIn,
    /// The backups.
    Backups,
}

impl Thing {
    /// The thing that a pod is on the drawing; jobs are not drawn as pods.
    pub fn of_pod(pod: &Pod) -> Option<Thing> {
        match pod.tier {
            Tier::Etcd => Some(Thing::Member(pod.ordinal)),
            Tier::Percona => Some(Thing::Replica(pod.ordinal)),
            Tier::Haproxy => Some(Thing::Haproxy(pod.ordinal)),
            Tier::Wordpress => Some(Thing::Site(pod.ordinal)),
            Tier::Install | Tier::Cron | Tier::Backup => None,
        }
    }

    /// The thing that stands for a whole tier.
    pub fn of_tier(tier: Tier) -> Thing {
        match tier {
            Tier::Etcd => Thing::Etcd,
            Tier::Percona | Tier::Haproxy => Thing::Percona,
            Tier::Wordpress | Tier::Install | Tier::Cron => Thing::Wordpress,
            Tier::Backup => Thing::Backups,
        }
    }

    /// The thing that a place of the design belongs to.
    pub fn of_place(place: &Place) -> Thing {
        match place.path().steps() {
            [Step::Key(part), Step::Index(index), ..] if part == "machines" => {
                Thing::Machine(*index)
            }
            [Step::Key(part), Step::Key(list), Step::Index(index), ..]
                if part == "etcd" && list == "members" =>
            {
                Thing::Member(*index)
            }
            [Step::Key(part), Step::Key(field), ..] if part == "wordpress" && field == "way-in" => {
                Thing::WayIn
            }
            [Step::Key(part), ..] => match part.as_str() {
                "nfs" => Thing::Export,
                "etcd" => Thing::Etcd,
                "percona" => Thing::Percona,
                "wordpress" => Thing::Wordpress,
                "backups" => Thing::Backups,
                _ => Thing::Cluster,
            },
            _ => Thing::Cluster,
        }
    }

    /// The parts of the design that its inspector shows, the nearest first.
    pub fn places(self, design: &Design) -> Vec<Place> {
        match self {
            Thing::Cluster => vec![Place::design(), Place::part("cluster")],
            Thing::Machine(index) => vec![Place::machine(index)],
            Thing::Export | Thing::Folder(_) if design.nfs.is_some() => vec![Place::part("nfs")],
            Thing::Export | Thing::Folder(_) => Vec::new(),
            Thing::Member(index) => vec![Place::etcd_member(index), Place::part("etcd")],
            Thing::Etcd => vec![Place::part("etcd")],
            Thing::Replica(ordinal) if design.percona.storage == PerconaStorage::Local => {
                let machines = Path::top().key("percona").key("machines");
                vec![Place::at(machines.index(ordinal)), Place::part("percona")]
            }
            Thing::Replica(_) | Thing::Percona | Thing::Haproxy(_) => vec![Place::part("percona")],
            Thing::Wordpress | Thing::Site(_) => vec![Place::part("wordpress")],
            Thing::WayIn => vec![
                Place::field("wordpress", "way-in"),
                Place::part("wordpress").key("site").key("url"),
            ],
            Thing::Backups => vec![Place::part("backups")],
        }
    }

    /// Whether a finding at that place belongs on this thing's badge.
    pub fn bears(self, place: &Place) -> bool {
        match (self, Thing::of_place(place)) {
            (Thing::Folder(_) | Thing::Haproxy(_), _) => false,
            (own, other) => own == other,
        }
    }

    /// Whether it exists in this design.
    pub fn exists(self, design: &Design, topology: &Topology) -> bool {
        let has = |tier| topology.pods_of(tier).count();
        match self {
            Thing::Machine(index) => index < design.machines.len(),
            Thing::Folder(index) => index < topology.folders.len(),
            Thing::Member(index) => index < design.etcd.members.len(),
            Thing::Replica(ordinal) => ordinal < has(Tier::Percona),
            Thing::Haproxy(ordinal) => ordinal < has(Tier::Haproxy),
            Thing::Site(ordinal) => ordinal < has(Tier::Wordpress),
            Thing::Export
            | Thing::Cluster
            | Thing::Etcd
            | Thing::Percona
            | Thing::Wordpress
            | Thing::WayIn
            | Thing::Backups => true,
        }
    }

    /// What it is called on the drawing.
    pub fn name(self, design: &Design, topology: &Topology) -> String {
        match self {
            Thing::Cluster => design.name.to_string(),
            Thing::Machine(index) => design
                .machines
                .get(index)
                .map_or_else(|| "machine".to_owned(), |machine| machine.name.to_string()),
            Thing::Export => "NFS export".to_owned(),
            Thing::Folder(index) => topology
                .folders
                .get(index)
                .map_or_else(|| "folder".to_owned(), |folder| folder.name.clone()),
            Thing::Etcd => "etcd".to_owned(),
            Thing::Member(index) => format!("etcd-{index}"),
            Thing::Percona => "Percona".to_owned(),
            Thing::Replica(ordinal) => format!("percona-{ordinal}"),
            Thing::Haproxy(ordinal) => format!("haproxy-{ordinal}"),
            Thing::Wordpress => "WordPress".to_owned(),
            Thing::Site(ordinal) => format!("wordpress-{ordinal}"),
            Thing::WayIn => "Way in".to_owned(),
            Thing::Backups => "Backups".to_owned(),
        }
    }

    /// A word that names it within the page, for the elements that show it.
    pub fn id(self) -> String {
        match self {
            Thing::Cluster => "cluster".to_owned(),
            Thing::Machine(index) => format!("machine-{index}"),
            Thing::Export => "export".to_owned(),
            Thing::Folder(index) => format!("folder-{index}"),
            Thing::Etcd => "etcd".to_owned(),
            Thing::Member(index) => format!("member-{index}"),
            Thing::Percona => "percona".to_owned(),
            Thing::Replica(ordinal) => format!("replica-{ordinal}"),
            Thing::Haproxy(ordinal) => format!("haproxy-{ordinal}"),
            Thing::Wordpress => "wordpress".to_owned(),
            Thing::Site(ordinal) => format!("site-{ordinal}"),
            Thing::WayIn => "way-in".to_owned(),
            Thing::Backups => "backups".to_owned(),
        }
    }

    /// The thing of that word: [`Thing::id`] read back.
    pub fn of_id(id: &str) -> Option<Thing> {
        const ALONE: [Thing; 7] = [
            Thing::Cluster,
            Thing::Export,
            Thing::Etcd,
            Thing::Percona,
            Thing::Wordpress,
            Thing::WayIn,
            Thing::Backups,
        ];
        let alone = || ALONE.into_iter().find(|thing| thing.id() == id);
        let Some((kind, number)) = id.rsplit_once('-') else { return alone() };
        let Ok(number) = number.parse() else { return alone() };
        match kind {
            "machine" => Some(Thing::Machine(number)),
            "folder" => Some(Thing::Folder(number)),
            "member" => Some(Thing::Member(number)),
            "replica" => Some(Thing::Replica(number)),
            "haproxy" => Some(Thing::Haproxy(number)),
            "site" => Some(Thing::Site(number)),
            _ => None,
        }
    }

    /// Its tier, if it is part of one: the drawing's colour.
    pub fn tier(self) -> Option<Tier> {
        match self {
            Thing::Etcd | Thing::Member(_) => Some(Tier::Etcd),
            Thing::Percona | Thing::Replica(_) | Thing::Haproxy(_) => Some(Tier::Percona),
            Thing::Wordpress | Thing::Site(_) | Thing::WayIn => Some(Tier::Wordpress),
            Thing::Export | Thing::Folder(_) | Thing::Backups => Some(Tier::Backup),
            Thing::Cluster | Thing::Machine(_) => None,
        }
    }

    /// The pod that it is, if it is one.
    pub fn pod(self, topology: &Topology) -> Option<&Pod> {
        topology.pods.iter().find(|pod| Thing::of_pod(pod) == Some(self))
    }

    /// The pods that mount the folder that it is.
    pub fn users_of_folder(self, topology: &Topology) -> Vec<Thing> {
        let Thing::Folder(index) = self else { return Vec::new() };
        let Some(folder) = topology.folders.get(index) else { return Vec::new() };
        topology
            .volumes
            .iter()
            .filter(|volume| volume.backing == Backing::Folder(folder.name.clone()))
            .flat_map(|volume| {
                topology.pods.iter().filter(|pod| pod.claims.contains(&volume.claim))
            })
            .filter_map(Thing::of_pod)
            .collect()
    }

    /// The folders that the pod that it is mounts.
    pub fn folders(self, topology: &Topology) -> Vec<Thing> {
        let claims = self.pod(topology).map(|pod| pod.claims.as_slice()).unwrap_or_default();
        claims
            .iter()
            .filter_map(|claim| match &topology.volume(claim)?.backing {
                Backing::Folder(name) => {
                    topology.folders.iter().position(|folder| folder.name == *name)
                }
                _ => None,
            })
            .map(Thing::Folder)
            .collect()
    }
}
