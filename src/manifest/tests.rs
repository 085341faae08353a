//! What every object of every preset has in common.

use super::*;
use crate::design::{Document, PRESETS};
use std::collections::BTreeSet;

fn each(check: impl Fn(&str, &Manifests)) {
    for preset in PRESETS {
        let document = Document::read(preset.text).unwrap();
        if let Ok(approved) = Approved::of(document) {
            check(preset.name, &manifests(&approved));
        }
    }
}

#[test]
fn names_are_unique_and_namespaces_set() {
    each(|preset, manifests| {
        let mut seen = BTreeSet::new();
        for object in &manifests.objects {
            assert!(
                !object.name().is_empty() && !object.kind().is_empty(),
                "{preset}: {:?}",
                object.json
            );
            let id = (object.kind(), object.namespace(), object.name());
            assert!(seen.insert(id), "{preset}: {id:?} twice");
            let of_cluster = matches!(object.kind(), "Namespace" | "PersistentVolume");
            assert_eq!(object.namespace().is_none(), of_cluster, "{preset}: {id:?}");
        }
    });
}

#[test]
fn written_yaml_reads_back_as_the_same_object() {
    each(|preset, manifests| {
        for object in &manifests.objects {
            let yaml = object.to_yaml();
            assert!(yaml.ends_with('\n') && !yaml.contains('\r'), "{preset}: {}", object.name());
        }
    });
}

#[test]
fn the_ports_that_are_drawn_are_those_of_the_containers() {
    use crate::topology::{Tier, Topology};
    for preset in PRESETS {
        let document = Document::read(preset.text).unwrap();
        let topology = Topology::of(document.design());
        let Ok(approved) = Approved::of(document) else { continue };
        let made = manifests(&approved);
        for tier in [Tier::Etcd, Tier::Percona, Tier::Haproxy, Tier::Wordpress] {
            let mut listens = BTreeSet::new();
            for object in &made.objects {
                let spec = &object.json["spec"]["template"]["spec"];
                let labels = &object.json["spec"]["template"]["metadata"]["labels"];
                let of_tier = labels["app.kubernetes.io/component"] == tier.component();
                if !of_tier || !matches!(object.kind(), "StatefulSet" | "Deployment") {
                    continue;
                }
                for containers in [&spec["containers"], &spec["initContainers"]] {
                    for container in containers.as_array().into_iter().flatten() {
                        for port in container["ports"].as_array().into_iter().flatten() {
                            let name = port["name"].as_str().unwrap().to_owned();
                            listens.insert((name, port["containerPort"].as_u64().unwrap()));
                        }
                    }
                }
            }
            let drawn: BTreeSet<(String, u64)> = topology
                .ports_of(tier)
                .iter()
                .map(|port| (port.name.to_owned(), u64::from(port.port)))
                .collect();
            let any = topology.pods_of(tier).next().is_some();
            assert_eq!(
                if any { drawn } else { BTreeSet::new() },
                listens,
                "{}: {tier:?}",
                preset.name
            );
        }
    }
}

