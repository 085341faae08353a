//! "For every pod", over every workload, Job and option.

use hardening_tests::case::cases;
use hardening_tests::pod::{Pod, pods};
use serde_json::{Value, json};

#[test]
fn every_pod_has_what_every_pod_must_have() {
    let mut lacking = Vec::new();
    let mut looked = 0;
    for case in cases().unwrap() {
        let (pods, manifests) = pods(&case.approved);
        looked += pods.len();
        assert!(pods.len() >= 4, "{}: {} pods", case.name, pods.len());
        lacking
            .extend(pods.iter().flat_map(Pod::lacks).map(|what| format!("{}: {what}", case.name)));
        // Each account exists, and none has a token.
        let accounts: Vec<&Value> = manifests
            .objects
            .iter()
            .filter(|object| object.kind() == "ServiceAccount")
            .map(|object| &object.json)
            .collect();
        for pod in &pods {
            let name = &pod.spec["serviceAccountName"];
            let own = accounts.iter().find(|account| account["metadata"]["name"] == *name);
            assert!(own.is_some(), "{}: {} has no account {name}", case.name, pod.owner);
        }
        for account in accounts {
            assert_eq!(account["automountServiceAccountToken"], false, "{}: {account}", case.name);
        }
        lacking.extend(
            images(&case.approved, &pods).iter().map(|what| format!("{}: {what}", case.name)),
        );
    }
    println!("{looked} pods");
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

/// What does not fit where the design says that images come from.
fn images(approved: &presswright::rules::Approved, pods: &[Pod]) -> Vec<String> {
    use presswright::design::Images;
    let cluster = &approved.design().cluster;
    let secret = cluster.asked_with().map(|name| json!([{ "name": name.as_str() }]));
    let mut wrong = Vec::new();
    for pod in pods {
        if pod.spec["imagePullSecrets"] != secret.clone().unwrap_or(Value::Null) {
            wrong.push(format!("{}: {}", pod.owner, pod.spec["imagePullSecrets"]));
        }
        for container in pod.containers() {
            let image = container["image"].as_str().unwrap_or_default();
            let (policy, there) = match &cluster.images {
                Images::AsNamed if image.contains('@') => ("IfNotPresent", true),
                Images::AsNamed => ("Always", true),
                Images::OnMachines => ("Never", true),
                Images::Mirror(registry) => {
                    ("IfNotPresent", image.starts_with(&format!("{registry}/")))
                }
            };
            if container["imagePullPolicy"] != policy || !there {
                wrong.push(format!("{}: {image} {}", pod.owner, container["imagePullPolicy"]));
            }
        }
    }
    wrong
}
