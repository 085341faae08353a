//! The pods: what each asks for, and where it runs or is expected.

use super::scheduling::{Request, Scheduler};
use super::{Host, Volume};
use crate::design::{Access, Binding, Design, EtcdStorage, PerconaStorage, Spread};

/// A part of the deployment whose pods are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Members of etcd.
    Etcd,
    /// Replicas of Percona XtraDB Cluster.
    Percona,
    /// HAProxy in front of the database.
    Haproxy,
    /// Replicas of WordPress.
    Wordpress,
    /// The Job that installs WordPress once.
    Install,
    /// The CronJob in place of WP-Cron.
    Cron,
    /// The CronJobs that back up database, files and etcd.
    Backup,
}

impl Tier {
    /// Value of the label `app.kubernetes.io/component`, and how the tier is called in names.
    pub fn component(self) -> &'static str {
        match self {
            Tier::Etcd => "etcd",
            Tier::Percona => "percona",
            Tier::Haproxy => "haproxy",
            Tier::Wordpress => "wordpress",
            Tier::Install => "install",
            Tier::Cron => "cron",
            Tier::Backup => "backup",
        }
    }
}

/// How many pods of a tier may be away at once by its disruption budget. For members of a quorum that
/// is the most that is safe at any size from three on; below three there is no majority to keep, and a
/// budget of none would only forbid every drain.
pub const MAX_UNAVAILABLE: u8 = 1;

/// What a container that the design does not size asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerSize {
    /// Whose it is.
    pub name: &'static str,
    /// Processors asked for, in thousandths of a core.
    pub cpu: u64,
    /// Memory asked for and allowed, in bytes.
    pub memory: u64,
}

/// Containers that the design does not size: the manifests and the capacity both take them from here.
pub const CONTAINER_SIZES: [ContainerSize; 3] = [
    ContainerSize { name: "percona-sidecar", cpu: 50, memory: 128 << 20 },
    ContainerSize { name: "haproxy", cpu: 100, memory: 128 << 20 },
    ContainerSize { name: "job", cpu: 100, memory: 256 << 20 },
];

impl ContainerSize {
    /// The size of the container of that name.
    pub fn of(name: &str) -> ContainerSize {
        CONTAINER_SIZES.into_iter().find(|size| size.name == name).unwrap_or(ContainerSize {
            name: "job",
            cpu: 100,
            memory: 256 << 20,
        })
    }
}

/// Where a pod runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// On this host, by node affinity or by its volume's.
    Pinned(usize),
    /// Where the scheduler puts it.
    Predicted {
        /// The host on which it is drawn; nothing if it would stay Pending.
        host: Option<usize>,
        /// Every host that the scheduler's filters allow.
        candidates: Vec<usize>,
    },
}

impl Placement {
    /// The host on which it is drawn.
    pub fn host(&self) -> Option<usize> {
        match self {
            Placement::Pinned(host) => Some(*host),
            Placement::Predicted { host, .. } => *host,
        }
    }

    /// Whether it can run nowhere else.
    pub fn is_pinned(&self) -> bool {
        matches!(self, Placement::Pinned(_))
    }
}

/// A pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Pod {
    /// Its name, or for a pod of a Deployment, of its Deployment with a number for the drawing.
    pub name: String,
    /// Its tier.
    pub tier: Tier,
    /// Its place in the tier, from 0.
    pub ordinal: usize,
    /// Processors asked for, all containers together, in thousandths of a core.
    pub cpu: u64,
    /// Memory asked for, all containers together, in bytes.
    pub memory: u64,
    /// Where it runs.
    pub placement: Placement,
    /// Names of the claims that it mounts.
    pub claims: Vec<String>,
    /// Whether no two of its tier may share a machine (required anti-affinity).
    pub apart: bool,
    /// The hosts that its node affinity names; nothing for all.
    pub affinity: Option<Vec<usize>>,
}

impl Pod {
    /// What the scheduler is asked for it, where its volumes are reached from these hosts only; nothing
    /// for all.
    pub fn request<'a>(&'a self, volumes: Option<&'a [usize]>) -> Request<'a> {
        Request {
            tier: self.tier,
            cpu: self.cpu,
            memory: self.memory,
            apart: self.apart,
            affinity: self.affinity.as_deref(),
            volumes,
        }
    }
}

