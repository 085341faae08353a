//! Budgets, rollouts and the time to stop: a drain and an update both go on, and keep the majority.

use std::sync::LazyLock;

use hardening_tests::case::{Case, cases};
use hardening_tests::pod::pods;
use presswright::manifest::Object;
use serde_json::Value;

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| cases().unwrap());

const WORKLOADS: [&str; 3] = ["StatefulSet", "Deployment", "ReplicaSet"];

/// Whether labels fit a selector of labels alone, which is the only one that we write.
fn selects(selector: &Value, labels: &Value) -> bool {
    let wanted = selector["matchLabels"].as_object().unwrap();
    assert!(selector["matchExpressions"].is_null() && !wanted.is_empty());
    wanted.iter().all(|(key, value)| labels[key] == *value)
}

fn required_apart(spec: &Value) -> bool {
    spec["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"].is_array()
}

/// What is wrong with the workloads of a design.
fn faults(case: &Case) -> Vec<String> {
    let design = case.approved.design();
    let (_, manifests) = pods(&case.approved);
    let of = |kind: &'static str| manifests.objects.iter().filter(move |one| one.kind() == kind);
    let mut faults = Vec::new();
    for workload in manifests.objects.iter().filter(|one| WORKLOADS.contains(&one.kind())) {
        let mut must = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!(
                    "{}: {} {}: {what}",
                    case.name,
                    workload.kind(),
                    workload.name()
                ));
            }
        };
        let template = &workload.json["spec"]["template"];
        let budgets: Vec<&Object> = of("PodDisruptionBudget")
            .filter(|one| selects(&one.json["spec"]["selector"], &template["metadata"]["labels"]))
            .collect();
        must(budgets.len() == 1, "one budget");
        let away = budgets.first().map(|one| one.json["spec"]["maxUnavailable"].clone());
        let away = away.and_then(|most| most.as_u64()).unwrap_or_default();
        must(away == 1, "a drain goes on, one at a time");
        let members = match workload.name() {
            "percona" => u64::from(design.percona.replicas.get()),
            name if name.starts_with("etcd-") => design.etcd.members.len() as u64,
            _ => 0,
        };
        must(members < 3 || members - away > members / 2, "a majority stays");
        let least = u64::from(design.wordpress.replica_bounds().0);
        let rolling = &workload.json["spec"]["strategy"]["rollingUpdate"];
        if workload.kind() == "Deployment" {
            let (more, fewer) = (rolling["maxSurge"].as_u64(), rolling["maxUnavailable"].as_u64());
            must(more.unwrap_or(0) + fewer.unwrap_or(0) > 0, "an update goes on");
            // A pod more that must have a machine of its own may never find one.
            must(fewer != Some(0) || !required_apart(&template["spec"]), "room for one more");
            let all = if workload.name() == "wordpress" { least } else { 2 };
            must(fewer < Some(all), "one answers at any time");
        }
        let grace = template["spec"]["terminationGracePeriodSeconds"].as_u64();
        must(grace.is_some_and(|seconds| seconds > 0), "its own time to stop");
        if workload.name() == "percona" {
            must(grace == Some(u64::from(design.percona.grace_period.get())), "the design's time");
        }
    }
    faults
}

#[test]
fn drains_and_updates_go_on_and_keep_the_majority() {
    let faults: Vec<String> = CASES.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn haproxy_has_more_time_than_it_gives_connections() {
    let path = hardening_tests::tool::repository().join("src/provision/files/percona/haproxy.cfg");
    let text = std::fs::read_to_string(path).unwrap();
    let line = text.lines().find_map(|line| line.trim().strip_prefix("hard-stop-after ")).unwrap();
    let given: u64 = line.trim_end_matches('s').parse().unwrap();
    let (pods, _) = pods(&CASES.iter().find(|case| case.name == "lab").unwrap().approved);
    let haproxy = pods.iter().find(|pod| pod.owner == "Deployment/haproxy").unwrap();
    assert!(haproxy.spec["terminationGracePeriodSeconds"].as_u64().unwrap() > given);
}
