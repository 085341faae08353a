//! Every pod of a bundle, out of whatever makes it.

use presswright::manifest::{Manifests, manifests};
use presswright::rules::Approved;
use serde_json::Value;

/// A template of pods.
pub struct Pod {
    /// What makes it: `CronJob/backup-etcd`.
    pub owner: String,
    /// Its labels.
    pub labels: Value,
    /// Its specification.
    pub spec: Value,
}

/// All templates of a design, and all objects.
pub fn pods(approved: &Approved) -> (Vec<Pod>, Manifests) {
    let manifests = manifests(approved);
    let mut pods = Vec::new();
    for object in &manifests.objects {
        let template = match object.kind() {
            "Pod" => &object.json,
            "CronJob" => &object.json["spec"]["jobTemplate"]["spec"]["template"],
            _ => &object.json["spec"]["template"],
        };
        if template["spec"]["containers"].is_array() {
            pods.push(Pod {
                owner: format!("{}/{}", object.kind(), object.name()),
                labels: template["metadata"]["labels"].clone(),
                spec: template["spec"].clone(),
            });
        }
    }
    (pods, manifests)
}

impl Pod {
    /// Its containers, those that only begin it first.
    pub fn containers(&self) -> impl Iterator<Item = &Value> {
        ["initContainers", "containers"]
            .into_iter()
            .filter_map(|key| self.spec[key].as_array())
            .flatten()
    }

    /// The component that its label names.
    pub fn component(&self) -> &str {
        self.labels["app.kubernetes.io/component"].as_str().unwrap_or_default()
    }

    /// What of "For every pod" it lacks, in words.
    pub fn lacks(&self) -> Vec<String> {
        let mut lacking = Vec::new();
        let mut must = |holds: bool, what: String| {
            if !holds {
                lacking.push(format!("{}: {what}", self.owner));
            }
        };
        let spec = &self.spec;
        must(spec["automountServiceAccountToken"] == false, "no token".to_owned());
        must(spec["enableServiceLinks"] == false, "enableServiceLinks: false".to_owned());
        let account = spec["serviceAccountName"].as_str();
        must(account == Some(self.component()), "a ServiceAccount of its own".to_owned());
        let context = &spec["securityContext"];
        must(context["runAsNonRoot"] == true, "runAsNonRoot".to_owned());
        must(context["runAsUser"].as_u64().is_some_and(|user| user > 0), "a user".to_owned());
        must(context["runAsGroup"].as_u64().is_some_and(|group| group > 0), "a group".to_owned());
        must(context["seccompProfile"]["type"] == "RuntimeDefault", "a seccomp profile".to_owned());
        for host in ["hostNetwork", "hostPID", "hostIPC"] {
            must(spec[host].is_null(), format!("no {host}"));
        }
        for label in ["name", "instance", "component", "part-of", "managed-by"] {
            let label = format!("app.kubernetes.io/{label}");
            must(self.labels[&label].as_str().is_some_and(|value| !value.is_empty()), label);
        }
        for volume in spec["volumes"].as_array().into_iter().flatten() {
            let bounded =
                volume["emptyDir"].is_null() || volume["emptyDir"]["sizeLimit"].is_string();
            must(bounded, format!("a bound for {}", volume["name"]));
            must(volume["hostPath"].is_null(), format!("no hostPath for {}", volume["name"]));
        }
        for container in self.containers() {
            let name = container["name"].as_str().unwrap_or_default();
            let own = &container["securityContext"];
            let root = own["readOnlyRootFilesystem"] == true;
            must(root, format!("{name}: a read-only root file system"));
            must(own["allowPrivilegeEscalation"] == false, format!("{name}: no more privileges"));
            must(own["capabilities"]["drop"][0] == "ALL", format!("{name}: no capabilities"));
            must(own["capabilities"]["add"].is_null(), format!("{name}: no capabilities added"));
            must(own["privileged"].is_null(), format!("{name}: not privileged"));
            for amount in ["cpu", "memory", "ephemeral-storage"] {
                for side in ["requests", "limits"] {
                    let given = container["resources"][side][amount].is_string();
                    must(given, format!("{name}: {side} of {amount}"));
                }
            }
            for mount in container["volumeMounts"].as_array().into_iter().flatten() {
                let volumes = spec["volumes"].as_array().into_iter().flatten();
                let there = volumes
                    .chain([&serde_json::json!({"name": "data"})])
                    .any(|volume| volume["name"] == mount["name"]);
                must(there, format!("{name}: the volume {}", mount["name"]));
            }
        }
        lacking
    }
}
