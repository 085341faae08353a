//! The bundle is complete in itself: whatever an object names exists, and whatever an image writes is mounted.

use presswright::bundle::Bundle;
use presswright::design::{Document, PRESETS, preset};
use presswright::manifest::{Manifests, Object, manifests};
use presswright::rules::Approved;
use presswright::simulate::load::autoscaler::{Most, Rules};
use presswright::simulate::load::autoscaler_of;
use presswright::topology::{Topology, secrets};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Paths that an image writes while it runs, by a word of its name; `a|b` where the settings may move it. Source: the images' Dockerfiles and
/// entrypoints (DOMAIN-like facts are in docs/proof.md).
const WRITTEN: [(&str, &[&str]); 4] = [
    ("wordpress:cli", &["/tmp", "/var/www/html"]),
    ("wordpress:7", &["/tmp", "/run/apache2", "/run/lock", "/var/www/html"]),
    (
        "percona-xtradb-cluster",
        &["/var/lib/mysql|/var/lib/percona", "/etc/mysql", "/var/log/mysql", "/tmp"],
    ),
    ("etcd", &["/var/lib/etcd"]),
];

fn array<'a>(json: &'a Json, pointer: &str) -> Vec<&'a Json> {
    json.pointer(pointer)
        .and_then(Json::as_array)
        .map(|items| items.iter().collect())
        .unwrap_or_default()
}

fn text<'a>(json: &'a Json, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(Json::as_str).unwrap_or_default()
}

/// The template of an object's pods, and whether the pods run all the time.
fn template(object: &Object) -> Option<(&Json, bool)> {
    let path = match object.kind() {
        "Deployment" | "ReplicaSet" | "StatefulSet" => ("/spec/template", true),
        "Job" => ("/spec/template", false),
        "CronJob" => ("/spec/jobTemplate/spec/template", false),
        _ => return None,
    };
    object.json.pointer(path.0).map(|template| (template, path.1))
}

fn containers(template: &Json) -> Vec<&Json> {
    [array(template, "/spec/initContainers"), array(template, "/spec/containers")].concat()
}

fn labels(json: &Json, pointer: &str) -> BTreeMap<String, String> {
    json.pointer(pointer)
        .and_then(Json::as_object)
        .map(|map| {
            map.iter()
                .map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().to_owned()))
                .collect()
        })
        .unwrap_or_default()
}

struct Case {
    preset: &'static str,
    topology: Topology,
    secrets: BTreeSet<(String, String)>,
    manifests: Manifests,
}

fn cases() -> Vec<Case> {
    let more = [(
        "uploads",
        "presswright: 1\nname: up\nmachines: [{name: a, role: control-plane, address: 192.168.56.10}, {name: b, address: 192.168.56.11}, {name: c, address: 192.168.56.12}, {name: d, address: 192.168.56.13}]\nnfs: {machine: a}\netcd: {members: [{machine: b}, {machine: c}, {machine: d}]}\nwordpress: {share: uploads}\npercona: {access: service, encryption: false}\n",
    )];
    let cases: Vec<Case> = PRESETS
        .iter()
        .map(|preset| (preset.name, preset.text))
        .chain(more)
        .filter_map(|(name, text)| {
            let document = Document::read(text).unwrap();
            let approved = Approved::of(document)
                .map_err(|report| assert!(name == "article-2017", "{name}: {report:?}"))
                .ok()?;
            let keys = secrets(approved.design())
                .iter()
                .flat_map(|secret| {
                    secret
                        .keys
                        .iter()
                        .map(|key| (secret.name.to_owned(), key.name.to_owned()))
                        .collect::<Vec<_>>()
                })
                .collect();
            Some(Case {
                preset: name,
                topology: approved.topology().clone(),
                secrets: keys,
                manifests: manifests(&approved),
            })
        })
        .collect();
    assert!(cases.len() >= 5, "lab, small, cloud, large and the one with uploads");
    cases
}

impl Case {
    fn has(&self, kind: &str, name: &str) -> bool {
        self.manifests.objects.iter().any(|object| object.kind() == kind && object.name() == name)
    }

    fn config_key(&self, map: &str, key: &str) -> bool {
        self.manifests.objects.iter().any(|object| {
            object.kind() == "ConfigMap"
                && object.name() == map
                && object.json["data"].get(key).is_some()
        })
    }

    /// Claims that are made: by an object of their own, or from a StatefulSet's template.
    fn claims(&self) -> BTreeSet<String> {
        let mut claims = BTreeSet::new();
        for object in &self.manifests.objects {
            match object.kind() {
                "PersistentVolumeClaim" => {
                    claims.insert(object.name().to_owned());
                }
                "StatefulSet" => {
                    let replicas = object.json["spec"]["replicas"].as_u64().unwrap();
                    for template in array(&object.json, "/spec/volumeClaimTemplates") {
                        for ordinal in 0..replicas {
                            claims.insert(format!(
                                "{}-{}-{ordinal}",
                                text(template, "/metadata/name"),
                                object.name()
                            ));
                        }
                    }
                }
                _ => {}
            }
        }
        claims
    }
}

