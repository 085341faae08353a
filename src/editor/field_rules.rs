//! Which rule says most about a setting: its page is one press away from the field.

use crate::document::{Path, Step};

/// Setting, with `[]` for a place in a list, and code of the rule. `tests/rules/fields.rs` holds that
/// each rule does speak of its setting, and that no setting with a rule is left out.
pub static RULES_OF_FIELDS: &[(&str, &str)] = &[
    ("backups.storage", "PW-S07"),
    ("backups.volume", "PW-S09"),
    ("cluster.box", "PW-C09"),
    ("cluster.host-memory", "PW-M10"),
    ("cluster.images", "PW-K10"),
    ("cluster.kubernetes", "PW-C01"),
    ("cluster.metrics-server", "PW-A02"),
    ("cluster.network-plugin", "PW-C06"),
    ("cluster.network-policies", "PW-X05"),
    ("cluster.pod-network", "PW-C03"),
    ("cluster.pod-security", "PW-X03"),
    ("cluster.provider", "PW-C07"),
    ("cluster.pull-secret", "PW-X06"),
    ("cluster.service-network", "PW-C05"),
    ("etcd.image", "PW-E12"),
    ("etcd.legacy-ports", "PW-E16"),
    ("etcd.members[].machine", "PW-E04"),
    ("etcd.node-port", "PW-E17"),
    ("etcd.quota", "PW-E15"),
    ("etcd.storage", "PW-E10"),
    ("etcd.volume", "PW-E14"),
    ("etcd.workload", "PW-E11"),
    ("machines[].address", "PW-M05"),
    ("machines[].cpu", "PW-M11"),
    ("machines[].disk", "PW-M12"),
    ("machines[].memory", "PW-M02"),
    ("machines[].name", "PW-M01"),
    ("machines[].role", "PW-M14"),
    ("namespace", "PW-K02"),
    ("nfs.clients", "PW-N04"),
    ("nfs.machine", "PW-N07"),
    ("nfs.path", "PW-N09"),
    ("nfs.sync", "PW-N06"),
    ("percona.access", "PW-P11"),
    ("percona.binding", "PW-N12"),
    ("percona.buffer-pool", "PW-P16"),
    ("percona.discovery", "PW-P07"),
    ("percona.encryption", "PW-P15"),
    ("percona.flush-method", "PW-S08"),
    ("percona.grace-period", "PW-P12"),
    ("percona.image", "PW-P09"),
    ("percona.machines[]", "PW-P05"),
    ("percona.max-connections", "PW-P19"),
    ("percona.memory", "PW-P17"),
    ("percona.node-port", "PW-P14"),
    ("percona.probes", "PW-P13"),
    ("percona.reclaim", "PW-N11"),
    ("percona.replicas", "PW-P02"),
    ("percona.spread", "PW-P04"),
    ("percona.storage", "PW-S01"),
    ("percona.volume", "PW-P18"),
    ("secrets", "PW-X02"),
    ("wordpress.autoscaling", "PW-A07"),
    ("wordpress.autoscaling.cpu", "PW-A06"),
    ("wordpress.autoscaling.max", "PW-A04"),
    ("wordpress.autoscaling.scale-down-after", "PW-A08"),
    ("wordpress.database.create", "PW-W02"),
    ("wordpress.database.user", "PW-W01"),
    ("wordpress.files", "PW-S02"),
    ("wordpress.files.host-path", "PW-X04"),
    ("wordpress.image", "PW-K01"),
    ("wordpress.internet", "PW-W12"),
    ("wordpress.memory-limit", "PW-W10"),
    ("wordpress.replicas", "PW-W03"),
    ("wordpress.site.url", "PW-W07"),
    ("wordpress.volume", "PW-W13"),
    ("wordpress.way-in", "PW-W14"),
    ("wordpress.way-in.ingress", "PW-W06"),
    ("wordpress.way-in.node-port", "PW-K03"),
    ("wordpress.workload", "PW-W05"),
];

/// The code of the rule that says most about a setting.
pub fn rule_of(setting: &Path) -> Option<&'static str> {
    let mut wanted = String::new();
    for step in setting.steps() {
        match step {
            Step::Index(_) => wanted.push_str("[]"),
            Step::Key(key) => {
                if !wanted.is_empty() {
                    wanted.push('.');
                }
                wanted.push_str(key);
            }
        }
    }
    RULES_OF_FIELDS.iter().find(|(setting, _)| *setting == wanted).map(|(_, code)| *code)
}
