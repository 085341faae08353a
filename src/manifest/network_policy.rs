//! Default deny, and for each tier exactly the links that the drawing shows.
//!
//! Mounts of NFS come from the node and need no rule. Probes come from the node too, which the network
//! plugins let through.

use super::account::tiers;
use super::object::{Object, Scope, pairs};
use crate::design::Place;
use crate::topology::{End, Link, Tier};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    if !scope.design.cluster.network_policies {
        return Vec::new();
    }
    let mut objects = vec![deny_all(scope)];
    objects.extend(tiers(scope).into_iter().map(|tier| allow(scope, tier)));
    objects
}

fn deny_all(scope: &Scope<'_>) -> Object {
    let policy = NetworkPolicy {
        metadata: ObjectMeta {
            name: Some("deny-all".to_owned()),
            namespace: Some(scope.design.namespace().to_owned()),
            labels: Some(scope.common_labels()),
            ..ObjectMeta::default()
        },
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(LabelSelector::default()),
            policy_types: both(),
            ..NetworkPolicySpec::default()
        }),
    };
    Object::new(&policy, Place::field("cluster", "network-policies"))
}

fn both() -> Option<Vec<String>> {
    Some(vec!["Ingress".to_owned(), "Egress".to_owned()])
}

fn allow(scope: &Scope<'_>, tier: Tier) -> Object {
    let links = &scope.topology.links;
    let into = links.iter().filter(|link| link.to == End::Tier(tier));
    let out = links.iter().filter(|link| link.from == End::Tier(tier));
    let ingress: Vec<_> = into
        .map(|link| NetworkPolicyIngressRule { from: peers(scope, link.from), ports: ports(link) })
        .collect();
    let mut egress: Vec<_> = out
        .map(|link| NetworkPolicyEgressRule { to: peers(scope, link.to), ports: ports(link) })
        .collect();
    egress.push(dns());
    let policy = NetworkPolicy {
        metadata: scope.metadata(tier.component(), tier),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(scope.selector(tier)),
            policy_types: both(),
            ingress: Some(ingress).filter(|rules| !rules.is_empty()),
            egress: Some(egress),
        }),
    };
    Object::new(&policy, Scope::place(tier))
}

fn ports(link: &Link) -> Option<Vec<NetworkPolicyPort>> {
    Some(link.ports.iter().map(|port| tcp(i32::from(*port))).collect())
}

fn tcp(port: i32) -> NetworkPolicyPort {
    NetworkPolicyPort {
        port: Some(IntOrString::Int(port)),
        protocol: Some("TCP".to_owned()),
        end_port: None,
    }
}

/// The other ends; nothing for whoever there is.
fn peers(scope: &Scope<'_>, end: End) -> Option<Vec<NetworkPolicyPeer>> {
    match end {
        End::Tier(tier) => Some(vec![NetworkPolicyPeer {
            pod_selector: Some(scope.selector(tier)),
            ..NetworkPolicyPeer::default()
        }]),
        // By a NodePort visitors come with the address of the machine or their own.
        End::Outside => None,
        // Which namespace the controller runs in is the cluster's affair.
        End::IngressController => Some(vec![NetworkPolicyPeer {
            namespace_selector: Some(LabelSelector::default()),
            ..NetworkPolicyPeer::default()
        }]),
        End::Internet => Some(internet(scope)),
    }
}

/// Every address that is not the cluster's own.
fn internet(scope: &Scope<'_>) -> Vec<NetworkPolicyPeer> {
    let cluster = &scope.design.cluster;
    let block = |cidr: &str| {
        let wide = cidr.contains(':');
        let except: Vec<String> = [cluster.pod_network, cluster.service_network]
            .iter()
            .map(ToString::to_string)
            .filter(|network| network.contains(':') == wide)
            .collect();
        NetworkPolicyPeer {
            ip_block: Some(IPBlock {
                cidr: cidr.to_owned(),
                except: Some(except).filter(|networks| !networks.is_empty()),
            }),
            ..NetworkPolicyPeer::default()
        }
    };
    vec![block("0.0.0.0/0"), block("::/0")]
}

/// Names are looked up at the cluster's DNS, by UDP and for long answers by TCP.
fn dns() -> NetworkPolicyEgressRule {
    let labels = |key, value| {
        Some(LabelSelector { match_labels: Some(pairs(&[(key, value)])), match_expressions: None })
    };
    let udp = NetworkPolicyPort { protocol: Some("UDP".to_owned()), ..tcp(53) };
    NetworkPolicyEgressRule {
        to: Some(vec![NetworkPolicyPeer {
            namespace_selector: labels("kubernetes.io/metadata.name", "kube-system"),
            pod_selector: labels("k8s-app", "kube-dns"),
            ip_block: None,
        }]),
        ports: Some(vec![udp, tcp(53)]),
    }
}