#[test]
fn whatever_a_pod_names_exists() {
    for case in cases() {
        let claims = case.claims();
        let mut read = BTreeSet::new();
        for object in &case.manifests.objects {
            let Some((template, _)) = template(object) else { continue };
            let at = format!("{}: {} {}", case.preset, object.kind(), object.name());
            assert!(
                case.has("ServiceAccount", text(template, "/spec/serviceAccountName")),
                "{at}: its account"
            );
            let mut volumes: BTreeSet<&str> = BTreeSet::new();
            for volume in array(template, "/spec/volumes") {
                volumes.insert(text(volume, "/name"));
                if let Some(map) = volume.pointer("/configMap/name").and_then(Json::as_str) {
                    assert!(case.has("ConfigMap", map), "{at}: ConfigMap {map}");
                    for item in array(volume, "/configMap/items") {
                        assert!(case.config_key(map, text(item, "/key")), "{at}: {map} {item}");
                    }
                }
                if let Some(claim) =
                    volume.pointer("/persistentVolumeClaim/claimName").and_then(Json::as_str)
                {
                    assert!(claims.contains(claim), "{at}: claim {claim}");
                }
                let sources = array(volume, "/projected/sources");
                let all = sources
                    .iter()
                    .filter_map(|source| source.get("secret"))
                    .chain(volume.get("secret"));
                for secret in all {
                    let name = secret
                        .get("secretName")
                        .or(secret.get("name"))
                        .and_then(Json::as_str)
                        .unwrap();
                    let items = array(secret, "/items");
                    assert!(!items.is_empty(), "{at}: Secret {name} is mounted whole");
                    for item in items {
                        let key = (name.to_owned(), text(item, "/key").to_owned());
                        assert!(case.secrets.contains(&key), "{at}: nobody makes {key:?}");
                        read.insert(key);
                    }
                }
            }
            for template in array(&object.json, "/spec/volumeClaimTemplates") {
                volumes.insert(text(template, "/metadata/name"));
            }
            let mut mounted = BTreeSet::new();
            for container in containers(template) {
                for mount in array(container, "/volumeMounts") {
                    assert!(volumes.contains(text(mount, "/name")), "{at}: no volume for {mount}");
                    mounted.insert(text(mount, "/name"));
                }
                for variable in array(container, "/env") {
                    if let Some(source) = variable.pointer("/valueFrom/configMapKeyRef") {
                        assert!(
                            case.config_key(text(source, "/name"), text(source, "/key")),
                            "{at}: {source}"
                        );
                    }
                    if let Some(source) = variable.pointer("/valueFrom/secretKeyRef") {
                        let key =
                            (text(source, "/name").to_owned(), text(source, "/key").to_owned());
                        assert!(case.secrets.contains(&key), "{at}: nobody makes {key:?}");
                        read.insert(key);
                    }
                }
            }
            assert_eq!(mounted, volumes, "{at}: every volume is mounted somewhere");
        }
        let made: BTreeSet<_> =
            case.secrets.iter().filter(|(name, _)| name != "percona-ca").cloned().collect();
        assert_eq!(read, made, "{}: every key that is made is read", case.preset);
    }
}

#[test]
fn every_path_that_an_image_writes_is_mounted() {
    for case in cases() {
        for object in &case.manifests.objects {
            let Some((template, runs)) = template(object) else { continue };
            for container in array(template, "/spec/containers") {
                let image = text(container, "/image");
                let Some((_, paths)) = WRITTEN.iter().find(|(word, _)| image.contains(word)) else {
                    continue;
                };
                // A Job runs a script of ours, not the image's program.
                let needed: &[&str] = if runs { paths } else { &["/tmp"] };
                let command = text(container, "/command/0");
                if runs && command.contains("sidecar") {
                    continue;
                }
                let mounts: Vec<&str> = array(container, "/volumeMounts")
                    .iter()
                    .map(|mount| text(mount, "/mountPath"))
                    .collect();
                for path in needed {
                    assert!(
                        path.split('|').any(|path| mounts
                            .iter()
                            .any(|mount| path == *mount || path.starts_with(&format!("{mount}/")))),
                        "{}: {} {}: {path} is written and not mounted: {mounts:?}",
                        case.preset,
                        object.kind(),
                        object.name()
                    );
                }
            }
        }
    }
}

