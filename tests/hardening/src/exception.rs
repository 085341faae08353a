//! The closed list of exceptions: findings that stay, each with its reason. docs/decisions/0017 says how
//! one more gets in.

use presswright::design::{Design, Images, WayIn, Workload};

use crate::case::Case;
use crate::finding::By::{self, Checkov, KubeScore, Monokle};
use crate::finding::Finding;

/// A finding that stays.
pub struct Exception {
    /// Who finds it.
    pub by: By,
    /// The tool's name for it.
    pub check: &'static str,
    /// The objects that it is found of: `Kind/name`, with `*` at the end for the rest of a name.
    pub objects: &'static [&'static str],
    /// In which designs it stays.
    pub when: When,
    /// Why there is no honest value.
    pub reason: &'static str,
}

/// In which designs an exception holds.
pub enum When {
    /// In all.
    Always,
    /// In those that a person chose so: a rule of ours finds the same, by this code.
    Found(&'static str),
    /// In those that this is true of.
    Chosen(fn(&Design) -> bool),
}

impl Exception {
    /// Whether it is of this finding.
    pub fn fits(&self, finding: &Finding, case: &Case) -> bool {
        let object = |pattern: &&str| match pattern.strip_suffix('*') {
            Some(beginning) => finding.object.starts_with(beginning),
            None => finding.object == *pattern,
        };
        let holds = match self.when {
            When::Always => true,
            When::Found(code) => case.approved.remarks().iter().any(|remark| remark.code == code),
            When::Chosen(chosen) => chosen(case.approved.design()),
        };
        holds
            && (self.by, self.check) == (finding.by, finding.check.as_str())
            && self.objects.iter().any(object)
    }
}

const fn always(
    by: By,
    check: &'static str,
    objects: &'static [&'static str],
    reason: &'static str,
) -> Exception {
    Exception { by, check, objects, when: When::Always, reason }
}

const fn found(
    by: By,
    check: &'static str,
    objects: &'static [&'static str],
    code: &'static str,
) -> Exception {
    Exception {
        by,
        check,
        objects,
        when: When::Found(code),
        reason: "chosen, and found by the rule",
    }
}

const fn chosen(
    by: By,
    check: &'static str,
    objects: &'static [&'static str],
    chosen: fn(&Design) -> bool,
    reason: &'static str,
) -> Exception {
    Exception { by, check, objects, when: When::Chosen(chosen), reason }
}

/// Everything that runs containers.
const PODS: &[&str] = &["StatefulSet/*", "Deployment/*", "ReplicaSet/*", "Job/*", "CronJob/*"];

/// Pods of the two images whose user is fixed: 33 owns WordPress' files, 1001 the database's.
const FIXED_USERS: &[&str] = &[
    "StatefulSet/percona",
    "Deployment/wordpress",
    "ReplicaSet/wordpress",
    "Job/wordpress-install-*",
    "CronJob/wordpress-cron",
    "CronJob/backup-*",
];

const NODE_PORTS: &[&str] = &["Service/wordpress", "Service/etcd-test", "Service/mysql-test"];

/// What leads to WordPress' pods.
const WEB: &[&str] =
    &["HorizontalPodAutoscaler/wordpress", "NetworkPolicy/wordpress", "Service/wordpress"];

const UNKNOWN: &str = "kube-score knows no ReplicaSet, and so not the pods that these lead to";
const FIXED: &str = "the image's files belong to that user, and volumes of earlier deployments do";
const BURST: &str =
    "up to four times the processors asked for: bursts are let through, a runaway is not";
const DISK: &str =
    "logs are asked for; the bound has the emptyDirs, whose whole size is not set aside";
const ASKED: &str =
    "only of images by tag on machines with the internet a registry is asked at each start";

/// The list.
pub static EXCEPTIONS: &[Exception] = &[
    always(Checkov, "CKV_K8S_40", FIXED_USERS, FIXED),
    always(KubeScore, "container-security-context-user-group-id", FIXED_USERS, FIXED),
    always(Monokle, "KBP104", FIXED_USERS, FIXED),
    always(Monokle, "KBP105", FIXED_USERS, FIXED),
    always(Checkov, "CKV_K8S_43", PODS, "a digest cannot be known offline; a design may give one"),
    chosen(Checkov, "CKV_K8S_15", PODS, registry_left_alone, ASKED),
    chosen(KubeScore, "container-image-pull-policy", PODS, registry_left_alone, ASKED),
    always(KubeScore, "container-cpu-requests-equal-limits", PODS, BURST),
    always(KubeScore, "container-resource-requests-equal-limits", PODS, BURST),
    always(
        KubeScore,
        "container-memory-requests-equal-limits",
        &["Deployment/wordpress", "ReplicaSet/wordpress"],
        "the design gives both: few requests need what the largest needs",
    ),
    always(KubeScore, "container-ephemeral-storage-request-equals-limit", PODS, DISK),
    always(
        Monokle,
        "KBP113",
        &["Deployment/wordpress", "ReplicaSet/wordpress"],
        "the image's Apache listens on port 80; a sysctl of the pod's own lets user 33 do so",
    ),
    chosen(
        KubeScore,
        "service-type",
        NODE_PORTS,
        by_node_port,
        "chosen: a cluster without a balancer",
    ),
    chosen(Monokle, "KBP114", NODE_PORTS, open_outside, "chosen: visitors have to get in"),
    always(
        Monokle,
        "MTD-custom-labels",
        &["Namespace/*", "NetworkPolicy/deny-all"],
        "they belong to the whole: no component, no version",
    ),
    always(
        Monokle,
        "MTD-recommended-labels",
        &["*"],
        "asks for app.kubernetes.io/managed; Kubernetes' label is managed-by, see MTD-custom-labels",
    ),
    chosen(KubeScore, "horizontalpodautoscaler-has-target", WEB, of_a_replica_set, UNKNOWN),
    chosen(KubeScore, "networkpolicy-targets-pod", WEB, of_a_replica_set, UNKNOWN),
    chosen(KubeScore, "service-targets-pod", WEB, of_a_replica_set, UNKNOWN),
    found(Checkov, "CKV_K8S_8", &["StatefulSet/percona"], "PW-P13"),
    found(Checkov, "CKV_K8S_9", &["StatefulSet/percona"], "PW-P13"),
    found(KubeScore, "pod-probes", &["StatefulSet/percona"], "PW-P13"),
    found(Checkov, "CKV2_K8S_6", &["*"], "PW-X05"),
    found(KubeScore, "pod-networkpolicy", PODS, "PW-X05"),
    found(KubeScore, "deployment-replicas", &["Deployment/wordpress"], "PW-W03"),
    found(KubeScore, "horizontalpodautoscaler-replicas", &["HorizontalPodAutoscaler/*"], "PW-W03"),
];

/// Whether some pod starts again without asking a registry.
fn registry_left_alone(design: &Design) -> bool {
    let images = [
        &design.etcd.image,
        &design.percona.image,
        &design.percona.haproxy_image,
        &design.wordpress.image,
        &design.wordpress.cli_image,
    ];
    design.cluster.images != Images::AsNamed || images.iter().any(|image| image.has_digest())
}

fn of_a_replica_set(design: &Design) -> bool {
    design.wordpress.workload == Workload::ReplicaSet
}

fn by_node_port(design: &Design) -> bool {
    matches!(design.wordpress.way_in, WayIn::NodePort(_))
        || design.etcd.node_port.is_some()
        || design.percona.node_port.is_some()
}

fn open_outside(design: &Design) -> bool {
    by_node_port(design) || design.wordpress.way_in == WayIn::LoadBalancer
}
