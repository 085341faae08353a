//! The Job that installs WordPress once, and the CronJob in place of WP-Cron.

use super::object::{Object, Scope, short_hash};
use super::pod_parts::{WWW_USER, finish, mount, mount_read_only, pod, secret};
use super::wordpress::{
    SITE, config_hash, environment, fill_code, secret_mounts, site_mounts, small, value, volumes,
};
use crate::design::Share;
use crate::topology::{ADMINISTRATOR_SECRET, Tier};
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec};
use k8s_openapi::api::core::v1::{
    ConfigMapKeySelector, Container, EnvVar, EnvVarSource, PodSpec, PodTemplateSpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    vec![install(scope), cron(scope)]
}

/// Fills the shared folder and makes the administrator: an open install page belongs to whoever
/// comes first. Run again it finds its work done.
fn install(scope: &Scope<'_>) -> Object {
    let wordpress = &scope.design.wordpress;
    let mut spec = cli_pod(scope, Tier::Install);
    spec.restart_policy = Some("OnFailure".to_owned());
    if let Some(volumes) = &mut spec.volumes {
        volumes.push(secret("admin", ADMINISTRATOR_SECRET, &["password"]));
    }
    let prepare = Container {
        name: "folders".to_owned(),
        command: Some(vec!["/scripts/install.sh".to_owned(), "folders".to_owned()]),
        volume_mounts: Some(vec![
            mount("content", "/content"),
            mount_read_only("scripts", "/scripts"),
        ]),
        ..small(&wordpress.image)
    };
    let code = match wordpress.share {
        Share::Site => {
            fill_code(scope, super::pod_parts::mount_folder("content", "site", "/var/www/html"))
        }
        Share::Uploads => fill_code(scope, mount("code", "/var/www/html")),
    };
    spec.init_containers = Some(vec![prepare, code]);
    let mut env = environment(scope);
    env.extend(["title", "url", "admin-user", "admin-mail"].map(from_site));
    env.push(value("HOME", "/tmp"));
    let mut mounts = site_mounts(scope);
    mounts.extend(secret_mounts());
    mounts.extend([
        mount("scratch", "/tmp"),
        mount("content", "/content"),
        mount_read_only("scripts", "/scripts"),
        mount_read_only("admin", "/run/secrets/wordpress-admin"),
    ]);
    spec.containers = vec![Container {
        name: "install".to_owned(),
        command: Some(vec!["/scripts/install.sh".to_owned(), "site".to_owned()]),
        env: Some(env),
        volume_mounts: Some(mounts),
        ..small(&wordpress.cli_image)
    }];
    let nameless = Job {
        metadata: scope.metadata("", Tier::Install),
        spec: Some(JobSpec {
            backoff_limit: Some(20),
            template: template(scope, Tier::Install, spec),
            ..JobSpec::default()
        }),
        status: None,
    };
    // A Job's template cannot change: another content gets another name.
    let mut object = Object::new(&nameless, Scope::place(Tier::Install));
    let hash = short_hash([object.json.to_string().as_str(), config_hash(scope).as_str()]);
    if let Some(name) = object.json.pointer_mut("/metadata/name") {
        *name = format!("wordpress-install-{hash}").into();
    }
    object
}

fn cron(scope: &Scope<'_>) -> Object {
    let mut spec = cli_pod(scope, Tier::Cron);
    spec.restart_policy = Some("Never".to_owned());
    let wait = Container {
        name: "wait".to_owned(),
        command: Some(vec!["/scripts/wait.sh".to_owned()]),
        volume_mounts: Some(vec![
            mount("content", "/content"),
            mount_read_only("scripts", "/scripts"),
        ]),
        ..small(&scope.design.wordpress.image)
    };
    let code = (scope.design.wordpress.share == Share::Uploads)
        .then(|| fill_code(scope, mount("code", "/var/www/html")));
    spec.init_containers = Some([wait].into_iter().chain(code).collect());
    let mut env = environment(scope);
    env.push(value("HOME", "/tmp"));
    let mut mounts = site_mounts(scope);
    mounts.extend(secret_mounts());
    mounts.extend([mount("scratch", "/tmp"), mount_read_only("scripts", "/scripts")]);
    spec.containers = vec![Container {
        name: "cron".to_owned(),
        command: Some(vec!["/scripts/cron.sh".to_owned()]),
        env: Some(env),
        volume_mounts: Some(mounts),
        ..small(&scope.design.wordpress.cli_image)
    }];
    let object = CronJob {
        metadata: scope.metadata("wordpress-cron", Tier::Cron),
        spec: Some(CronJobSpec {
            schedule: "*/5 * * * *".to_owned(),
            concurrency_policy: Some("Forbid".to_owned()),
            starting_deadline_seconds: Some(120),
            successful_jobs_history_limit: Some(1),
            failed_jobs_history_limit: Some(2),
            job_template: job_template(scope, Tier::Cron, spec, 600),
            ..CronJobSpec::default()
        }),
        status: None,
    };
    Object::new(&object, Scope::place(Tier::Cron))
}

fn cli_pod(scope: &Scope<'_>, tier: Tier) -> PodSpec {
    let mut spec = pod(tier, WWW_USER);
    spec.volumes = Some(volumes(scope));
    spec
}

fn template(scope: &Scope<'_>, tier: Tier, mut spec: PodSpec) -> PodTemplateSpec {
    finish(scope, &mut spec);
    PodTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(scope.labels(tier)), ..ObjectMeta::default() }),
        spec: Some(spec),
    }
}

/// A Job of a CronJob that is ended when it takes longer than `seconds`.
pub(super) fn job_template(
    scope: &Scope<'_>,
    tier: Tier,
    spec: PodSpec,
    seconds: i64,
) -> JobTemplateSpec {
    JobTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(scope.labels(tier)), ..ObjectMeta::default() }),
        spec: Some(JobSpec {
            active_deadline_seconds: Some(seconds),
            backoff_limit: Some(1),
            template: template(scope, tier, spec),
            ..JobSpec::default()
        }),
    }
}

/// A variable from the ConfigMap with the site's texts.
fn from_site(key: &str) -> EnvVar {
    EnvVar {
        name: format!("SITE_{}", key.to_ascii_uppercase().replace('-', "_")),
        value: None,
        value_from: Some(EnvVarSource {
            config_map_key_ref: Some(ConfigMapKeySelector {
                name: SITE.to_owned(),
                key: key.to_owned(),
                optional: None,
            }),
            ..EnvVarSource::default()
        }),
    }
}
