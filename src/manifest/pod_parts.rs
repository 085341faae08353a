//! What every pod of ours has: the `restricted` standard, read-only root, no token, sizes, volumes.

use super::object::Scope;
use crate::design::{Cluster, Image, Images, Quantity as Bytes, Single};
use crate::topology::{Asks, Tier};
use k8s_openapi::api::core::v1::{
    Affinity, Capabilities, ConfigMapVolumeSource, Container, EmptyDirVolumeSource, KeyToPath,
    Lifecycle, LifecycleHandler, LocalObjectReference, NodeAffinity, NodeSelector,
    NodeSelectorRequirement, NodeSelectorTerm, PersistentVolumeClaimVolumeSource, PodAffinityTerm,
    PodAntiAffinity, PodSecurityContext, PodSpec, Probe, ResourceRequirements, SeccompProfile,
    SecretVolumeSource, SecurityContext, SleepAction, Sysctl, Volume, VolumeMount,
    WeightedPodAffinityTerm,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::{BTreeMap, BTreeSet};

/// A user of a container and the group of its files.
#[derive(Clone, Copy)]
pub(super) struct User {
    pub(super) uid: i64,
    pub(super) gid: i64,
}

/// etcd's image names no user that fits `restricted`; this one is ours.
pub(super) const ETCD_USER: User = User { uid: 10001, gid: 10001 };
/// mysql of the Percona image.
pub(super) const MYSQL_USER: User = User { uid: 1001, gid: 1001 };
/// www-data of the Debian images of WordPress.
pub(super) const WWW_USER: User = User { uid: 33, gid: 33 };

/// A pod that goes answers on while the machines hear that it does. Source: kubernetes.io, "Pod Lifecycle": it is
/// taken out of the Services at the same time as its end begins, and those who send to it hear of that later;
/// `tests/real` met refused requests in a rolling update without it.
pub(super) fn answers_on() -> Option<Lifecycle> {
    let sleep =
        LifecycleHandler { sleep: Some(SleepAction { seconds: 5 }), ..LifecycleHandler::default() };
    Some(Lifecycle { pre_stop: Some(sleep), ..Lifecycle::default() })
}

/// How often a probe asks; whom is for the caller to say.
pub(super) fn asked(asks: Asks) -> Probe {
    Probe {
        period_seconds: Some(i32::from(asks.period)),
        timeout_seconds: Some(i32::from(asks.timeout)),
        failure_threshold: Some(i32::from(asks.failures)),
        ..Probe::default()
    }
}

/// A pod without containers yet: no root, no token, no variables of Services.
pub(super) fn pod(tier: Tier, user: User) -> PodSpec {
    PodSpec {
        service_account_name: Some(tier.component().to_owned()),
        automount_service_account_token: Some(false),
        // A Service called etcd or wordpress would set ETCD_PORT or WORDPRESS_PORT, which the
        // programs take for configuration.
        enable_service_links: Some(false),
        security_context: Some(PodSecurityContext {
            run_as_non_root: Some(true),
            run_as_user: Some(user.uid),
            run_as_group: Some(user.gid),
            fs_group: Some(user.gid),
            // Walking a large datadir at every start would take minutes.
            fs_group_change_policy: Some("OnRootMismatch".to_owned()),
            seccomp_profile: Some(SeccompProfile {
                type_: "RuntimeDefault".to_owned(),
                localhost_profile: None,
            }),
            ..PodSecurityContext::default()
        }),
        ..PodSpec::default()
    }
}

/// Lets a process without privileges listen on port 80.
pub(super) fn unprivileged_ports(spec: &mut PodSpec) {
    if let Some(context) = &mut spec.security_context {
        context.sysctls = Some(vec![Sysctl {
            name: "net.ipv4.ip_unprivileged_port_start".to_owned(),
            value: "0".to_owned(),
        }]);
    }
}

/// What every container gives up.
pub(super) fn locked() -> SecurityContext {
    SecurityContext {
        allow_privilege_escalation: Some(false),
        read_only_root_filesystem: Some(true),
        run_as_non_root: Some(true),
        capabilities: Some(Capabilities { drop: Some(vec!["ALL".to_owned()]), add: None }),
        ..SecurityContext::default()
    }
}

/// What a container asks for, in thousandths of a core and bytes, and the most memory it may use.
pub(super) fn resources(cpu: u64, memory: u64, memory_limit: u64) -> ResourceRequirements {
    let quantities = |entries: Vec<(&str, String)>| {
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), Quantity(value)))
            .collect::<BTreeMap<_, _>>()
    };
    ResourceRequirements {
        requests: Some(quantities(vec![("cpu", millis(cpu)), ("memory", bytes(memory))])),
        // CPU up to four times what is asked for: bursts are let through, a runaway is not.
        limits: Some(quantities(vec![("cpu", millis(cpu * 4)), ("memory", bytes(memory_limit))])),
        claims: None,
    }
}

