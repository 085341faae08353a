//! WordPress: its replicas, what they share, its budget and its autoscaler.
//!
//! Sources: docker-library/wordpress (entrypoint, wp-config-docker.php), docker-library/docs.

use super::object::{CONFIG_HASH, Object, Scope, pairs, short_hash};
use super::pod_parts::{
    WWW_USER, answers_on, apart_among, asked, claim, config, finish, locked, mount, mount_folder,
    mount_read_only, pod, resources, scratch, secret, unprivileged_ports,
};
use super::{autoscaler, budget, wordpress_jobs};
use crate::design::{Share, Workload};
use crate::topology::{Tier, WORDPRESS_KEYS, WORDPRESS_SECRET, site_url};
use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStrategy, ReplicaSet, ReplicaSetSpec,
    RollingUpdateDeployment,
};
use k8s_openapi::api::core::v1::{
    ConfigMap, Container, ContainerPort, EnvVar, HTTPGetAction, PodSpec, PodTemplateSpec, Probe,
    TCPSocketAction, TopologySpreadConstraint, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// ConfigMap with the scripts of this tier.
const SCRIPTS: &str = "wordpress-scripts";
/// ConfigMap with what a person wrote about the site: text, never code.
pub(super) const SITE: &str = "wordpress-site";
const FILES: [(&str, &str); 3] = [
    ("wait.sh", include_str!("files/wait.sh")),
    ("install.sh", include_str!("files/install.sh")),
    ("cron.sh", include_str!("files/cron.sh")),
];

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    let mut objects = vec![scripts(scope), site(scope)];
    objects.extend(wordpress_jobs::objects(scope));
    objects.push(replicas(scope));
    objects.push(budget::one_at_a_time(scope, Tier::Wordpress));
    objects.extend(autoscaler::objects(scope));
    objects
}

fn scripts(scope: &Scope<'_>) -> Object {
    let map = ConfigMap {
        metadata: scope.metadata(SCRIPTS, Tier::Wordpress),
        data: Some(pairs(&FILES)),
        ..ConfigMap::default()
    };
    Object::new(&map, Scope::place(Tier::Wordpress))
}

/// Hash of everything that the pods read from ConfigMaps.
pub(super) fn config_hash(scope: &Scope<'_>) -> String {
    let site = site_values(scope);
    let texts = FILES.iter().flat_map(|(name, text)| [*name, *text]);
    short_hash(texts.chain(site.iter().flat_map(|(key, value)| [*key, value.as_str()])))
}

fn site_values(scope: &Scope<'_>) -> Vec<(&'static str, String)> {
    let site = &scope.design.wordpress.site;
    vec![
        ("title", site.title.to_string()),
        ("url", site_url(scope.design).unwrap_or_default()),
        ("admin-user", site.admin_user.to_string()),
        ("admin-mail", site.admin_mail.to_string()),
    ]
}

fn site(scope: &Scope<'_>) -> Object {
    let values = site_values(scope);
    let data: Vec<(&str, &str)> =
        values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let map = ConfigMap {
        metadata: scope.metadata(SITE, Tier::Wordpress),
        data: Some(pairs(&data)),
        ..ConfigMap::default()
    };
    Object::new(&map, Scope::place(Tier::Wordpress).key("site"))
}

fn replicas(scope: &Scope<'_>) -> Object {
    let wordpress = &scope.design.wordpress;
    let selector = scope.selector(Tier::Wordpress);
    let template = PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: Some(scope.labels(Tier::Wordpress)),
            annotations: Some(pairs(&[(CONFIG_HASH, &config_hash(scope))])),
            ..ObjectMeta::default()
        }),
        spec: Some(web_pod(scope)),
    };
    let least = wordpress.replica_bounds().0;
    // The autoscaler's count is its own: named here, each apply would set it back.
    let count = match wordpress.autoscaling {
        Some(_) => None,
        None => i32::try_from(least).ok(),
    };
    let metadata = scope.metadata("wordpress", Tier::Wordpress);
    let place = Scope::place(Tier::Wordpress);
    match wordpress.workload {
        Workload::Deployment => {
            let object = Deployment {
                metadata,
                spec: Some(DeploymentSpec {
                    replicas: count,
                    selector,
                    template,
                    strategy: Some(DeploymentStrategy {
                        type_: Some("RollingUpdate".to_owned()),
                        // One more where there is room, one fewer where there is none: an update goes on
                        // in a full cluster too. The only one there is stays until the new one answers.
                        rolling_update: Some(RollingUpdateDeployment {
                            max_surge: Some(IntOrString::Int(1)),
                            max_unavailable: Some(IntOrString::Int(i32::from(least > 1))),
                        }),
                    }),
                    revision_history_limit: Some(10),
                    ..DeploymentSpec::default()
                }),
                status: None,
            };
            Object::new(&object, place)
        }
        Workload::ReplicaSet => {
            let object = ReplicaSet {
                metadata,
                spec: Some(ReplicaSetSpec {
                    replicas: count,
                    selector,
                    template: Some(template),
                    min_ready_seconds: None,
                }),
                status: None,
            };
            Object::new(&object, place)
        }
    }
}

