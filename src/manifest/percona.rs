//! The database: a StatefulSet whose members find each other through etcd, or as the image does it.
//!
//! Sources: percona/percona-docker `percona-xtradb-cluster-8.4/dockerdir/entrypoint.sh` for what the
//! image reads and writes, percona/pxc-docs for ports and certificates; `docs/discovery.md` for the
//! start script and the sidecar.

use super::budget;
use super::object::{CONFIG_HASH, Object, Scope, pairs, short_hash};
use super::percona_settings::{DATADIR, STATE, VOLUME, settings};
use super::pod_parts::{
    MYSQL_USER, apart, asked, config, finish, locked, mount, mount_read_only, pod, resources,
    scratch, secret,
};
use super::volume::claim_template;
use super::wordpress::value;
use crate::design::{Discovery, Spread};
use crate::topology::{
    Asks, CHECK, ContainerSize, DATABASE_CERTIFICATE_SECRET, DATABASE_SECRET, Probes, Tier,
};
use k8s_openapi::api::apps::v1::{
    StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy, StatefulSetSpec,
    StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{
    ConfigMap, Container, ContainerPort, EnvVar, EnvVarSource, ExecAction, ObjectFieldSelector,
    PodSpec, PodTemplateSpec, Probe, Volume,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Name of the StatefulSet, of its headless Service and of the ConfigMap with its settings.
const NAME: &str = "percona";
const SCRIPTS: &str = "percona-scripts";
/// Where the sidecar answers the balancer.
pub(super) const CHECK_PORT: u16 = CHECK.port;
/// Where the scripts are mounted.
const SCRIPTS_PATH: &str = "/opt/presswright";
const SECRETS_PATH: &str = "/run/secrets/percona";
pub(super) const CERTIFICATES_PATH: &str = "/run/secrets/percona-tls";

macro_rules! script {
    ($name:literal) => {
        ($name, include_str!(concat!("../provision/files/percona/", $name)))
    };
}

/// The scripts, the same in every bundle.
const FILES: [(&str, &str); 10] = [
    script!("percona-decide.sh"),
    script!("percona-etcd.sh"),
    script!("percona-image.sh"),
    script!("percona-prepare.sh"),
    script!("percona-probe.sh"),
    script!("percona-protocol.jq"),
    script!("percona-roster.sh"),
    script!("percona-sidecar.sh"),
    script!("percona-start.sh"),
    script!("percona-volume.sh"),
];

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    let place = Scope::place(Tier::Percona);
    let map = |name: &str, data: &[(&str, &str)]| {
        let map = ConfigMap {
            metadata: scope.metadata(name, Tier::Percona),
            data: Some(pairs(data)),
            ..ConfigMap::default()
        };
        Object::new(&map, place.clone())
    };
    vec![
        map(SCRIPTS, &FILES),
        map(NAME, &[("presswright.cnf", &settings(scope.design))]),
        stateful_set(scope),
        budget::one_at_a_time(scope, Tier::Percona),
    ]
}

fn by_etcd(scope: &Scope<'_>) -> bool {
    scope.design.percona.discovery == Discovery::Etcd
}

fn stateful_set(scope: &Scope<'_>) -> Object {
    let percona = &scope.design.percona;
    let settings = settings(scope.design);
    let hash =
        short_hash(FILES.iter().flat_map(|(name, text)| [*name, *text]).chain([settings.as_str()]));
    let volume = scope.topology.volumes.iter().find(|volume| volume.tier == Tier::Percona);
    let object = StatefulSet {
        metadata: scope.metadata(NAME, Tier::Percona),
        spec: Some(StatefulSetSpec {
            replicas: Some(i32::from(u8::try_from(percona.replicas.get()).unwrap_or(u8::MAX))),
            service_name: Some(NAME.to_owned()),
            // With etcd every member must be there for the others to decide; the image's own way starts
            // cleanly only one after the other.
            pod_management_policy: Some(
                if by_etcd(scope) { "Parallel" } else { "OrderedReady" }.to_owned(),
            ),
            // From the highest ordinal down, the next when the one before is ready: one is away at most, as
            // the budget has it. (`maxUnavailable` would allow more, and is not there on every cluster.)
            update_strategy: Some(StatefulSetUpdateStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: None,
            }),
            persistent_volume_claim_retention_policy: Some(
                StatefulSetPersistentVolumeClaimRetentionPolicy {
                    when_deleted: Some("Retain".to_owned()),
                    when_scaled: Some("Retain".to_owned()),
                },
            ),
            revision_history_limit: Some(10),
            selector: scope.selector(Tier::Percona),
            template: PodTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(scope.labels(Tier::Percona)),
                    annotations: Some(pairs(&[(CONFIG_HASH, hash.as_str())])),
                    ..ObjectMeta::default()
                }),
                spec: Some(template(scope)),
            },
            volume_claim_templates: volume.map(|volume| vec![claim_template(scope, volume)]),
            ..StatefulSetSpec::default()
        }),
        status: None,
    };
    Object::new(&object, Scope::place(Tier::Percona))
}