fn millis(cpu: u64) -> String {
    crate::design::Cpu::millis(cpu).to_string()
}

/// An amount of bytes as Kubernetes writes it.
pub(super) fn bytes(amount: u64) -> String {
    crate::design::Quantity::from_bytes(amount).to_string()
}

/// One pod of the tier a machine: as a must or as a wish.
pub(super) fn apart(scope: &Scope<'_>, tier: Tier, required: bool) -> Affinity {
    if !required {
        return if_possible(alike(scope, tier));
    }
    let anti = PodAntiAffinity {
        required_during_scheduling_ignored_during_execution: Some(vec![alike(scope, tier)]),
        ..PodAntiAffinity::default()
    };
    Affinity { pod_anti_affinity: Some(anti), ..Affinity::default() }
}

/// The same as a wish, among the pods that have the same values of these labels.
pub(super) fn apart_among(scope: &Scope<'_>, tier: Tier, labels: Option<Vec<String>>) -> Affinity {
    if_possible(PodAffinityTerm { match_label_keys: labels, ..alike(scope, tier) })
}

fn alike(scope: &Scope<'_>, tier: Tier) -> PodAffinityTerm {
    PodAffinityTerm {
        label_selector: Some(scope.selector(tier)),
        topology_key: "kubernetes.io/hostname".to_owned(),
        ..PodAffinityTerm::default()
    }
}

fn if_possible(term: PodAffinityTerm) -> Affinity {
    let anti = PodAntiAffinity {
        preferred_during_scheduling_ignored_during_execution: Some(vec![WeightedPodAffinityTerm {
            weight: 100,
            pod_affinity_term: term,
        }]),
        ..PodAntiAffinity::default()
    };
    Affinity { pod_anti_affinity: Some(anti), ..Affinity::default() }
}

/// On these machines only.
pub(super) fn on_machines(names: &[&str]) -> NodeAffinity {
    required(machines("In", names))
}

/// On any machine but these.
pub(super) fn off_machines(names: &[&str]) -> NodeAffinity {
    required(machines("NotIn", names))
}

fn required(selector: NodeSelector) -> NodeAffinity {
    NodeAffinity {
        required_during_scheduling_ignored_during_execution: Some(selector),
        ..NodeAffinity::default()
    }
}

/// Machines by their names.
pub(super) fn machines(operator: &str, names: &[&str]) -> NodeSelector {
    NodeSelector {
        node_selector_terms: vec![NodeSelectorTerm {
            match_expressions: Some(vec![NodeSelectorRequirement {
                key: "kubernetes.io/hostname".to_owned(),
                operator: operator.to_owned(),
                values: Some(names.iter().map(|name| (*name).to_owned()).collect()),
            }]),
            match_fields: None,
        }],
    }
}

/// A mount of a volume.
pub(super) fn mount(volume: &str, path: &str) -> VolumeMount {
    VolumeMount { name: volume.to_owned(), mount_path: path.to_owned(), ..VolumeMount::default() }
}

/// A mount of a volume that is only read.
pub(super) fn mount_read_only(volume: &str, path: &str) -> VolumeMount {
    VolumeMount { read_only: Some(true), ..mount(volume, path) }
}

/// A mount of a folder of a volume.
pub(super) fn mount_folder(volume: &str, folder: &str, path: &str) -> VolumeMount {
    VolumeMount { sub_path: Some(folder.to_owned()), ..mount(volume, path) }
}

/// An empty folder that lives as long as its pod; its size is bounded.
pub(super) fn scratch(name: &str, size: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        empty_dir: Some(EmptyDirVolumeSource {
            size_limit: Some(Quantity(size.to_owned())),
            medium: None,
        }),
        ..Volume::default()
    }
}

/// A claim as a volume.
pub(super) fn claim(name: &str, claim: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
            claim_name: claim.to_owned(),
            read_only: None,
        }),
        ..Volume::default()
    }
}