fn web_pod(scope: &Scope<'_>) -> PodSpec {
    let wordpress = &scope.design.wordpress;
    let probes = Tier::Wordpress.probes(scope.design);
    let mut spec = pod(Tier::Wordpress, WWW_USER);
    unprivileged_ports(&mut spec);
    // Else the pods that a rollout replaces are counted too, and it ends with two on one machine.
    let rollout =
        (wordpress.workload == Workload::Deployment).then(|| vec!["pod-template-hash".to_owned()]);
    spec.affinity = Some(apart_among(scope, Tier::Wordpress, rollout.clone()));
    spec.topology_spread_constraints = Some(vec![TopologySpreadConstraint {
        max_skew: 1,
        topology_key: "kubernetes.io/hostname".to_owned(),
        when_unsatisfiable: "ScheduleAnyway".to_owned(),
        label_selector: Some(scope.selector(Tier::Wordpress)),
        match_label_keys: rollout,
        ..TopologySpreadConstraint::default()
    }]);
    // The image's stop signal lets Apache end what is under way (docker-library/php: SIGWINCH), and PHP gives
    // a request 30 s of computing (`max_execution_time`); an upload may wait for its visitor.
    spec.termination_grace_period_seconds = Some(60);
    spec.init_containers =
        Some(vec![wait_for_install(scope)].into_iter().chain(own_code(scope)).collect());
    spec.containers = vec![Container {
        name: "wordpress".to_owned(),
        image: Some(wordpress.image.to_string()),
        env: Some(environment(scope)),
        ports: Some(vec![ContainerPort {
            name: Some("http".to_owned()),
            container_port: 80,
            protocol: Some("TCP".to_owned()),
            ..ContainerPort::default()
        }]),
        resources: Some(resources(
            wordpress.cpu.millicores(),
            wordpress.memory.bytes(),
            wordpress.memory_limit.bytes(),
        )),
        security_context: Some(locked()),
        // PHP without the database: a database that is away must not take every replica out of the
        // Service at once, so that what is cached or static still answers.
        startup_probe: probes.map(|probes| Probe { http_get: page(), ..asked(probes.startup) }),
        readiness_probe: probes.map(|probes| Probe { http_get: page(), ..asked(probes.readiness) }),
        liveness_probe: probes.map(|probes| Probe {
            tcp_socket: Some(TCPSocketAction {
                port: IntOrString::String("http".to_owned()),
                host: None,
            }),
            ..asked(probes.liveness)
        }),
        lifecycle: answers_on(),
        volume_mounts: Some(site_mounts(scope).into_iter().chain(runtime_mounts()).collect()),
        ..Container::default()
    }];
    spec.volumes = Some(volumes(scope));
    finish(scope, &mut spec);
    spec
}

fn page() -> Option<HTTPGetAction> {
    Some(HTTPGetAction {
        path: Some("/wp-includes/version.php".to_owned()),
        port: IntOrString::String("http".to_owned()),
        scheme: Some("HTTP".to_owned()),
        ..HTTPGetAction::default()
    })
}

/// Replicas wait for the Job that fills the shared folder: several at once on an empty one race.
fn wait_for_install(scope: &Scope<'_>) -> Container {
    Container {
        name: "wait".to_owned(),
        command: Some(vec!["/scripts/wait.sh".to_owned()]),
        volume_mounts: Some(vec![
            mount("content", "/content"),
            mount_read_only("scripts", "/scripts"),
        ]),
        ..small(&scope.design.wordpress.image)
    }
}

