//! cluster.env: what deploy.sh, verify.sh, teardown.sh and make-secrets.sh know of the design.

use super::settings::Settings;
use crate::design::{Design, Discovery, Workload};
use crate::file::File;
use crate::topology::{
    ADMINISTRATOR_SECRET, DATABASE_SECRET, DATABASE_SECRET_FOLDER, Tier, Topology, site_url,
};

/// How long the replicas' certificates are good. verify.sh warns 30 days before the end.
const CERTIFICATE_DAYS: &str = "1825";

pub(super) fn file(design: &Design, topology: &Topology) -> File {
    let names = |tier| topology.pods_of(tier).map(|pod| pod.name.as_str()).collect::<Vec<_>>();
    let (members, replicas) = (names(Tier::Etcd), names(Tier::Percona));
    let by_etcd = design.percona.discovery == Discovery::Etcd && !members.is_empty();
    let workload = match design.wordpress.workload {
        Workload::Deployment => "deployment/wordpress",
        Workload::ReplicaSet => "replicaset/wordpress",
    };
    let autoscaler = design.wordpress.autoscaling.as_ref().map_or("", |_| "wordpress");
    let mut settings =
        Settings::new("Data of the design. cluster-settings.sh says what each key means.");
    settings
        .set("CLUSTER", design.name.as_str())
        .set("NAMESPACE", design.namespace())
        .set("SELECTOR", &selector(design))
        .set("KUBERNETES", &design.cluster.kubernetes.to_string())
        .set("ETCD_POD", members.first().copied().unwrap_or_default())
        .set("ETCD_CONTAINER", "etcd")
        .set("ETCD_ENDPOINTS", &endpoints(members.len()))
        .set("ETCD_MEMBERS", &members.len().to_string())
        .set("FOUNDING_PREFIX", &if by_etcd { founding_prefix(design) } else { String::new() })
        .set("ROSTER", &roster(replicas.len()))
        .set("PERCONA_PODS", &replicas.join(" "))
        .set("PERCONA_CONTAINER", "percona")
        .set("PERCONA_PASSWORD_FILE", &format!("{DATABASE_SECRET_FOLDER}/root"))
        .set("DATABASE_SECRET", DATABASE_SECRET)
        .set("WORDPRESS_WORKLOAD", workload)
        .set("WORDPRESS_CONTAINER", "wordpress")
        .set("AUTOSCALER", autoscaler)
        .set("METRICS", if design.cluster.metrics_server { "yes" } else { "no" })
        .set("SITE_URL", &site_url(design).unwrap_or_default())
        .set("ADMIN_SECRET", ADMINISTRATOR_SECRET)
        .set("ADMIN_PASSWORD_KEY", "password")
        .set("CERTIFICATE_NAMES", &certificate_names(design))
        .set("CERTIFICATE_DAYS", CERTIFICATE_DAYS);
    File::text("cluster.env", settings.text())
}

/// The labels that everything of the bundle carries, and nothing else does.
fn selector(design: &Design) -> String {
    format!("app.kubernetes.io/instance={},app.kubernetes.io/managed-by=presswright", design.name)
}

/// Each member by its own Service, since a member is asked in its own pod and others over the network.
fn endpoints(members: usize) -> String {
    (0..members).map(|member| format!("http://etcd-{member}:2379")).collect::<Vec<_>>().join(",")
}

/// The keys of `docs/discovery.md` stand below it.
fn founding_prefix(design: &Design) -> String {
    format!("/presswright/{}/", design.name)
}

fn roster(replicas: usize) -> String {
    let ordinals: Vec<String> = (0..replicas).map(|ordinal| ordinal.to_string()).collect();
    format!("{{\"ordinals\":[{}],\"version\":1}}", ordinals.join(","))
}

/// One certificate serves all replicas, under every name by which a peer, a client or HAProxy calls them.
fn certificate_names(design: &Design) -> String {
    let (namespace, domain) = (design.namespace(), &design.cluster.domain);
    let mut names = vec!["localhost".to_owned()];
    for service in ["percona", "*.percona", "*.percona-ready", "mysql"] {
        names.push(service.to_owned());
        names.push(format!("{service}.{namespace}.svc"));
        names.push(format!("{service}.{namespace}.svc.{domain}"));
    }
    names.join(" ")
}
