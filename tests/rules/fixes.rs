//! A fix removes its finding and makes no error of another kind, whatever the design.

use crate::{read, report, repository};
use presswright::design::{Design, Document, Edit, PRESETS};
use presswright::document::{Path, Tree};
use presswright::rules::{Finding, RULES, Report, Severity, fix_all_safe};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::collections::BTreeSet;
use std::fs;

/// Settings to draw designs from: a path and values for it, in the words of a document.
const SETTINGS: &[(&str, &[&str])] = &[
    ("cluster.kind", &["vagrant", "existing"]),
    ("cluster.kubernetes", &["1.5", "1.35", "1.37", "1.99"]),
    ("cluster.provider", &["virtualbox", "libvirt", "vmware"]),
    ("cluster.box", &["bento/ubuntu-24.04", "generic/debian12"]),
    ("cluster.network-plugin", &["calico", "flannel"]),
    (
        "cluster.pod-network",
        &["10.244.0.0/16", "10.96.0.0/16", "192.168.0.0/16", "10.0.0.0/26", "fd00::/48"],
    ),
    ("cluster.service-network", &["10.96.0.0/12", "10.0.0.0/8", "192.168.56.0/29"]),
    ("cluster.metrics-server", &["true", "false"]),
    ("cluster.pod-security", &["restricted", "baseline", "privileged"]),
    ("cluster.network-policies", &["true", "false"]),
    ("cluster.images", &["as-named", "on-machines"]),
    ("cluster.images.mirror", &["mirror:5000"]),
    ("cluster.pull-secret", &["registry", "wordpress"]),
    ("cluster.host-memory", &["8Gi", "64Gi"]),
    ("cluster.host-cpu", &["2", "16"]),
    ("machines[0].role", &["control-plane", "worker", "single", "storage"]),
    ("machines[0].memory", &["512Mi", "2Gi", "16Gi"]),
    ("machines[0].cpu", &["1", "4"]),
    ("machines[1].role", &["control-plane", "worker", "single", "storage"]),
    ("machines[1].name", &["node-2", "master"]),
    ("machines[1].address", &["192.168.56.10", "10.96.3.4", "192.168.56.100", "fd00::4"]),
    ("machines[2].address", &["192.168.56.10", "192.168.57.1"]),
    ("machines[2].memory", &["600Mi", "1Gi", "8Gi"]),
    ("machines[2].disk", &["8Gi", "400Gi"]),
    ("nfs.machine", &["master", "node-1", "nowhere"]),
    ("nfs.path", &["/srv/presswright", "/var/lib/presswright", "/tmp/x"]),
    ("nfs.clients", &["192.168.56.0/24", "0.0.0.0/0", "10.1.0.0/16"]),
    ("nfs.sync", &["true", "false"]),
    ("nfs", &[""]),
    ("etcd.members[0].machine", &["master", "node-1", "nowhere"]),
    ("etcd.members[1].machine", &["node-1", "node-2", ""]),
    ("etcd.image", &["etcd", "etcd:latest", "etcd:v3.4.3", "etcd:v3.5.33", "etcd:v3.7.1"]),
    ("etcd.storage", &["local", "none"]),
    ("etcd.storage.class", &["fast"]),
    ("etcd.volume", &["1Gi", "20Gi"]),
    ("etcd.quota", &["64Mi", "9Gi"]),
    ("etcd.memory", &["128Mi", "6Gi"]),
    ("etcd.local-path", &["/tmp/etcd", "/srv/presswright/etcd"]),
    ("etcd.workload", &["stateful-set", "pod"]),
    ("etcd.node-port", &["30080", "80", "31000"]),
    ("etcd.legacy-ports", &["true"]),
    ("percona.replicas", &["1", "2", "3", "4", "5", "9"]),
    ("percona.image", &["percona:5.6", "percona:8.0", "percona", "percona:8.4"]),
    ("percona.storage", &["nfs", "local"]),
    ("percona.storage.class", &["fast"]),
    ("percona.volume", &["1Gi", "100Gi"]),
    ("percona.memory", &["512Mi", "3Gi", "12Gi"]),
    ("percona.buffer-pool", &["256Mi", "2Gi"]),
    ("percona.max-connections", &["10", "900"]),
    ("percona.flush-method", &["O_DIRECT", "fsync"]),
    ("percona.discovery", &["etcd", "image"]),
    ("percona.access", &["haproxy", "service"]),
    ("percona.haproxy-image", &["haproxy", "haproxy:3.2.4"]),
    ("percona.encryption", &["true", "false"]),
    ("percona.spread", &["required", "preferred"]),
    ("percona.binding", &["reserved", "any"]),
    ("percona.reclaim", &["retain", "recycle"]),
    ("percona.probes", &["true", "false"]),
    ("percona.grace-period", &["10", "600"]),
    ("percona.node-port", &["30080", "30081", "40000"]),
    ("percona.local-path", &["/run/db", "/data"]),
    ("wordpress.image", &["wordpress", "wordpress:6-php8.0-fpm", "wordpress:7.1.0-php8.3-apache"]),
    ("wordpress.cli-image", &["wordpress:7.1", "wordpress:cli-2.12"]),
    ("wordpress.workload", &["deployment", "replica-set"]),
    ("wordpress.replicas", &["1", "2", "40"]),
    ("wordpress.autoscaling.min", &["1", "3", "90"]),
    ("wordpress.autoscaling.max", &["1", "3", "60"]),
    ("wordpress.autoscaling.cpu", &["50%", "200%"]),
    ("wordpress.autoscaling.scale-down-after", &["5", "300", "9000"]),
    ("wordpress.files", &["nfs"]),
    ("wordpress.files.class", &["shared", "fast"]),
    ("wordpress.files.host-path", &["/mnt/web"]),
    ("wordpress.share", &["site", "uploads"]),
    ("wordpress.volume", &["100Mi", "10Gi"]),
    ("wordpress.memory", &["128Mi", "1Gi"]),
    ("wordpress.memory-limit", &["256Mi", "2Gi"]),
    ("wordpress.way-in", &["load-balancer"]),
    ("wordpress.way-in.node-port", &["80", "30080", "31362"]),
    ("wordpress.database.user", &["root", "wordpress"]),
    ("wordpress.database.create", &["true", "false"]),
    ("wordpress.site.url", &["https://blog.example.org", "http://192.168.56.10:1234"]),
    ("wordpress.internet", &["true", "false"]),
    ("backups.storage", &["nfs", "none"]),
    ("backups.storage.class", &["shared", "fast"]),
    ("backups.volume", &["1Gi", "500Gi"]),
    ("secrets", &["generated", "existing", "in-manifests"]),
    ("namespace", &["default", "kube-system", "blog"]),
];

