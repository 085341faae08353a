//! Which sets of faults stop the site: all of them, and of each harm the smallest only.
//!
//! Every set is gone through. What makes that quick: a set need not be looked at for a harm that a part of
//! it does already, and as long as no pod is made anew elsewhere a link that is cut does nothing that the
//! loss of either of its machines would not do, unless that is one of the control plane: without it no
//! machine is marked (a property test holds all this). Once pods move, the loss of a machine can do less
//! than a cut link: its pods go to where they reach what they need.

use super::damage::Site;
use super::fault::Fault;
use super::harm::Harms;
use super::search::Search;
use crate::design::EtcdWorkload;
use crate::topology::{Backing, Tier};

/// With more machines than these, sets of three hold no cut link: there would be too many.
pub const LINKS_OF_THREE: usize = 12;

/// A smallest set of faults for the harms that it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The faults.
    pub faults: Vec<Fault>,
    /// What it does and no part of it does.
    pub harms: Harms,
}

/// A kind of fault that is looked at. A machine that is cut off does what one does that is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Machines down or cut off.
    Machines,
    /// Machines lost with their disks.
    Disks,
    /// Volumes lost.
    Volumes,
    /// Members of etcd corrupt.
    Etcd,
    /// Pods crashed.
    Pods,
    /// The NFS export down.
    Export,
    /// The control plane down.
    ControlPlane,
    /// Links cut.
    Links,
}

/// All of them.
pub const KINDS: [Kind; 8] = [
    Kind::Machines,
    Kind::Disks,
    Kind::Volumes,
    Kind::Etcd,
    Kind::Pods,
    Kind::Export,
    Kind::ControlPlane,
    Kind::Links,
];

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// What does not work though nothing has failed.
    pub already: Harms,
    /// The sets: by what they hit, the worst first, then the smallest, then as the topology has them.
    pub sets: Vec<Cut>,
    /// Whether sets of three with cut links were left out.
    pub left_out: bool,
}

impl Cuts {
    /// How many sets there are, each counted for each of its harms.
    pub fn count(&self) -> usize {
        self.sets.iter().map(|cut| cut.harms.count()).sum()
    }
}

/// The faults of these kinds that leave anything behind, links apart.
pub(super) fn universe(site: &Site<'_>, kinds: &[Kind]) -> Vec<Fault> {
    let topology = site.topology;
    let hosts = 0..topology.hosts.len();
    let mut faults = Vec::new();
    let mut add = |kind: Kind, those: Vec<Fault>| {
        if kinds.contains(&kind) {
            faults.extend(those);
        }
    };
    add(Kind::Machines, hosts.clone().map(Fault::MachineDown).collect());
    let has_disk = |host: &usize| {
        topology.volumes.iter().any(|volume| {
            let folder = matches!(volume.backing, Backing::Folder(_));
            volume.host() == Some(*host) || folder && site.export == Some(*host)
        })
    };
    add(Kind::Disks, hosts.filter(has_disk).map(Fault::DiskLost).collect());
    add(Kind::Etcd, (0..site.etcd.len()).map(Fault::EtcdCorrupt).collect());
    // A member of etcd without its volume is as one whose data are damaged.
    let volumes = topology.volumes.iter().enumerate();
    let own = volumes.filter(|(_, volume)| {
        !matches!(volume.backing, Backing::HostPath(_))
            && !matches!(volume.tier, Tier::Etcd | Tier::Backup)
    });
    add(Kind::Volumes, own.map(|(index, _)| Fault::VolumeLost(index)).collect());
    // Every other pod is started again.
    if site.design.etcd.workload == EtcdWorkload::Pod {
        add(Kind::Pods, site.etcd.iter().map(|one| Fault::PodCrashed(one.pod)).collect());
    }
    if site.export.is_some() {
        add(Kind::Export, vec![Fault::ExportDown]);
    }
    add(Kind::ControlPlane, vec![Fault::ControlPlaneDown]);
    faults
}

/// Every smallest set of at most `most` faults (one to three) of these kinds.
pub fn cuts(site: &Site<'_>, most: usize, kinds: &[Kind]) -> Cuts {
    let mut search = Search::of(site, most, kinds);
    while search.step(site) {}
    search.end()
}