#[test]
fn selectors_ports_and_targets_meet_their_pods() {
    for case in cases() {
        let templates: Vec<(&Object, &Json)> = case
            .manifests
            .objects
            .iter()
            .filter_map(|object| template(object).map(|(t, _)| (object, t)))
            .collect();
        let chosen = |wanted: &BTreeMap<String, String>| {
            templates
                .iter()
                .filter(|(_, template)| {
                    let have = labels(template, "/metadata/labels");
                    wanted.iter().all(|(key, value)| have.get(key) == Some(value))
                })
                .map(|(_, template)| *template)
                .collect::<Vec<_>>()
        };
        for object in &case.manifests.objects {
            let at = format!("{}: {} {}", case.preset, object.kind(), object.name());
            match object.kind() {
                "Service" => {
                    let pods = chosen(&labels(&object.json, "/spec/selector"));
                    assert!(!pods.is_empty(), "{at} selects nothing");
                    for port in array(&object.json, "/spec/ports") {
                        let name = text(port, "/targetPort");
                        for pod in &pods {
                            let number = containers(pod)
                                .iter()
                                .flat_map(|container| array(container, "/ports"))
                                .find(|have| text(have, "/name") == name)
                                .map(|have| have["containerPort"].clone());
                            assert_eq!(number.as_ref(), Some(&port["port"]), "{at}: port {name}");
                        }
                    }
                }
                "PodDisruptionBudget" => {
                    assert!(
                        !chosen(&labels(&object.json, "/spec/selector/matchLabels")).is_empty(),
                        "{at}"
                    );
                }
                "NetworkPolicy" if object.name() != "deny-all" => {
                    assert!(
                        !chosen(&labels(&object.json, "/spec/podSelector/matchLabels")).is_empty(),
                        "{at}"
                    );
                }
                "HorizontalPodAutoscaler" => {
                    let target = &object.json["spec"]["scaleTargetRef"];
                    assert!(case.has(text(target, "/kind"), text(target, "/name")), "{at}");
                    let scaled = case
                        .manifests
                        .objects
                        .iter()
                        .find(|other| {
                            other.kind() == text(target, "/kind")
                                && other.name() == text(target, "/name")
                        })
                        .unwrap();
                    assert!(
                        scaled.json["spec"].get("replicas").is_none(),
                        "{at}: the count is the autoscaler's"
                    );
                }
                "StatefulSet" => {
                    assert!(
                        case.has("Service", text(&object.json, "/spec/serviceName")),
                        "{at}: its Service"
                    );
                }
                "PersistentVolume" => {
                    let claim = text(&object.json, "/spec/claimRef/name");
                    assert!(case.claims().contains(claim), "{at}: claim {claim}");
                    if let Some(path) = object.json.pointer("/spec/nfs/path").and_then(Json::as_str)
                    {
                        assert!(
                            case.topology.folders.iter().any(|folder| folder.path == path),
                            "{at}: {path}"
                        );
                    }
                    if let Some(path) =
                        object.json.pointer("/spec/local/path").and_then(Json::as_str)
                    {
                        assert!(
                            case.topology.local_folders.iter().any(|folder| folder.path == path),
                            "{at}: {path}"
                        );
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_container_is_locked_and_sized() {
    for case in cases() {
        for object in &case.manifests.objects {
            let Some((template, _)) = template(object) else { continue };
            let at = format!("{}: {} {}", case.preset, object.kind(), object.name());
            let pod = &template["spec"];
            assert_eq!(pod["automountServiceAccountToken"], false, "{at}");
            assert_eq!(pod["enableServiceLinks"], false, "{at}");
            assert_eq!(text(pod, "/securityContext/seccompProfile/type"), "RuntimeDefault", "{at}");
            assert!(
                pod["securityContext"]["runAsUser"].as_u64().is_some_and(|user| user > 0),
                "{at}"
            );
            for container in containers(template) {
                let security = &container["securityContext"];
                assert_eq!(security["readOnlyRootFilesystem"], true, "{at}");
                assert_eq!(security["allowPrivilegeEscalation"], false, "{at}");
                assert_eq!(text(security, "/capabilities/drop/0"), "ALL", "{at}");
                for amount in [
                    "/resources/requests/cpu",
                    "/resources/requests/memory",
                    "/resources/limits/memory",
                ] {
                    assert!(!text(container, amount).is_empty(), "{at}: {amount}");
                }
            }
        }
    }
}

/// What `simulate load` looks with is what the cluster is given.
#[test]
fn the_simulated_autoscaler_is_the_one_of_the_manifest() {
    let document = Document::read(preset("lab").unwrap().text).unwrap();
    let lab = Approved::of(document).unwrap();
    let ours = autoscaler_of(lab.design()).unwrap();
    let bundle = Bundle::of(&lab).unwrap();
    let theirs =
        bundle.objects.iter().find(|object| object.kind() == "HorizontalPodAutoscaler").unwrap();
    let spec = &theirs.json["spec"];
    let rules = |rules: &Rules| {
        let policies = rules.policies.iter().map(|policy| match policy.most {
            Most::Pods(value) => {
                json!({"type": "Pods", "value": value, "periodSeconds": policy.period})
            }
            Most::Percent(value) => {
                json!({"type": "Percent", "value": value, "periodSeconds": policy.period})
            }
        });
        json!({
            "stabilizationWindowSeconds": rules.window, "selectPolicy": format!("{:?}", rules.select),
            "policies": policies.collect::<Vec<_>>(),
        })
    };
    assert_eq!(spec["minReplicas"], ours.min);
    assert_eq!(spec["maxReplicas"], ours.max);
    assert_eq!(spec["metrics"][0]["resource"]["target"]["averageUtilization"], ours.target);
    assert_eq!(spec["behavior"]["scaleUp"], rules(&ours.up));
    assert_eq!(spec["behavior"]["scaleDown"], rules(&ours.down));
}
