//! The Ingress, where that is the way in.

use super::object::{Object, Scope};
use crate::design::{Place, WayIn};
use crate::topology::Tier;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule,
    IngressServiceBackend, IngressSpec, IngressTLS, ServiceBackendPort,
};

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    let WayIn::Ingress(ingress) = &scope.design.wordpress.way_in else { return Vec::new() };
    let host = ingress.host.to_string();
    let backend = IngressBackend {
        service: Some(IngressServiceBackend {
            name: "wordpress".to_owned(),
            port: Some(ServiceBackendPort { name: Some("http".to_owned()), number: None }),
        }),
        resource: None,
    };
    let path =
        HTTPIngressPath { path: Some("/".to_owned()), path_type: "Prefix".to_owned(), backend };
    let object = Ingress {
        metadata: scope.metadata("wordpress", Tier::Wordpress),
        spec: Some(IngressSpec {
            ingress_class_name: Some(ingress.class.to_string()),
            rules: Some(vec![IngressRule {
                host: Some(host.clone()),
                http: Some(HTTPIngressRuleValue { paths: vec![path] }),
            }]),
            tls: ingress.certificate.as_ref().map(|secret| {
                vec![IngressTLS { hosts: Some(vec![host]), secret_name: Some(secret.to_string()) }]
            }),
            default_backend: None,
        }),
        status: None,
    };
    vec![Object::new(&object, Place::field("wordpress", "way-in"))]
}