fn template(scope: &Scope<'_>) -> PodSpec {
    let percona = &scope.design.percona;
    let mut spec = pod(Tier::Percona, MYSQL_USER);
    spec.affinity = Some(apart(scope, Tier::Percona, percona.spread == Spread::Required));
    // A replica writes its changed pages and leaves the group. Killed before, it recovers from its log, and
    // counts as crashed to the others; rule PW-P12 speaks of too short a time.
    spec.termination_grace_period_seconds = Some(i64::from(percona.grace_period.get()));
    spec.init_containers = Some(vec![prepare(scope), sidecar(scope)]);
    spec.containers = vec![server(scope)];
    spec.volumes = Some(volumes(scope));
    finish(scope, &mut spec);
    spec
}

/// Fills `/etc/mysql`, which the entrypoint edits in place, and makes the folders on the volume.
fn prepare(scope: &Scope<'_>) -> Container {
    let mut command = vec!["bash".to_owned(), script("percona-prepare.sh"), "/prepared".to_owned()];
    if by_etcd(scope) {
        command.push(VOLUME.to_owned());
    }
    let size = ContainerSize::of("percona-sidecar");
    Container {
        name: "prepare".to_owned(),
        image: Some(scope.design.percona.image.to_string()),
        command: Some(command),
        resources: Some(resources(size.cpu, size.memory, size.memory)),
        security_context: Some(locked()),
        volume_mounts: Some(vec![
            mount("configuration", "/prepared"),
            mount("data", volume_path(scope)),
            mount_read_only("scripts", SCRIPTS_PATH),
        ]),
        ..Container::default()
    }
}

/// A native sidecar: there before the server, gone after it, restarted by itself.
fn sidecar(scope: &Scope<'_>) -> Container {
    let size = ContainerSize::of("percona-sidecar");
    let command = if by_etcd(scope) {
        vec!["bash".to_owned(), script("percona-sidecar.sh")]
    } else {
        let answer = format!("SYSTEM:bash {} http", script("percona-probe.sh"));
        let listen = format!("TCP-LISTEN:{CHECK_PORT},reuseaddr,fork,max-children=20");
        vec!["socat".to_owned(), "-T".to_owned(), "5".to_owned(), listen, answer]
    };
    Container {
        name: "sidecar".to_owned(),
        restart_policy: Some("Always".to_owned()),
        image: Some(scope.design.percona.image.to_string()),
        command: Some(command),
        env: Some(shared_environment(scope)),
        ports: Some(vec![port(CHECK.name, CHECK.port)]),
        resources: Some(resources(size.cpu, size.memory, size.memory)),
        security_context: Some(locked()),
        volume_mounts: Some(vec![
            mount("data", volume_path(scope)),
            mount("run", "/run/presswright"),
            // The server's socket.
            mount("scratch", "/tmp"),
            mount_read_only("monitor", SECRETS_PATH),
            mount_read_only("scripts", SCRIPTS_PATH),
        ]),
        ..Container::default()
    }
}

fn server(scope: &Scope<'_>) -> Container {
    let percona = &scope.design.percona;
    let start = if by_etcd(scope) { "percona-start.sh" } else { "percona-image.sh" };
    let probes = Tier::Percona.probes(scope.design);
    let probe = |which: &str, asks: fn(&Probes) -> Asks| {
        probes.as_ref().map(|probes| Probe {
            exec: Some(ExecAction {
                command: Some(vec![
                    "bash".to_owned(),
                    script("percona-probe.sh"),
                    which.to_owned(),
                ]),
            }),
            ..asked(asks(probes))
        })
    };
    let mut mounts = vec![
        mount("data", volume_path(scope)),
        mount("configuration", "/etc/mysql"),
        mount("run", "/run/presswright"),
        mount("scratch", "/tmp"),
        mount("logs", "/var/log/mysql"),
        mount_read_only("settings", "/etc/percona-xtradb-cluster.conf.d"),
        mount_read_only("passwords", SECRETS_PATH),
        mount_read_only("scripts", SCRIPTS_PATH),
    ];
    if percona.encryption {
        mounts.push(mount_read_only("certificates", CERTIFICATES_PATH));
    }
    Container {
        name: NAME.to_owned(),
        image: Some(percona.image.to_string()),
        command: Some(vec!["bash".to_owned(), script(start)]),
        args: Some(vec!["mysqld".to_owned()]),
        env: Some(shared_environment(scope).into_iter().chain(environment(scope)).collect()),
        ports: Some(vec![
            port("mysql", 3306),
            port("sst", 4444),
            port("group", 4567),
            port("ist", 4568),
        ]),
        resources: Some(resources(
            percona.cpu.millicores(),
            percona.memory.bytes(),
            percona.memory.bytes(),
        )),
        security_context: Some(locked()),
        startup_probe: probe("startup", |probes| probes.startup),
        liveness_probe: probe("liveness", |probes| probes.liveness),
        readiness_probe: probe("readiness", |probes| probes.readiness),
        volume_mounts: Some(mounts),
        ..Container::default()
    }
}

