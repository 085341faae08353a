//! The Services, and the way in from outside.

use super::{Tier, Topology};
use crate::design::{Access, Design, WayIn};

/// Who can reach a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Pods, by one address.
    Inside,
    /// Pods, by the addresses of the pods behind it (`clusterIP: None`).
    Headless,
    /// Anyone who reaches a machine, by this port.
    NodePort(u16),
    /// Anyone, by the cloud's load balancer.
    LoadBalancer,
}

/// A port of a Service; the pods listen on the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// Its name, at most 15 characters.
    pub name: &'static str,
    /// Its number.
    pub port: u16,
}

/// A Service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// The tier whose pods are behind it.
    pub tier: Tier,
    /// One pod only, by its ordinal; nothing for all of the tier.
    pub ordinal: Option<usize>,
    /// Who can reach it.
    pub exposure: Exposure,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// Whether it names pods that are not ready too: peers must find each other before they are.
    pub unready_too: bool,
    /// What it is for, in a line.
    pub purpose: &'static str,
}

const CLIENT: ServicePort = ServicePort { name: "client", port: 2379 };
const PEER: ServicePort = ServicePort { name: "peer", port: 2380 };
/// Ports of etcd before 2.0, which the article's Service still names.
pub const LEGACY_CLIENT: ServicePort = ServicePort { name: "legacy-client", port: 4001 };
/// See [`LEGACY_CLIENT`].
pub const LEGACY_PEER: ServicePort = ServicePort { name: "legacy-peer", port: 7001 };
/// Where a replica says whether it may be written to.
pub const CHECK: ServicePort = ServicePort { name: "check", port: 9200 };
/// Where `HAProxy` says how it is.
pub const HEALTH: ServicePort = ServicePort { name: "health", port: 8404 };
const MYSQL: ServicePort = ServicePort { name: "mysql", port: 3306 };
const GALERA: [ServicePort; 4] = [
    MYSQL,
    ServicePort { name: "sst", port: 4444 },
    ServicePort { name: "group", port: 4567 },
    ServicePort { name: "ist", port: 4568 },
];

pub(super) fn services(design: &Design) -> Vec<Service> {
    let mut services = Vec::new();
    let mut add = |name: &str, tier, exposure, ports: &[ServicePort], unready_too, purpose| {
        services.push(Service {
            name: name.to_owned(),
            tier,
            ordinal: None,
            exposure,
            ports: ports.to_vec(),
            unready_too,
            purpose,
        });
    };
    let http = ServicePort { name: "http", port: 80 };
    let (exposure, purpose) = match &design.wordpress.way_in {
        WayIn::NodePort(port) => {
            (Exposure::NodePort(narrow(port.get())), "Visitors, by a port on every machine")
        }
        WayIn::LoadBalancer => (Exposure::LoadBalancer, "Visitors, by the cloud's load balancer"),
        WayIn::Ingress(_) => (Exposure::Inside, "Visitors, by the Ingress"),
    };
    add("wordpress", Tier::Wordpress, exposure, &[http], false, purpose);
    let behind = match design.percona.access {
        Access::Haproxy => Tier::Haproxy,
        Access::Service => Tier::Percona,
    };
    add("mysql", behind, Exposure::Inside, &[MYSQL], false, "Where WordPress reaches the database");
    add(
        "percona",
        Tier::Percona,
        Exposure::Headless,
        &GALERA,
        true,
        "Names of the replicas, for each other",
    );
    add(
        "percona-ready",
        Tier::Percona,
        Exposure::Headless,
        &[MYSQL],
        false,
        "The replicas that may serve",
    );
    if let Some(port) = design.percona.node_port {
        let exposure = Exposure::NodePort(narrow(port.get()));
        add(
            "mysql-test",
            Tier::Percona,
            exposure,
            &[MYSQL],
            false,
            "A test of the database from outside",
        );
    }
    let client: &[ServicePort] =
        if design.etcd.legacy_ports { &[CLIENT, LEGACY_CLIENT, LEGACY_PEER] } else { &[CLIENT] };
    add("etcd", Tier::Etcd, Exposure::Inside, client, false, "The members of etcd that are ready");
    if let Some(port) = design.etcd.node_port {
        let exposure = Exposure::NodePort(narrow(port.get()));
        add("etcd-test", Tier::Etcd, exposure, &[CLIENT], false, "A test of etcd from outside");
    }
    for ordinal in 0..design.etcd.members.len() {
        services.push(Service {
            name: format!("etcd-{ordinal}"),
            tier: Tier::Etcd,
            ordinal: Some(ordinal),
            exposure: Exposure::Headless,
            ports: vec![CLIENT, PEER],
            unready_too: true,
            purpose: "The stable name of one member",
        });
    }
    services
}

impl Topology {
    /// The ports on which a tier's pods listen, as their containers name them.
    pub fn ports_of(&self, tier: Tier) -> Vec<ServicePort> {
        let mut ports: Vec<ServicePort> = Vec::new();
        let behind = self.services.iter().filter(|service| service.tier == tier);
        let own = match tier {
            Tier::Percona => Some(CHECK),
            Tier::Haproxy => Some(HEALTH),
            _ => None,
        };
        for port in behind.flat_map(|service| service.ports.iter().copied()).chain(own) {
            if !ports.contains(&port) {
                ports.push(port);
            }
        }
        ports
    }
}

/// Ports are read as 1 to 65535.
fn narrow(port: u32) -> u16 {
    u16::try_from(port).unwrap_or(u16::MAX)
}
