//! Whole bundles before a real control plane: the presets, and designs drawn at random.

use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use cluster_tests::change::{rehearse_change, rehearse_refused_change, rehearse_scale, scaled};
use cluster_tests::control_plane::Patience;
use cluster_tests::planes::{PLANES, Planes, told};
use cluster_tests::random_design::OptionValue;
use cluster_tests::rehearsal::{Thoroughness, find_fault, rehearse};
use cluster_tests::seeded::{self, Seeded};
use cluster_tests::upgrade::rehearse_upgrade;
use cluster_tests::verification::find_missing;
use libtest_mimic::{Arguments, Failed, Trial};
use presswright::bundle::Effort;
use presswright::design::{PRESETS, preset};

/// How many designs are drawn at random; 30 unless set, 500 in the long tier.
const DESIGNS_VARIABLE: &str = "PRESSWRIGHT_RANDOM_DESIGNS";

/// The preset that shows the article's faults. The rules refuse it, so it has no bundle.
const REFUSED: &str = "article-2017";

/// What stands in the text instead, made with the machines on which the database's replicas run.
type Instead = fn(&[String]) -> String;

/// Changes of the lab (the autoscaler's minimum grows: without metrics it takes no replica away): what
/// the text says before and after, and what the change takes.
const CHANGES: [(&str, &str, Instead, Effort); 5] = [
    (
        "in_place",
        "autoscaling: {min: 3, max: 5, cpu: 50%}",
        |_| "autoscaling: {min: 4, max: 5, cpu: 70%}\n  internet: false".to_owned(),
        Effort::InPlace,
    ),
    (
        "in_place_of_the_way_in",
        "{node-port: 30080}",
        |_| "{node-port: 30081}".to_owned(),
        Effort::InPlace,
    ),
    (
        "with_steps_of_larger_volumes",
        "volume: 10Gi",
        |_| "volume: 20Gi".to_owned(),
        Effort::WithSteps,
    ),
    ("with_steps_off_nfs", "volume: 10Gi", local_on, Effort::WithSteps),
    ("new_cluster", "name: blog", |_| "name: news".to_owned(), Effort::NewCluster),
];

/// Volumes on the machines' own disks.
fn local_on(machines: &[String]) -> String {
    format!("volume: 10Gi\n  storage: local\n  machines: [{}]", machines.join(", "))
}

/// Faults put into the lab's manifests by hand (file, what it says, what it says instead), and what
/// must be found: a check that has not been seen to fail proves nothing.
const FAULTS: [(&str, &str, &str, &str, &str); 4] = [
    (
        "of_a_claim",
        "10-volumes.yaml",
        "name: data-percona-0",
        "name: data-percona-9",
        "claim data-percona-0",
    ),
    (
        "of_a_machine",
        "10-volumes.yaml",
        "- node-2",
        "- node-3",
        "drawn: /var/lib/presswright/blog-etcd-1 on node-2",
    ),
    (
        "of_pod_security",
        "40-wordpress.yaml",
        "runAsNonRoot: true",
        "runAsNonRoot: false",
        "would violate PodSecurity",
    ),
    (
        "of_a_service",
        "15-services.yaml",
        "app.kubernetes.io/instance: blog\n  type",
        "app.kubernetes.io/instance: nobody\n  type",
        "service wordpress leads to {}",
    ),
];

/// What is taken away from a living lab, as `kubectl delete` takes it. The pod comes after what would
/// make it anew.
const TAKEN: [&[&str]; 8] = [
    &["node/master"],
    &["secret/percona"],
    &["pvc/backups"],
    &["statefulset/etcd-2", "--cascade=orphan"],
    &["pod/etcd-2-0"],
    &["jobs", "--all"],
    &["pdb/percona"],
    &["hpa/wordpress"],
];

/// The checks of `verify.sh` that fail for it.
const MISSING: [&str; 9] = [
    "machine master is ready: no such node",
    "every Secret has every key: missing secret percona: ",
    "claim backups is bound: no such persistentvolumeclaim",
    "statefulset/etcd-2 is ready: no such statefulset",
    "job/wordpress-install-",
    "pod etcd-2-0 runs on node-3: no such pod",
    "service etcd-2 has a ready pod: no ready pod behind it",
    "budget percona is kept: no such poddisruptionbudget",
    "autoscaler wordpress is there: Error from server (NotFound)",
];

