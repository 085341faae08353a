//! What the scripts call by name is what the manifests make.

use presswright::bundle::Bundle;
use presswright::design::{Document, PRESETS};
use presswright::rules::Approved;
use serde_json::Value;
use std::collections::BTreeMap;

fn bundles() -> Vec<Bundle> {
    let documents = PRESETS.iter().map(|preset| Document::read(preset.text).unwrap());
    let bundles: Vec<Bundle> = documents
        .filter_map(|document| Approved::of(document).ok())
        .map(|approved| Bundle::of(&approved).unwrap())
        .collect();
    assert!(bundles.len() >= 4, "lab, small, cloud and large are approved");
    bundles
}

fn rows<'a>(bundle: &'a Bundle, path: &str) -> Vec<Vec<&'a str>> {
    let file = bundle.file(path).unwrap_or_else(|| panic!("no {path} in {}", bundle.name));
    let text = std::str::from_utf8(&file.bytes).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').collect())
        .collect()
}

/// Values without a quote in them, which is what names are.
fn settings(bundle: &Bundle) -> BTreeMap<String, String> {
    let file = bundle.file("cluster.env").unwrap();
    std::str::from_utf8(&file.bytes)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('=').unwrap())
        .map(|(key, value)| (key.to_owned(), value.trim_matches('\'').to_owned()))
        .collect()
}

fn object<'a>(bundle: &'a Bundle, kind: &str, name: &str) -> &'a Value {
    let found = bundle.objects.iter().find(|object| {
        object.json["kind"].as_str().is_some_and(|found| found.eq_ignore_ascii_case(kind))
            && object.json["metadata"]["name"] == name
    });
    &found.unwrap_or_else(|| panic!("{}: no {kind} {name}", bundle.name)).json
}

fn container<'a>(workload: &'a Value, name: &str) -> &'a Value {
    let containers = workload["spec"]["template"]["spec"]["containers"].as_array().unwrap();
    containers
        .iter()
        .find(|container| container["name"] == name)
        .unwrap_or_else(|| panic!("no container {name}"))
}

#[test]
fn what_is_waited_for_exists() {
    for bundle in bundles() {
        let tiers = rows(&bundle, "data/tiers.list");
        for row in &tiers {
            let (kind, name) = row[1].split_once('/').unwrap();
            object(&bundle, kind, name);
        }
        for tier in ["etcd", "percona", "install", "wordpress"] {
            assert!(tiers.iter().any(|row| row[0] == tier), "{}: nothing of {tier}", bundle.name);
        }
        for row in rows(&bundle, "data/services.list") {
            object(&bundle, "Service", row[0]);
        }
        for row in rows(&bundle, "data/volumes.list") {
            let claim = &object(&bundle, "PersistentVolume", row[0])["spec"]["claimRef"]["name"];
            assert!(row[1] == "-" || claim == row[1], "{}: {row:?}, {claim}", bundle.name);
        }
    }
}

#[test]
fn everything_is_found_by_its_labels() {
    for bundle in bundles() {
        let selector = settings(&bundle)["SELECTOR"].clone();
        for object in &bundle.objects {
            for label in selector.split(',') {
                let (key, value) = label.split_once('=').unwrap();
                let found = &object.json["metadata"]["labels"][key];
                assert_eq!(found, value, "{}: {}", bundle.name, object.json["metadata"]);
            }
        }
    }
}

#[test]
fn containers_and_files_are_called_so() {
    for bundle in bundles() {
        let settings = settings(&bundle);
        let get = |key: &str| settings[key].as_str();
        let etcd = get("ETCD_POD").strip_suffix("-0").unwrap();
        container(object(&bundle, "StatefulSet", etcd), get("ETCD_CONTAINER"));
        let (kind, name) = get("WORDPRESS_WORKLOAD").split_once('/').unwrap();
        container(object(&bundle, kind, name), get("WORDPRESS_CONTAINER"));
        let percona = object(&bundle, "StatefulSet", "percona");
        assert_eq!(percona["spec"]["replicas"], get("PERCONA_PODS").split(' ').count());
        let mounts =
            container(percona, get("PERCONA_CONTAINER"))["volumeMounts"].as_array().unwrap();
        let (folder, file) = get("PERCONA_PASSWORD_FILE").rsplit_once('/').unwrap();
        let mount = mounts
            .iter()
            .find(|mount| mount["mountPath"] == folder)
            .expect("the passwords are mounted");
        let volumes = percona["spec"]["template"]["spec"]["volumes"].as_array().unwrap();
        let volume = volumes.iter().find(|volume| volume["name"] == mount["name"]).unwrap();
        assert_eq!(volume["secret"]["secretName"], get("DATABASE_SECRET"));
        let keys = volume["secret"]["items"].as_array().unwrap();
        assert!(keys.iter().any(|key| key["path"] == file), "{keys:?}");
    }
}