/// Keys of a Secret as files that only the pod's group reads.
pub(super) fn secret(name: &str, secret: &str, keys: &[&str]) -> Volume {
    let items = keys
        .iter()
        .map(|key| KeyToPath { key: (*key).to_owned(), path: (*key).to_owned(), mode: None })
        .collect();
    Volume {
        name: name.to_owned(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(secret.to_owned()),
            default_mode: Some(0o440),
            items: Some(items),
            optional: None,
        }),
        ..Volume::default()
    }
}

/// A ConfigMap as files; scripts among them can be run.
pub(super) fn config(name: &str, config_map: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name: config_map.to_owned(),
            default_mode: Some(0o555),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// What every pod has of the design as a whole, once its containers and volumes are known.
pub(super) fn finish(scope: &Scope<'_>, spec: &mut PodSpec) {
    keep_mounted(spec);
    bound_disk(spec);
    let cluster = &scope.design.cluster;
    spec.image_pull_secrets =
        cluster.asked_with().map(|secret| vec![LocalObjectReference { name: secret.to_string() }]);
    for container in spec.init_containers.iter_mut().flatten().chain(&mut spec.containers) {
        if let Some(image) = container.image.as_deref().and_then(|image| Image::parse(image).ok()) {
            let (name, policy) = pulled(cluster, &image);
            container.image_pull_policy = Some(policy.to_owned());
            container.image = Some(name);
        }
    }
}

/// By which name a machine of the cluster gets an image, and when it asks a registry for it.
pub(crate) fn pulled(cluster: &Cluster, image: &Image) -> (String, &'static str) {
    let name = match &cluster.images {
        Images::Mirror(registry) => image.copied_to(registry),
        Images::AsNamed | Images::OnMachines => image.to_string(),
    };
    let policy = match &cluster.images {
        // A missing image is said at once, and not after minutes of asking a registry out of reach.
        Images::OnMachines => "Never",
        // The copies change only when somebody copies anew, and the one registry of machines without the
        // internet must not decide whether a pod starts again where its image lies already.
        Images::Mirror(_) => "IfNotPresent",
        // A digest is the same bytes for ever: a registry that is away stops no restart.
        Images::AsNamed if image.has_digest() => "IfNotPresent",
        // A tag can be given to another image: the registry is asked at each start. What is on the
        // machine already is not loaded again.
        Images::AsNamed => "Always",
    };
    (name, policy)
}

/// What a container writes beside its volumes is its log: kubelet keeps five files of 10 MiB of it
/// (`containerLogMaxFiles`, `containerLogMaxSize`). The root file system is read-only.
const LOGS: u64 = 64 << 20;

/// Bounds what a pod may write on its machine's disk; kubelet ends a pod that writes more, before it
/// fills the disk of all. Only the logs are asked for, so that the bound keeps no pod off a machine.
fn bound_disk(spec: &mut PodSpec) {
    let scratch: u64 = spec
        .volumes
        .iter()
        .flatten()
        .filter_map(|volume| volume.empty_dir.as_ref()?.size_limit.as_ref())
        .filter_map(|size| Some(Bytes::parse(&size.0).ok()?.bytes()))
        .sum();
    let bound = |container: &mut Container, most: u64| {
        let resources = container.resources.get_or_insert_default();
        for (amounts, amount) in [(&mut resources.requests, LOGS), (&mut resources.limits, most)] {
            let amounts = amounts.get_or_insert_default();
            amounts.insert("ephemeral-storage".to_owned(), Quantity(bytes(amount)));
        }
    };
    for container in spec.init_containers.iter_mut().flatten() {
        bound(container, LOGS);
    }
    for (index, container) in spec.containers.iter_mut().enumerate() {
        // Its emptyDirs count for the pod as a whole, whose bound is the sum of its containers'.
        bound(container, LOGS + if index == 0 { scratch } else { 0 });
    }
}

/// Leaves out the volumes that no container mounts: pods that share a list of volumes need not all.
fn keep_mounted(spec: &mut PodSpec) {
    let used: BTreeSet<String> = spec
        .init_containers
        .iter()
        .flatten()
        .chain(&spec.containers)
        .flat_map(|container| container.volume_mounts.iter().flatten())
        .map(|mount| mount.name.clone())
        .collect();
    if let Some(volumes) = &mut spec.volumes {
        volumes.retain(|volume| used.contains(&volume.name));
    }
}