/// With shared uploads each replica has its own copy of the code, from the image.
fn own_code(scope: &Scope<'_>) -> Option<Container> {
    (scope.design.wordpress.share == Share::Uploads)
        .then(|| fill_code(scope, mount("code", "/var/www/html")))
}

/// Copies the code of the image into the folder that is mounted there.
pub(super) fn fill_code(scope: &Scope<'_>, folder: VolumeMount) -> Container {
    Container {
        name: "code".to_owned(),
        command: Some(vec!["docker-ensure-installed.sh".to_owned()]),
        env: Some(environment(scope)),
        volume_mounts: Some(
            vec![folder, mount("scratch", "/tmp")].into_iter().chain(secret_mounts()).collect(),
        ),
        ..small(&scope.design.wordpress.image)
    }
}

/// A container that works for a moment.
pub(super) fn small(image: &crate::design::Image) -> Container {
    let size = crate::topology::ContainerSize::of("job");
    Container {
        image: Some(image.to_string()),
        resources: Some(resources(size.cpu, size.memory, size.memory)),
        security_context: Some(locked()),
        ..Container::default()
    }
}

/// Where the code and the uploads are mounted, as the design shares them.
pub(super) fn site_mounts(scope: &Scope<'_>) -> Vec<VolumeMount> {
    match scope.design.wordpress.share {
        Share::Site => vec![mount_folder("content", "site", "/var/www/html")],
        Share::Uploads => vec![
            mount("code", "/var/www/html"),
            mount_folder("content", "uploads", "/var/www/html/wp-content/uploads"),
        ],
    }
}

fn runtime_mounts() -> Vec<VolumeMount> {
    let mut mounts =
        vec![mount("scratch", "/tmp"), mount("run", "/run/apache2"), mount("lock", "/run/lock")];
    mounts.extend(secret_mounts());
    mounts
}

pub(super) fn secret_mounts() -> Vec<VolumeMount> {
    vec![mount_read_only("keys", "/run/secrets/wordpress")]
}

/// The volumes of every pod that runs WordPress' code.
pub(super) fn volumes(scope: &Scope<'_>) -> Vec<Volume> {
    let keys: Vec<&str> = WORDPRESS_KEYS.into_iter().chain(["database-password"]).collect();
    let mut volumes = vec![
        claim("content", "content"),
        config("scripts", SCRIPTS),
        secret("keys", WORDPRESS_SECRET, &keys),
        scratch("scratch", "256Mi"),
        scratch("run", "16Mi"),
        scratch("lock", "16Mi"),
    ];
    if scope.design.wordpress.share == Share::Uploads {
        volumes.push(scratch("code", "512Mi"));
    }
    volumes
}

/// What WordPress reads at each request (`getenv_docker` in wp-config-docker.php).
pub(super) fn environment(scope: &Scope<'_>) -> Vec<EnvVar> {
    let wordpress = &scope.design.wordpress;
    let mut variables = vec![
        value("WORDPRESS_DB_HOST", &scope.dns("mysql")),
        value("WORDPRESS_DB_NAME", wordpress.database.name.as_str()),
        value("WORDPRESS_DB_USER", wordpress.database.user.as_str()),
        value("WORDPRESS_DB_PASSWORD_FILE", "/run/secrets/wordpress/database-password"),
        value("WORDPRESS_CONFIG_EXTRA", php_constants(&wordpress.share)),
    ];
    variables.extend(WORDPRESS_KEYS.iter().map(|key| {
        let name = key.to_ascii_uppercase().replace('-', "_");
        value(&format!("WORDPRESS_{name}_FILE"), &format!("/run/secrets/wordpress/{key}"))
    }));
    variables
}

pub(super) fn value(name: &str, value: &str) -> EnvVar {
    EnvVar { name: name.to_owned(), value: Some(value.to_owned()), value_from: None }
}

/// Timed tasks are the CronJob's. Where the code is the image's, the dashboard cannot change it.
fn php_constants(share: &Share) -> &'static str {
    match share {
        Share::Site => "define('DISABLE_WP_CRON', true);",
        Share::Uploads => "define('DISABLE_WP_CRON', true);\ndefine('DISALLOW_FILE_MODS', true);",
    }
}
