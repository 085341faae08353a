//! CronJobs that back up the database, WordPress' files and etcd.

use super::object::{Object, Scope, pairs};
use super::pod_parts::{User, claim, config, mount, mount_read_only, pod, scratch, secret};
use super::wordpress::{small, value};
use super::wordpress_jobs::job_template;
use crate::design::{BackupStorage, Image};
use crate::topology::{Tier, WORDPRESS_SECRET};
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec};
use k8s_openapi::api::core::v1::{ConfigMap, Container, PodSpec};

const SCRIPTS: &str = "backup-scripts";
const FILES: [(&str, &str); 3] = [
    ("database.sh", include_str!("files/backup-database.sh")),
    ("files.sh", include_str!("files/backup-files.sh")),
    ("etcd.sh", include_str!("files/backup-etcd.sh")),
];
/// Owner of the folder for backups; each Job is in its group.
const KEEPER: User = User { uid: 1001, gid: 1001 };

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    if scope.design.backups.storage == BackupStorage::Nowhere {
        return Vec::new();
    }
    let scripts = ConfigMap {
        metadata: scope.metadata(SCRIPTS, Tier::Backup),
        data: Some(pairs(&FILES)),
        ..ConfigMap::default()
    };
    let mut objects = vec![
        Object::new(&scripts, Scope::place(Tier::Backup)),
        job(scope, "backup-database", database(scope)),
        job(scope, "backup-files", files(scope)),
    ];
    if !scope.design.etcd.members.is_empty() {
        objects.push(job(scope, "backup-etcd", etcd(scope)));
    }
    objects
}

fn job(scope: &Scope<'_>, name: &str, mut spec: PodSpec) -> Object {
    spec.restart_policy = Some("Never".to_owned());
    let object = CronJob {
        metadata: scope.metadata(name, Tier::Backup),
        spec: Some(CronJobSpec {
            schedule: scope.design.backups.schedule.to_string(),
            concurrency_policy: Some("Forbid".to_owned()),
            starting_deadline_seconds: Some(3600),
            successful_jobs_history_limit: Some(1),
            failed_jobs_history_limit: Some(3),
            job_template: job_template(scope, Tier::Backup, spec, 6 * 3600),
            ..CronJobSpec::default()
        }),
        status: None,
    };
    Object::new(&object, Scope::place(Tier::Backup))
}

/// A pod that writes into the folder for backups.
fn keeper(user: User) -> PodSpec {
    let mut spec = pod(Tier::Backup, user);
    if let Some(context) = &mut spec.security_context {
        // The folder belongs to the keeper's group, whoever runs the Job.
        context.supplemental_groups = Some(vec![KEEPER.gid]);
        context.fs_group = Some(KEEPER.gid);
    }
    spec.volumes = Some(vec![
        claim("backups", "backups"),
        config("scripts", SCRIPTS),
        scratch("scratch", "1Gi"),
    ]);
    spec
}

fn script(scope: &Scope<'_>, image: &Image, name: &str) -> Container {
    Container {
        name: "backup".to_owned(),
        command: Some(vec![format!("/scripts/{name}")]),
        env: Some(vec![
            value("KEEP", &scope.design.backups.keep.to_string()),
            value("HOME", "/tmp"),
        ]),
        volume_mounts: Some(vec![
            mount("backups", "/backups"),
            mount("scratch", "/tmp"),
            mount_read_only("scripts", "/scripts"),
        ]),
        ..small(image)
    }
}

fn with(
    mut container: Container,
    mounts: Vec<k8s_openapi::api::core::v1::VolumeMount>,
    variables: &[(&str, &str)],
) -> Container {
    if let Some(all) = &mut container.volume_mounts {
        all.extend(mounts);
    }
    if let Some(all) = &mut container.env {
        all.extend(variables.iter().map(|(name, text)| value(name, text)));
    }
    container
}

fn database(scope: &Scope<'_>) -> PodSpec {
    let account = &scope.design.wordpress.database;
    let mut spec = keeper(KEEPER);
    spec.volumes.get_or_insert_default().push(secret(
        "database",
        WORDPRESS_SECRET,
        &["database-password"],
    ));
    let host = scope.dns("mysql");
    let variables = [
        ("DATABASE_HOST", host.as_str()),
        ("DATABASE", account.name.as_str()),
        ("DATABASE_USER", account.user.as_str()),
    ];
    let container = script(scope, &scope.design.percona.image, "database.sh");
    let secret = mount_read_only("database", "/run/secrets/wordpress");
    spec.containers = vec![with(container, vec![secret], &variables)];
    spec
}

fn files(scope: &Scope<'_>) -> PodSpec {
    let mut spec = keeper(super::pod_parts::WWW_USER);
    spec.volumes.get_or_insert_default().push(claim("content", "content"));
    let container = script(scope, &scope.design.wordpress.image, "files.sh");
    spec.containers = vec![with(container, vec![mount_read_only("content", "/content")], &[])];
    spec
}

/// etcd's image has no shell: it takes the snapshot, a second container names and keeps it.
fn etcd(scope: &Scope<'_>) -> PodSpec {
    let mut spec = keeper(KEEPER);
    let snapshot = Container {
        name: "snapshot".to_owned(),
        command: Some(vec!["/usr/local/bin/etcdctl".to_owned()]),
        args: Some(vec![
            // A snapshot is one member's: the first that has a stable name.
            format!("--endpoints=http://{}:2379", scope.dns("etcd-0")),
            "snapshot".to_owned(),
            "save".to_owned(),
            "/tmp/snapshot.db".to_owned(),
        ]),
        volume_mounts: Some(vec![mount("scratch", "/tmp")]),
        ..small(&scope.design.etcd.image)
    };
    spec.init_containers = Some(vec![snapshot]);
    spec.containers = vec![script(scope, &scope.design.percona.image, "etcd.sh")];
    spec
}
