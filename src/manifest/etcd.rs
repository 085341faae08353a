//! etcd: one StatefulSet of one replica for each member, as the article had one Pod a member.
//!
//! So a member is pinned to its machine, keeps its data there, and can be replaced by itself.
//! Source: etcd-io/website op-guide/{clustering,configuration,kubernetes}.md.

use super::budget;
use super::object::{MEMBER_LABEL, Object, Scope};
use super::pod_parts::{
    ETCD_USER, apart, asked, finish, locked, mount, off_machines, on_machines, pod, resources,
};
use super::volume::claim_template;
use crate::design::{Discovery, EtcdStorage, Place};
use crate::topology::{Asks, LEGACY_CLIENT, LEGACY_PEER, Tier, etcd_pins};
use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy};
use k8s_openapi::api::core::v1::{Container, ContainerPort, HTTPGetAction, PodTemplateSpec, Probe};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    let members = scope.design.etcd.members.len();
    if members == 0 {
        return Vec::new();
    }
    let mut objects: Vec<Object> = (0..members).map(|ordinal| member(scope, ordinal)).collect();
    objects.push(budget::one_at_a_time(scope, Tier::Etcd));
    objects
}

fn member(scope: &Scope<'_>, ordinal: usize) -> Object {
    let name = format!("etcd-{ordinal}");
    let with_member = |mut labels: super::object::Labels| {
        labels.insert(MEMBER_LABEL.to_owned(), ordinal.to_string());
        labels
    };
    let volume = scope.topology.volume(&format!("data-{name}-0"));
    let mut metadata = scope.metadata(&name, Tier::Etcd);
    metadata.labels = Some(with_member(scope.labels(Tier::Etcd)));
    let object = StatefulSet {
        metadata,
        spec: Some(StatefulSetSpec {
            replicas: Some(1),
            service_name: Some(name.clone()),
            selector: LabelSelector {
                match_labels: Some(with_member(scope.selector_labels(Tier::Etcd))),
                match_expressions: None,
            },
            template: PodTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(with_member(scope.labels(Tier::Etcd))),
                    ..ObjectMeta::default()
                }),
                spec: Some(template(scope, ordinal, &name)),
            },
            update_strategy: Some(StatefulSetUpdateStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: None,
            }),
            revision_history_limit: Some(10),
            volume_claim_templates: volume.map(|volume| vec![claim_template(scope, volume)]),
            ..StatefulSetSpec::default()
        }),
        status: None,
    };
    Object::new(&object, Place::etcd_member(ordinal))
}

fn template(scope: &Scope<'_>, ordinal: usize, name: &str) -> k8s_openapi::api::core::v1::PodSpec {
    let etcd = &scope.design.etcd;
    let probes = Tier::Etcd.probes(scope.design);
    let mut spec = pod(Tier::Etcd, ETCD_USER);
    let mut affinity = apart(scope, Tier::Etcd, true);
    let machine = etcd.members.get(ordinal).and_then(|member| member.machine.as_ref());
    affinity.node_affinity = match machine {
        Some(machine) => Some(on_machines(&[machine.as_str()])),
        None => {
            // See Topology: a member that may run anywhere must not take a pinned one's machine.
            let pins = etcd_pins(scope.design);
            (!pins.is_empty()).then(|| off_machines(&pins))
        }
    };
    spec.affinity = Some(affinity);
    // Every write is on disk before it is acknowledged, so a member has nothing to finish: it hands on
    // its leadership and ends. What is left is a slow disk's last write.
    spec.termination_grace_period_seconds = Some(30);
    spec.containers = vec![Container {
        name: "etcd".to_owned(),
        image: Some(etcd.image.to_string()),
        // The image has no shell: the program gets its words one by one.
        command: Some(vec!["/usr/local/bin/etcd".to_owned()]),
        args: Some(arguments(scope, name)),
        ports: Some(ports(etcd.legacy_ports)),
        resources: Some(resources(etcd.cpu.millicores(), etcd.memory.bytes(), etcd.memory.bytes())),
        security_context: Some(locked()),
        // /readyz asks for a leader, /livez for the process (etcd 3.5.12 and later).
        startup_probe: probes.map(|probes| probe("/livez", probes.startup)),
        liveness_probe: probes.map(|probes| probe("/livez", probes.liveness)),
        readiness_probe: probes.map(|probes| probe("/readyz", probes.readiness)),
        volume_mounts: Some(vec![mount("data", "/var/lib/etcd")]),
        ..Container::default()
    }];
    if etcd.storage == EtcdStorage::Nowhere {
        spec.volumes = Some(vec![super::pod_parts::scratch("data", &etcd.volume.to_string())]);
    }
    finish(scope, &mut spec);
    spec
}

fn ports(legacy: bool) -> Vec<ContainerPort> {
    let mut ports = vec![port("client", 2379), port("peer", 2380)];
    if legacy {
        ports.extend(
            [LEGACY_CLIENT, LEGACY_PEER].map(|legacy| port(legacy.name, i32::from(legacy.port))),
        );
    }
    ports
}

fn arguments(scope: &Scope<'_>, name: &str) -> Vec<String> {
    let design = scope.design;
    let peer = |name: &str| format!("http://{}:2380", scope.dns(name));
    let members: Vec<String> = (0..design.etcd.members.len())
        .map(|ordinal| format!("etcd-{ordinal}={}", peer(&format!("etcd-{ordinal}"))))
        .collect();
    let mut arguments = vec![
        format!("--name={name}"),
        // Below the mount: etcd wants the folder for itself alone (0700).
        "--data-dir=/var/lib/etcd/data".to_owned(),
        "--listen-peer-urls=http://0.0.0.0:2380".to_owned(),
        "--listen-client-urls=http://0.0.0.0:2379".to_owned(),
        format!("--initial-advertise-peer-urls={}", peer(name)),
        format!("--advertise-client-urls=http://{}:2379", scope.dns(name)),
        format!("--initial-cluster={}", members.join(",")),
        "--initial-cluster-state=new".to_owned(),
        format!("--initial-cluster-token={}-etcd", design.name),
        format!("--quota-backend-bytes={}", design.etcd.quota.bytes()),
        "--auto-compaction-mode=periodic".to_owned(),
        "--auto-compaction-retention=1h".to_owned(),
    ];
    if design.percona.discovery == Discovery::Image {
        // The image's own discovery speaks v2 keys only (percona-docker dockerdir/entrypoint.sh).
        arguments.push("--enable-v2=true".to_owned());
    }
    arguments
}

fn port(name: &str, number: i32) -> ContainerPort {
    ContainerPort {
        name: Some(name.to_owned()),
        container_port: number,
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }
}

fn probe(path: &str, asks: Asks) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_owned()),
            port: IntOrString::String("client".to_owned()),
            scheme: Some("HTTP".to_owned()),
            ..HTTPGetAction::default()
        }),
        ..asked(asks)
    }
}
