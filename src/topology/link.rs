//! Who talks to whom, by which ports: the drawing's lines and the NetworkPolicies' rules.

use super::{CHECK, Tier};
use crate::design::{Access, BackupStorage, Design, WayIn};

/// One end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The pods of a tier.
    Tier(Tier),
    /// Whoever is outside the cluster.
    Outside,
    /// The pods of the controller that serves the Ingress.
    IngressController,
    /// Servers on the internet.
    Internet,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// What visitors cause.
    Traffic,
    /// Replicas and members among themselves.
    Replication,
    /// Finding each other.
    Discovery,
    /// Jobs: install, timed tasks, backups.
    Work,
    /// A test from outside.
    Test,
}

/// A link: `from` opens connections to `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Who opens the connection.
    pub from: End,
    /// Who listens.
    pub to: End,
    /// TCP ports of the one who listens.
    pub ports: Vec<u16>,
    /// What it is for.
    pub kind: LinkKind,
}

pub(super) fn links(design: &Design) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |from, to, ports: &[u16], kind| {
        links.push(Link { from, to, ports: ports.to_vec(), kind });
    };
    let tier = End::Tier;
    let visitors = match design.wordpress.way_in {
        WayIn::Ingress(_) => End::IngressController,
        WayIn::NodePort(_) | WayIn::LoadBalancer => End::Outside,
    };
    add(visitors, tier(Tier::Wordpress), &[80], LinkKind::Traffic);
    let database = match design.percona.access {
        Access::Haproxy => {
            let ports = [3306, CHECK.port];
            add(tier(Tier::Haproxy), tier(Tier::Percona), &ports, LinkKind::Traffic);
            tier(Tier::Haproxy)
        }
        Access::Service => tier(Tier::Percona),
    };
    add(tier(Tier::Wordpress), database, &[3306], LinkKind::Traffic);
    add(tier(Tier::Install), database, &[3306], LinkKind::Work);
    add(tier(Tier::Cron), database, &[3306], LinkKind::Work);
    if design.wordpress.internet {
        add(tier(Tier::Wordpress), End::Internet, &[443], LinkKind::Traffic);
        add(tier(Tier::Cron), End::Internet, &[443], LinkKind::Work);
    }
    // Source: percona/pxc-docs docs/secure-network.md.
    add(tier(Tier::Percona), tier(Tier::Percona), &[3306, 4444, 4567, 4568], LinkKind::Replication);
    add(tier(Tier::Percona), tier(Tier::Etcd), &[2379], LinkKind::Discovery);
    add(tier(Tier::Etcd), tier(Tier::Etcd), &[2379, 2380], LinkKind::Replication);
    if design.backups.storage != BackupStorage::Nowhere {
        // By the Service that WordPress asks too (`src/manifest/backup.rs`).
        add(tier(Tier::Backup), database, &[3306], LinkKind::Work);
        add(tier(Tier::Backup), tier(Tier::Etcd), &[2379], LinkKind::Work);
    }
    if design.percona.node_port.is_some() {
        add(End::Outside, tier(Tier::Percona), &[3306], LinkKind::Test);
    }
    if design.etcd.node_port.is_some() {
        add(End::Outside, tier(Tier::Etcd), &[2379], LinkKind::Test);
    }
    links
}
