//! Which machines a design asks for, and with which addresses.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use presswright::topology::Topology;
use serde::{Deserialize, Serialize};

use crate::ClusterError;

/// A machine of the cluster.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    /// Its name, in the design and in the cluster.
    pub name: String,
    /// Its address.
    pub address: Ipv4Addr,
    /// The third number of the addresses of its pods: `10.244.N.0/24`.
    pub number: u8,
    /// Whether the control plane runs on it. The first machine that is for it.
    pub control_plane: bool,
    /// Whether pods of the design's may run on it.
    pub runs_pods: bool,
}

/// All machines, and the address of who looks at them from beside.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Layout {
    /// The machines, in the design's order.
    pub machines: Vec<Place>,
    /// The address of the person's own machine.
    pub person: Ipv4Addr,
}

/// The network that Vagrant gives machines of VirtualBox, for machines whose design gives none.
const OTHERWISE: [u8; 3] = [192, 168, 56];

impl Layout {
    /// The machines of a design; one more for the control plane where the design names none.
    pub fn of(topology: &Topology) -> Result<Self, ClusterError> {
        let mut machines = Vec::new();
        let mut taken = BTreeSet::new();
        let mut network = OTHERWISE;
        for host in &topology.hosts {
            if let Some(address) = host.address {
                let address: Ipv4Addr = address
                    .to_string()
                    .parse()
                    .map_err(|_| ClusterError::Wrong(format!("{address} is no address of IPv4")))?;
                let [a, b, c, _] = address.octets();
                network = [a, b, c];
                taken.insert(address);
            }
        }
        let [a, b, c] = network;
        let mut free = (10..=250).map(|last| Ipv4Addr::new(a, b, c, last));
        let mut next = |taken: &mut BTreeSet<Ipv4Addr>| {
            let found = free.find(|address| !taken.contains(address));
            found.inspect(|address| {
                taken.insert(*address);
            })
        };
        let none = || ClusterError::Wrong("there are too many machines for one network".to_owned());
        for host in &topology.hosts {
            let address = match host.address {
                Some(address) => address.to_string().parse().map_err(|_| none())?,
                None => next(&mut taken).ok_or_else(none)?,
            };
            let number = u8::try_from(machines.len() + 1).map_err(|_| none())?;
            machines.push(Place {
                name: host.name.to_string(),
                address,
                number,
                control_plane: false,
                runs_pods: host.runs_pods(),
            });
        }
        match machines.iter_mut().find(|machine| !machine.runs_pods) {
            Some(first) => first.control_plane = true,
            None => {
                let number = u8::try_from(machines.len() + 1).map_err(|_| none())?;
                machines.push(Place {
                    name: "control-plane".to_owned(),
                    address: next(&mut taken).ok_or_else(none)?,
                    number,
                    control_plane: true,
                    runs_pods: false,
                });
            }
        }
        let mut person = (1..10).chain(251..255).map(|last| Ipv4Addr::new(a, b, c, last));
        let person = person.find(|address| !taken.contains(address)).ok_or_else(none)?;
        Ok(Self { machines, person })
    }

    /// The machine that the control plane runs on.
    pub fn control_plane(&self) -> Result<&Place, ClusterError> {
        let first = self.machines.iter().find(|machine| machine.control_plane);
        first.ok_or_else(|| ClusterError::Wrong("there is no control plane".to_owned()))
    }

    /// A machine by its name.
    pub fn machine(&self, name: &str) -> Result<&Place, ClusterError> {
        self.machines.iter().find(|machine| machine.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.machines.iter().map(|one| one.name.as_str()).collect();
            ClusterError::NoMachine { name: name.to_owned(), known: known.join(", ") }
        })
    }
}
