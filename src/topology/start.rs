//! How kubelet asks the pods of a tier how they are, and how long its start may take. Manifests, `deploy.sh`'s
//! lists and the simulated start read these.

use super::Tier;
use crate::design::{Design, Discovery};

/// How often kubelet asks, and how often it may be told no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    /// Seconds from one question to the next.
    pub period: u16,
    /// Seconds until no answer counts as a no.
    pub timeout: u16,
    /// So many noes in a row count.
    pub failures: u16,
}

/// The three questions to a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probes {
    /// Until this is answered with yes once, the others are not asked; too many noes end the container.
    pub startup: Asks,
    /// Too many noes end the container.
    pub liveness: Asks,
    /// Whether the pod is in its Services.
    pub readiness: Asks,
}

const fn asks(period: u16, timeout: u16, failures: u16) -> Asks {
    Asks { period, timeout, failures }
}

impl Tier {
    /// How kubelet asks the tier's pods; nothing where it asks nothing.
    pub fn probes(self, design: &Design) -> Option<Probes> {
        match self {
            Tier::Etcd => Some(Probes {
                startup: asks(5, 5, 60),
                liveness: asks(10, 5, 6),
                readiness: asks(5, 5, 3),
            }),
            // Waiting passes `startup` and `liveness`. With the image's own discovery a first start has all
            // the time that it needs.
            Tier::Percona => design.percona.probes.then(|| Probes {
                startup: asks(
                    5,
                    25,
                    if design.percona.discovery == Discovery::Etcd { 12 } else { 120 },
                ),
                liveness: asks(10, 25, 6),
                readiness: asks(5, 5, 2),
            }),
            Tier::Haproxy => Some(Probes {
                startup: asks(2, 3, 30),
                liveness: asks(10, 3, 3),
                readiness: asks(5, 3, 2),
            }),
            Tier::Wordpress => Some(Probes {
                startup: asks(5, 5, 60),
                liveness: asks(20, 5, 6),
                readiness: asks(10, 5, 3),
            }),
            Tier::Install | Tier::Cron | Tier::Backup => None,
        }
    }

    /// The seconds for which `deploy.sh` waits for a workload of the tier: a slow machine with images still to
    /// be fetched. A replica of the database may have to copy all data first.
    pub fn longest_start(self) -> u16 {
        match self {
            Tier::Percona => 1800,
            Tier::Etcd | Tier::Haproxy => 600,
            Tier::Wordpress | Tier::Install | Tier::Cron | Tier::Backup => 900,
        }
    }
}