/// A list or a struct that has one owner as a whole: where the API server adds a default to it, applying
/// from the server finds a conflict with what was applied from the client. So nothing of it is left out.
/// A Service that a pod is told of by name leads to pods that a link is drawn to: a policy refuses the rest.
#[test]
fn who_is_told_of_a_service_may_reach_what_is_behind_it() {
    use crate::topology::{End, Topology};
    let mut asked = BTreeSet::new();
    for preset in PRESETS {
        let document = Document::read(preset.text).unwrap();
        let topology = Topology::of(document.design());
        let Ok(approved) = Approved::of(document) else { continue };
        let made = manifests(&approved);
        let component = |labels: &serde_json::Value| {
            labels["app.kubernetes.io/component"].as_str().unwrap_or_default().to_owned()
        };
        let services: Vec<(String, String)> = made
            .objects
            .iter()
            .filter(|object| object.kind() == "Service")
            .map(|object| (object.name().to_owned(), component(&object.json["spec"]["selector"])))
            .collect();
        let of_link = |end: &End| match end {
            End::Tier(tier) => tier.component(),
            _ => "",
        };
        for object in &made.objects {
            let template = match object.kind() {
                "CronJob" => &object.json["spec"]["jobTemplate"]["spec"]["template"],
                _ => &object.json["spec"]["template"],
            };
            let from = component(&template["metadata"]["labels"]);
            walk(&template["spec"], "", &mut |_, value| {
                let Some(text) = value.as_str() else { return };
                for (service, to) in &services {
                    let named = text
                        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.')
                        .any(|word| {
                            word.starts_with(&format!(
                                "{service}.{}.svc",
                                approved.design().namespace()
                            ))
                        });
                    // A pod says its own name to its neighbours.
                    if !named || *to == from {
                        continue;
                    }
                    asked.insert((from.clone(), to.clone()));
                    let drawn = topology
                        .links
                        .iter()
                        .any(|link| of_link(&link.from) == from && of_link(&link.to) == to);
                    assert!(
                        drawn,
                        "{}: {from} is told of {service}, which is {to}: {text}",
                        preset.name
                    );
                }
            });
        }
    }
    assert!(asked.contains(&("backup".to_owned(), "haproxy".to_owned())), "{asked:?}");
    assert!(asked.len() > 3, "{asked:?}");
}

/// Its end begins when it is taken out of the Service, not after: without a pause who is sent there is refused.
#[test]
fn what_a_service_balances_answers_on_while_it_goes() {
    each(|preset, manifests| {
        let of = |component: &str| {
            let mut deployments =
                manifests.objects.iter().filter(|object| object.kind() == "Deployment");
            deployments.find(|object| object.name() == component)
        };
        for object in ["wordpress", "haproxy"].iter().filter_map(|component| of(component)) {
            let spec = &object.json["spec"]["template"]["spec"];
            let pause = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"].as_u64();
            let whole = spec["terminationGracePeriodSeconds"].as_u64();
            assert_eq!(pause, Some(5), "{preset}: {}", object.name());
            // What is under way has 30 s of its own.
            assert!(whole >= Some(35), "{preset}: {}", object.name());
        }
    });
}

#[test]
fn what_has_one_owner_as_a_whole_leaves_no_default_out() {
    let seen = std::cell::RefCell::new(BTreeSet::new());
    each(|preset, manifests| {
        for object in &manifests.objects {
            walk(&object.json, "", &mut |key, value| {
                let whole: &[&str] = match key {
                    "fieldRef" => &["/apiVersion"],
                    "resourceFieldRef" => &["/divisor"],
                    "volumeClaimTemplates" => {
                        &["/apiVersion", "/kind", "/spec/volumeMode", "/status/phase"]
                    }
                    // Of a policy's rule, not of a container: those lists have an owner for each.
                    "ports" if object.kind() == "NetworkPolicy" => &["/protocol"],
                    _ => return,
                };
                seen.borrow_mut().insert(key.to_owned());
                let one = std::slice::from_ref(value);
                for entry in value.as_array().map_or(one, Vec::as_slice) {
                    for field in whole {
                        assert!(
                            entry.pointer(field).is_some_and(serde_json::Value::is_string),
                            "{preset}: {} {}: {key} without {field}: {entry}",
                            object.kind(),
                            object.name()
                        );
                    }
                }
            });
        }
    });
    let seen: Vec<String> = seen.into_inner().into_iter().collect();
    assert_eq!(seen, ["fieldRef", "ports", "volumeClaimTemplates"]);
}

/// Calls `visit` with each value below `value` and the key under which it stands.
fn walk(value: &serde_json::Value, key: &str, visit: &mut impl FnMut(&str, &serde_json::Value)) {
    visit(key, value);
    match value {
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| walk(value, key, visit));
        }
        serde_json::Value::Array(entries) => {
            for value in entries {
                walk(value, "", visit);
            }
        }
        _ => {}
    }
}
