//! Services, and the pods that they lead to.

use std::collections::BTreeSet;

use presswright::topology::{Exposure, Service, Topology};

use super::{Living, name, named, text};

impl Living {
    pub(super) fn compare_service(&self, drawn: &Service, found: &mut Vec<String>) {
        let Some(living) = named(&self.services, &drawn.name) else {
            found.push(format!("service {} is not there", drawn.name));
            return;
        };
        let spec = &living["spec"];
        let kind = match drawn.exposure {
            Exposure::Inside | Exposure::Headless => "ClusterIP",
            Exposure::NodePort(_) => "NodePort",
            Exposure::LoadBalancer => "LoadBalancer",
        };
        let headless = spec["clusterIP"] == "None";
        if spec["type"] != kind || headless != (drawn.exposure == Exposure::Headless) {
            found.push(format!(
                "service {} is {} at {}, drawn: {:?}",
                drawn.name, spec["type"], spec["clusterIP"], drawn.exposure
            ));
        }
        let ports = spec["ports"].as_array().map(Vec::as_slice).unwrap_or_default();
        let numbers: Vec<(&str, u64)> = ports
            .iter()
            .map(|port| (text(&port["name"]), port["port"].as_u64().unwrap_or(0)))
            .collect();
        let wanted: Vec<(&str, u64)> =
            drawn.ports.iter().map(|port| (port.name, u64::from(port.port))).collect();
        if numbers != wanted {
            found.push(format!("service {} has ports {numbers:?}, drawn: {wanted:?}", drawn.name));
        }
        if let Exposure::NodePort(port) = drawn.exposure
            && ports.iter().any(|one| one["nodePort"] != port)
        {
            found.push(format!("service {} is not at port {port} of the machines", drawn.name));
        }
        self.compare_endpoints(drawn, found);
    }

    fn compare_endpoints(&self, drawn: &Service, found: &mut Vec<String>) {
        let mut ready = BTreeSet::new();
        let slices = self.slices.iter().filter(|slice| {
            slice["metadata"]["labels"]["kubernetes.io/service-name"] == drawn.name
        });
        for slice in slices {
            for endpoint in slice["endpoints"].as_array().into_iter().flatten() {
                if endpoint["conditions"]["ready"] == true {
                    ready.insert(text(&endpoint["targetRef"]["name"]));
                }
            }
        }
        let behind: BTreeSet<&str> = self
            .pods_of(drawn.tier)
            .into_iter()
            .filter(|pod| pod["status"]["phase"] == "Running")
            .map(name)
            .filter(|pod| {
                drawn
                    .ordinal
                    .is_none_or(|ordinal| *pod == format!("{}-{ordinal}-0", drawn.tier.component()))
            })
            .collect();
        if ready != behind || ready.is_empty() {
            found.push(format!("service {} leads to {ready:?}, drawn: {behind:?}", drawn.name));
        }
    }

    pub(super) fn find_undrawn_services(&self, topology: &Topology, found: &mut Vec<String>) {
        for living in &self.services {
            if !topology.services.iter().any(|drawn| drawn.name == name(living)) {
                found.push(format!("service {} is not drawn", name(living)));
            }
        }
    }
}
