//! HAProxy in front of the database: one replica is written to, the others stand by.
//!
//! Two replicas of HAProxy agree on the writer because both walk the same list in the same order and
//! ask each member itself; `provision/files/percona/haproxy.cfg` says why.

use super::budget;
use super::object::{CONFIG_HASH, Object, Scope, pairs, short_hash};
use super::percona::{CHECK_PORT, member};
use super::pod_parts::{
    User, answers_on, apart, asked, config, finish, locked, mount_read_only, pod, resources,
};
use super::wordpress::value;
use crate::design::Access;
use crate::topology::{Asks, ContainerSize, HEALTH, Tier};
use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment,
};
use k8s_openapi::api::core::v1::{
    ConfigMap, Container, ContainerPort, EnvVar, HTTPGetAction, PodSpec, PodTemplateSpec, Probe,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

const NAME: &str = "haproxy";
/// It needs no files of its own, so any user will do: one of ours.
const USER: User = User { uid: 10099, gid: 10099 };
const REPLICAS: i32 = 2;
const CONFIGURATION: &str = include_str!("../provision/files/percona/haproxy.cfg");

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    if scope.design.percona.access != Access::Haproxy {
        return Vec::new();
    }
    let map = ConfigMap {
        metadata: scope.metadata(NAME, Tier::Haproxy),
        data: Some(pairs(&[("haproxy.cfg", CONFIGURATION)])),
        ..ConfigMap::default()
    };
    vec![
        Object::new(&map, Scope::place(Tier::Haproxy)),
        deployment(scope),
        budget::one_at_a_time(scope, Tier::Haproxy),
    ]
}

fn deployment(scope: &Scope<'_>) -> Object {
    let object = Deployment {
        metadata: scope.metadata(NAME, Tier::Haproxy),
        spec: Some(DeploymentSpec {
            replicas: Some(REPLICAS),
            revision_history_limit: Some(10),
            selector: scope.selector(Tier::Haproxy),
            // Never fewer than two while a new one starts: it asks for little, so there is room for a third,
            // and apart is a wish here, so that two machines are enough for three.
            strategy: Some(DeploymentStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: Some(RollingUpdateDeployment {
                    max_surge: Some(IntOrString::Int(1)),
                    max_unavailable: Some(IntOrString::Int(0)),
                }),
            }),
            template: PodTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(scope.labels(Tier::Haproxy)),
                    annotations: Some(pairs(&[(
                        CONFIG_HASH,
                        short_hash([CONFIGURATION]).as_str(),
                    )])),
                    ..ObjectMeta::default()
                }),
                spec: Some(template(scope)),
            },
            ..DeploymentSpec::default()
        }),
        status: None,
    };
    Object::new(&object, Scope::place(Tier::Haproxy))
}

fn template(scope: &Scope<'_>) -> PodSpec {
    let size = ContainerSize::of("haproxy");
    let probes = Tier::Haproxy.probes(scope.design);
    let mut spec = pod(Tier::Haproxy, USER);
    spec.affinity = Some(apart(scope, Tier::Haproxy, false));
    // `hard-stop-after` in the configuration gives open connections 30 s, after the 5 s in which it
    // answers on; kubelet must not be sooner.
    spec.termination_grace_period_seconds = Some(45);
    spec.containers = vec![Container {
        name: NAME.to_owned(),
        image: Some(scope.design.percona.haproxy_image.to_string()),
        command: Some(
            ["haproxy", "-W", "-db", "-f", "/etc/haproxy/haproxy.cfg"].map(str::to_owned).to_vec(),
        ),
        env: Some(environment(scope)),
        ports: Some(vec![port("mysql", 3306), port(HEALTH.name, i32::from(HEALTH.port))]),
        resources: Some(resources(size.cpu, size.memory, size.memory)),
        security_context: Some(locked()),
        startup_probe: probes.map(|probes| probe("/livez", probes.startup)),
        liveness_probe: probes.map(|probes| probe("/livez", probes.liveness)),
        // Not ready while no member can be written to: the Service then refuses at once.
        readiness_probe: probes.map(|probes| probe("/readyz", probes.readiness)),
        lifecycle: answers_on(),
        volume_mounts: Some(vec![mount_read_only("configuration", "/etc/haproxy")]),
        ..Container::default()
    }];
    spec.volumes = Some(vec![config("configuration", NAME)]);
    finish(scope, &mut spec);
    spec
}

/// The members in their order, the first that is up being the writer.
fn environment(scope: &Scope<'_>) -> Vec<EnvVar> {
    let percona = &scope.design.percona;
    let mut variables = vec![
        value("PERCONA_MAX_CONNECTIONS", &percona.connections().to_string()),
        value("PERCONA_CHECK_PORT", &CHECK_PORT.to_string()),
    ];
    variables.extend((0..percona.replicas.get()).map(|ordinal| {
        let server = format!("{}:3306", member(scope, &ordinal.to_string()));
        value(&format!("PERCONA_SERVER_{ordinal}"), &server)
    }));
    variables
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
            port: IntOrString::String("health".to_owned()),
            scheme: Some("HTTP".to_owned()),
            ..HTTPGetAction::default()
        }),
        ..asked(asks)
    }
}