/// A preset with settings of it changed at random, as the text of a document.
fn designs() -> impl Strategy<Value = String> {
    let change = (0..SETTINGS.len(), any::<prop::sample::Index>());
    (0..PRESETS.len(), prop::collection::vec(change, 0..12)).prop_map(|(preset, changes)| {
        let mut design = read(PRESETS[preset].text);
        for (setting, value) in changes {
            let (path, values) = SETTINGS[setting];
            let path: Path = path.parse().unwrap();
            let word = values[value.index(values.len())];
            // What stands in quotes and what does not: one of the two is taken.
            let text = Edit::Set { path: path.clone(), value: Some(Tree::Text(word.to_owned())) };
            let plain = Edit::plain(path.clone(), word);
            let _ = match word {
                "" => design.apply(&Edit::default(path)),
                _ => design.apply(&text).or_else(|_| design.apply(&plain)),
            };
        }
        Document::write(&design).text().to_owned()
    })
}

/// The errors of a report, by code.
fn errors(report: &Report) -> BTreeSet<&'static str> {
    let errors = report.findings().iter().filter(|one| one.severity == Severity::Error);
    errors.map(|finding| finding.code).collect()
}

/// What is wrong with making this fix: nothing, if all is well.
fn trouble(design: &Design, before: &Report, finding: &Finding) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    let mut mended = design.clone();
    if let Err(error) = mended.apply(&fix.edit) {
        return Some(format!("cannot be made: {error}"));
    }
    let after = report(&mended);
    let count = |report: &Report| {
        report.findings().iter().filter(|other| other.code == finding.code).count()
    };
    if count(&after) >= count(before) {
        return Some(format!("leaves {} of {} findings", count(&after), count(before)));
    }
    let new: Vec<_> = errors(&after).difference(&errors(before)).copied().collect();
    if new.is_empty() { None } else { Some(format!("makes {new:?}")) }
}

#[test]
fn every_setting_is_one_and_every_value_is_taken() {
    let lab = read(PRESETS[0].text);
    for (path, values) in SETTINGS {
        for word in values.iter().filter(|word| !word.is_empty()) {
            let path: Path = path.parse().unwrap();
            let mut design = lab.clone();
            let taken = design
                .apply(&Edit::text(path.clone(), word))
                .or_else(|_| design.apply(&Edit::plain(path.clone(), word)));
            assert!(taken.is_ok(), "{path}: {word}: {taken:?}");
        }
    }
}

#[test]
fn every_fix_of_the_fixtures_mends() {
    let mut wrong = Vec::new();
    for (rule, _) in RULES {
        let path = repository(&format!("tests/fixtures/rules/{}/fail.yaml", rule.code));
        let design = read(&fs::read_to_string(path).unwrap());
        let before = report(&design);
        for finding in before.findings() {
            if let Some(trouble) = trouble(&design, &before, finding) {
                wrong.push(format!("{}: the fix of {} {trouble}", rule.code, finding.code));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: Some(Box::new(FileFailurePersistence::SourceParallel(
            "../proptest-regressions/rules",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_fix_of_any_design_mends(text in designs()) {
        let design = read(&text);
        let before = report(&design);
        for finding in before.findings() {
            let trouble = trouble(&design, &before, finding);
            prop_assert!(
                trouble.is_none(),
                "the fix of {} ({}) {}",
                finding.code,
                finding.message,
                trouble.unwrap_or_default()
            );
        }
    }

    #[test]
    fn all_safe_fixes_leave_none_and_make_no_error(text in designs()) {
        let design = read(&text);
        let mut mended = design.clone();
        mended.apply(&fix_all_safe(&design)).unwrap();
        let after = report(&mended);
        let left: Vec<_> = after
            .findings()
            .iter()
            .filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safe))
            .map(|finding| finding.code)
            .collect();
        prop_assert!(left.is_empty(), "{left:?} are left");
        prop_assert!(errors(&after).is_subset(&errors(&report(&design))));
    }
}
