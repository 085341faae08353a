//! The Services of the topology.

use super::object::{MEMBER_LABEL, Object, Scope};
use crate::design::Place;
use crate::topology::{Exposure, Service, Tier};
use k8s_openapi::api::core::v1::{Service as Kubernetes, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    scope.topology.services.iter().map(|service| object(scope, service)).collect()
}

fn object(scope: &Scope<'_>, service: &Service) -> Object {
    let mut selector = scope.selector_labels(service.tier);
    let mut metadata = scope.metadata(&service.name, service.tier);
    if let (Some(ordinal), Some(labels)) = (service.ordinal, &mut metadata.labels) {
        selector.insert(MEMBER_LABEL.to_owned(), ordinal.to_string());
        labels.insert(MEMBER_LABEL.to_owned(), ordinal.to_string());
    }
    let ports = service.ports.iter().map(|port| ServicePort {
        name: Some(port.name.to_owned()),
        port: i32::from(port.port),
        target_port: Some(IntOrString::String(port.name.to_owned())),
        protocol: Some("TCP".to_owned()),
        node_port: match service.exposure {
            Exposure::NodePort(number) => Some(i32::from(number)),
            _ => None,
        },
        ..ServicePort::default()
    });
    let object = Kubernetes {
        metadata,
        spec: Some(ServiceSpec {
            type_: Some(
                match service.exposure {
                    Exposure::Inside | Exposure::Headless => "ClusterIP",
                    Exposure::NodePort(_) => "NodePort",
                    Exposure::LoadBalancer => "LoadBalancer",
                }
                .to_owned(),
            ),
            cluster_ip: (service.exposure == Exposure::Headless).then(|| "None".to_owned()),
            publish_not_ready_addresses: service.unready_too.then_some(true),
            selector: Some(selector),
            ports: Some(ports.collect()),
            ..ServiceSpec::default()
        }),
        status: None,
    };
    let place = match (service.tier, service.ordinal) {
        (Tier::Etcd, Some(ordinal)) => Place::etcd_member(ordinal),
        (Tier::Wordpress, _) => Place::field("wordpress", "way-in"),
        (tier, _) => Scope::place(tier),
    };
    Object::new(&object, place)
}