pub(super) fn pods(design: &Design, hosts: &[Host], volumes: &[Volume]) -> Vec<Pod> {
    let mut pods = Vec::new();
    // A member that is pinned nowhere keeps off the machines of those that are: were it there first,
    // its volume would hold it there, and the pinned one would wait for ever.
    let pins = etcd_pins(design);
    let unpinned: Vec<usize> = hosts
        .iter()
        .filter(|host| !pins.contains(&host.name.as_str()))
        .map(|host| host.index)
        .collect();
    for (ordinal, member) in design.etcd.members.iter().enumerate() {
        let pinned = member
            .machine
            .as_ref()
            .and_then(|name| hosts.iter().position(|host| host.name == *name));
        let claim = format!("data-etcd-{ordinal}-0");
        let by_volume = host_of_volume(volumes, &claim);
        let has_claim = design.etcd.storage != EtcdStorage::Nowhere;
        pods.push(Draft {
            name: format!("etcd-{ordinal}-0"),
            tier: Tier::Etcd,
            ordinal,
            cpu: design.etcd.cpu.millicores(),
            memory: design.etcd.memory.bytes(),
            apart: true,
            affinity: match &member.machine {
                Some(_) => pinned.map(|host| vec![host]),
                None => (!pins.is_empty()).then(|| unpinned.clone()),
            },
            pinned: pinned.or(by_volume),
            beside: by_volume.map(|host| vec![host]),
            claims: if has_claim { vec![claim] } else { Vec::new() },
        });
    }
    let sidecar = ContainerSize::of("percona-sidecar");
    let local = design.percona.storage == PerconaStorage::Local;
    let beside_volumes: Option<Vec<usize>> = local.then(|| {
        volumes.iter().filter(|one| one.tier == Tier::Percona).filter_map(Volume::host).collect()
    });
    for ordinal in 0..design.percona.replicas.get() as usize {
        let claim = format!("data-percona-{ordinal}");
        pods.push(Draft {
            name: format!("percona-{ordinal}"),
            tier: Tier::Percona,
            ordinal,
            cpu: design.percona.cpu.millicores() + sidecar.cpu,
            memory: design.percona.memory.bytes() + sidecar.memory,
            // Where any claim may take any volume, the scheduler chooses a volume with the machine.
            pinned: (local && design.percona.binding == Binding::Reserved)
                .then(|| host_of_volume(volumes, &claim))
                .flatten(),
            apart: design.percona.spread == Spread::Required,
            affinity: None,
            beside: beside_volumes.clone(),
            claims: vec![claim],
        });
    }
    if design.percona.access == Access::Haproxy {
        let size = ContainerSize::of("haproxy");
        pods.extend((0..2).map(|ordinal| Draft {
            name: format!("haproxy-{ordinal}"),
            tier: Tier::Haproxy,
            ordinal,
            cpu: size.cpu,
            memory: size.memory,
            pinned: None,
            apart: false,
            affinity: None,
            beside: None,
            claims: Vec::new(),
        }));
    }
    for ordinal in 0..design.wordpress.replica_bounds().0 as usize {
        pods.push(Draft {
            name: format!("wordpress-{ordinal}"),
            tier: Tier::Wordpress,
            ordinal,
            cpu: design.wordpress.cpu.millicores(),
            memory: design.wordpress.memory.bytes(),
            pinned: None,
            apart: false,
            affinity: None,
            beside: None,
            claims: vec!["content".to_owned()],
        });
    }
    let mut scheduler = Scheduler::new(hosts);
    // What is pinned takes its place first: it can go nowhere else.
    for draft in &pods {
        if let Some(host) = draft.pinned {
            scheduler.take(host, &draft.request());
        }
    }
    pods.into_iter().map(|draft| draft.place(&mut scheduler)).collect()
}

/// The machines to which members of etcd are pinned.
pub fn etcd_pins(design: &Design) -> Vec<&str> {
    design
        .etcd
        .members
        .iter()
        .filter_map(|member| Some(member.machine.as_ref()?.as_str()))
        .collect()
}

fn host_of_volume(volumes: &[Volume], claim: &str) -> Option<usize> {
    volumes.iter().find(|volume| volume.claim == claim).and_then(Volume::host)
}

/// A pod before it has a place.
struct Draft {
    name: String,
    tier: Tier,
    ordinal: usize,
    cpu: u64,
    memory: u64,
    pinned: Option<usize>,
    apart: bool,
    affinity: Option<Vec<usize>>,
    /// The hosts from which a volume for it is reached, if not all.
    beside: Option<Vec<usize>>,
    claims: Vec<String>,
}

impl Draft {
    fn request(&self) -> Request<'_> {
        Request {
            tier: self.tier,
            cpu: self.cpu,
            memory: self.memory,
            apart: self.apart,
            affinity: self.affinity.as_deref(),
            volumes: self.beside.as_deref(),
        }
    }

    fn place(self, scheduler: &mut Scheduler<'_>) -> Pod {
        let placement = match self.pinned {
            Some(host) => Placement::Pinned(host),
            None => {
                let candidates = scheduler.large_enough(&self.request());
                let host = scheduler.choice(&self.request());
                if let Some(host) = host {
                    scheduler.take(host, &self.request());
                }
                Placement::Predicted { host, candidates }
            }
        };
        Pod {
            name: self.name,
            tier: self.tier,
            ordinal: self.ordinal,
            cpu: self.cpu,
            memory: self.memory,
            placement,
            claims: self.claims,
            apart: self.apart,
            affinity: self.affinity,
        }
    }
}