fn main() -> ExitCode {
    let arguments = Arguments { test_threads: Some(PLANES), ..Arguments::from_args() };
    let planes = Arc::new(Planes::new(Patience::Usual));
    let mut trials = Vec::new();
    for preset in PRESETS.iter().filter(|preset| preset.name != REFUSED) {
        let planes = Arc::clone(&planes);
        trials.push(Trial::test(format!("preset_{}", preset.name), move || {
            Ok(told(planes.with(|plane| rehearse(plane, preset.text, Thoroughness::Scripts)))?)
        }));
    }
    for (name, from, instead, effort) in CHANGES {
        let planes = Arc::clone(&planes);
        trials.push(Trial::test(format!("change_{name}"), move || {
            let old = preset("lab").ok_or("there is no lab")?.text;
            if !old.contains(from) {
                return Err(format!("the lab does not say {from}").into());
            }
            let new = |machines: &[String]| old.replace(from, &instead(machines));
            Ok(told(planes.with(|plane| rehearse_change(plane, old, &new, effort)))?)
        }));
    }
    let at = Arc::clone(&planes);
    trials.push(Trial::test("change_that_must_stop", move || {
        let old = preset("lab").ok_or("there is no lab")?.text;
        let new = |machines: &[String]| {
            let elsewhere: Vec<String> = machines.iter().rev().cloned().collect();
            old.replace("volume: 10Gi", &local_on(&elsewhere))
        };
        let message = "timed out waiting for the condition";
        Ok(told(at.with(|plane| rehearse_refused_change(plane, old, &new, message)))?)
    }));
    let upgraded = |name: &str| name != REFUSED && (name == "lab" || seeded::is_long_tier());
    for preset in PRESETS.iter().filter(|preset| upgraded(preset.name)) {
        let planes = Arc::clone(&planes);
        trials.push(Trial::test(format!("upgrade_{}", preset.name), move || {
            Ok(told(planes.with(|plane| rehearse_upgrade(plane, preset.name, preset.text)))?)
        }));
    }
    let at = Arc::clone(&planes);
    trials.push(Trial::test("scale_up_and_down", move || {
        let texts = [3, 5, 3].map(scaled);
        Ok(told(at.with(|plane| rehearse_scale(plane, &texts)))?)
    }));
    for (name, file, from, to, expected) in FAULTS {
        let planes = Arc::clone(&planes);
        trials.push(Trial::test(format!("fault_{name}"), move || {
            let lab = preset("lab").ok_or("there is no lab")?.text;
            Ok(told(planes.with(|plane| {
                let found = find_fault(plane, lab, file, from, to)?;
                if found.contains(expected) {
                    return Ok(());
                }
                Err(format!("expected to find '{expected}', found:\n{found}").into())
            }))?)
        }));
    }
    let at = Arc::clone(&planes);
    trials.push(Trial::test("verify_names_what_is_missing", move || {
        let lab = preset("lab").ok_or("there is no lab")?.text;
        Ok(told(at.with(|plane| find_missing(plane, lab, &TAKEN, &MISSING)))?)
    }));
    let (seed, designs) = (seeded::seed(), seeded::designs(DESIGNS_VARIABLE, 30, 500));
    let drawn = Arc::new(LazyLock::new(move || seeded::draw(seed, designs)));
    let all = Arc::clone(&drawn);
    trials.push(Trial::test("every_value_of_every_option_is_drawn", move || covers(&all, designs)));
    for index in 0..designs {
        let (planes, drawn) = (Arc::clone(&planes), Arc::clone(&drawn));
        trials.push(Trial::test(format!("random_{seed}_{index}"), move || {
            let text = drawn.texts.get(usize::try_from(index)?).ok_or("it was not drawn")?;
            let way = if index % 2 == 1 && seeded::is_long_tier() {
                Thoroughness::ServerSide
            } else {
                Thoroughness::Placement
            };
            Ok(told(planes.with(|plane| rehearse(plane, text, way)))?)
        }));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(planes);
    conclusion.exit_code()
}

/// Values that no approved design has, each with what refuses it.
const REFUSED_VALUES: [(&str, &str); 6] = [
    ("etcd.members: empty", "PW-E01"),
    ("etcd.storage: none", "PW-E10"),
    ("etcd.workload: pod", "PW-E11"),
    ("nfs.sync: false", "PW-N06"),
    ("secrets: in-manifests", "PW-X01"),
    ("wordpress.files: host-path", "PW-X04"),
];

/// Fails if a value was never drawn that could be, or one was that is said to be refused.
fn covers(drawn: &Seeded, designs: u64) -> Result<(), Failed> {
    let refused = |value: &OptionValue| {
        REFUSED_VALUES.iter().any(|(refused, _)| *refused == value.to_string())
    };
    let mut wrong = Vec::new();
    for (value, times) in &drawn.coverage {
        println!("{times:4} times  {value}");
        match (times, refused(value)) {
            (0, false) => wrong.push(format!("never drawn: {value}")),
            (1.., true) => wrong.push(format!("drawn, though said to be refused: {value}")),
            _ => {}
        }
    }
    // A handful of designs cannot hold them all: then the figures are only shown.
    if wrong.is_empty() || designs < 30 { Ok(()) } else { Err(wrong.join("\n").into()) }
}