fn script(name: &str) -> String {
    format!("{SCRIPTS_PATH}/{name}")
}

/// The volume whole: kubelet walks a sub-path as root, which an NFS server that squashes root stops.
fn volume_path(scope: &Scope<'_>) -> &'static str {
    if by_etcd(scope) { VOLUME } else { "/var/lib/mysql" }
}

fn port(name: &str, number: u16) -> ContainerPort {
    ContainerPort {
        name: Some(name.to_owned()),
        container_port: i32::from(number),
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }
}

fn field(name: &str, path: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            // Whole, as the API server would fill it in: see `claim_template`.
            field_ref: Some(ObjectFieldSelector {
                api_version: Some("v1".to_owned()),
                field_path: path.to_owned(),
            }),
            ..EnvVarSource::default()
        }),
    }
}

/// What the scripts of both containers read (`provision/files/percona/contracts.md`).
fn shared_environment(scope: &Scope<'_>) -> Vec<EnvVar> {
    let monitor = value("MONITOR_PASSWORD_FILE", &format!("{SECRETS_PATH}/monitor"));
    if !by_etcd(scope) {
        return vec![value("PRESSWRIGHT_DISCOVERY", "image"), monitor];
    }
    // The Service of the members that are ready first; then each by name, should it name none.
    let members = (0..scope.design.etcd.members.len()).map(|ordinal| format!("etcd-{ordinal}"));
    let etcd: Vec<String> = std::iter::once("etcd".to_owned())
        .chain(members)
        .map(|service| format!("http://{}:2379", scope.dns(&service)))
        .collect();
    vec![
        value("PRESSWRIGHT_CLUSTER", scope.design.name.as_str()),
        value("PRESSWRIGHT_ETCD", &etcd.join(" ")),
        value("PRESSWRIGHT_PEER", &member(scope, "{ordinal}")),
        value("PRESSWRIGHT_DATA", DATADIR),
        value("PRESSWRIGHT_STATE", STATE),
        field("PRESSWRIGHT_POD", "metadata.name"),
        field("PRESSWRIGHT_POD_UID", "metadata.uid"),
        monitor,
    ]
}

/// The stable name of a member.
pub(super) fn member(scope: &Scope<'_>, ordinal: &str) -> String {
    format!("{NAME}-{ordinal}.{}", scope.dns(NAME))
}

/// What the entrypoint reads.
fn environment(scope: &Scope<'_>) -> Vec<EnvVar> {
    let database = &scope.design.wordpress.database;
    let file = |name: &str, key: &str| value(name, &format!("{SECRETS_PATH}/{key}"));
    let mut variables = vec![
        file("MYSQL_ROOT_PASSWORD_FILE", "root"),
        file("XTRABACKUP_PASSWORD_FILE", "xtrabackup"),
        // Its default differs between the entrypoint and clustercheck.sh, so it is always given.
        file("CLUSTERCHECK_PASSWORD_FILE", "clustercheck"),
        file("MYSQL_PASSWORD_FILE", "wordpress"),
        value("MYSQL_ROOT_HOST", "localhost"),
        value("MYSQL_DATABASE", database.name.as_str()),
        value("MYSQL_USER", database.user.as_str()),
        value("PERCONA_TELEMETRY_DISABLE", "1"),
    ];
    if !by_etcd(scope) {
        variables.push(value("DISCOVERY_SERVICE", &format!("{}:2379", scope.dns("etcd"))));
        variables.push(value("CLUSTER_NAME", scope.design.name.as_str()));
    }
    variables
}

fn volumes(scope: &Scope<'_>) -> Vec<Volume> {
    let passwords = ["root", "xtrabackup", "monitor", "clustercheck", "wordpress"];
    let mut volumes = vec![
        scratch("configuration", "16Mi"),
        scratch("run", "16Mi"),
        scratch("scratch", "1Gi"),
        scratch("logs", "256Mi"),
        config("scripts", SCRIPTS),
        config("settings", NAME),
        secret("passwords", DATABASE_SECRET, &passwords),
        secret("monitor", DATABASE_SECRET, &["monitor"]),
    ];
    if scope.design.percona.encryption {
        let keys = ["ca.crt", "tls.crt", "tls.key"];
        volumes.push(secret("certificates", DATABASE_CERTIFICATE_SECRET, &keys));
    }
    volumes
}
