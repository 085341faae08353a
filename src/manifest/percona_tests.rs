//! The database's tier: every script shipped, every password made, everything mounted that is read.

use super::object::Scope;
use super::{Object, haproxy, percona};
use crate::design::{Document, PRESETS};
use crate::topology::{Topology, secrets};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The `lab` with other lines for the database.
fn with(percona: &str) -> Document {
    let lab = PRESETS.iter().find(|preset| preset.name == "lab").unwrap();
    let text = lab.text.replace("percona:\n  replicas: 3\n", &format!("percona:\n{percona}"));
    assert_ne!(text, lab.text, "the preset has lost its lines");
    Document::read(&text).unwrap()
}

/// The objects of the database and what stands before it.
fn objects(document: &Document) -> Vec<Object> {
    let topology = Topology::of(document.design());
    let scope = Scope::new(document.design(), &topology);
    percona::objects(&scope).into_iter().chain(haproxy::objects(&scope)).collect()
}

fn find<'o>(objects: &'o [Object], kind: &str, name: &str) -> &'o Json {
    let found = objects.iter().find(|one| one.kind() == kind && one.name() == name);
    &found.unwrap_or_else(|| panic!("no {kind} {name}")).json
}

fn pod(objects: &[Object]) -> &Json {
    find(objects, "StatefulSet", "percona").pointer("/spec/template/spec").unwrap()
}

#[test]
fn every_script_of_the_folder_is_in_the_config_map() {
    let objects = objects(&with("  replicas: 5\n"));
    let map = find(&objects, "ConfigMap", "percona-scripts");
    let shipped: BTreeSet<String> =
        map["data"].as_object().unwrap().keys().map(ToOwned::to_owned).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/provision/files/percona");
    let there: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("percona-"))
        .collect();
    assert_eq!(shipped, there);
}

#[test]
fn discovery_decides_how_pods_start() {
    let by_etcd = objects(&with("  replicas: 5\n"));
    let set = find(&by_etcd, "StatefulSet", "percona");
    assert_eq!(set["spec"]["podManagementPolicy"], "Parallel");
    let server = &pod(&by_etcd)["containers"][0];
    assert_eq!(server["command"][1], "/opt/presswright/percona-start.sh");
    assert_eq!(pod(&by_etcd)["initContainers"][1]["restartPolicy"], "Always");
    assert!(!server["env"].to_string().contains("DISCOVERY_SERVICE"));

    let by_image = objects(&with("  discovery: image\n"));
    let set = find(&by_image, "StatefulSet", "percona");
    assert_eq!(set["spec"]["podManagementPolicy"], "OrderedReady");
    let server = &pod(&by_image)["containers"][0];
    assert_eq!(server["command"][1], "/opt/presswright/percona-image.sh");
    assert!(server["env"].to_string().contains("DISCOVERY_SERVICE"));
    let settings = find(&by_image, "ConfigMap", "percona");
    assert!(!settings["data"]["presswright.cnf"].as_str().unwrap().contains("datadir"));
}

#[test]
fn the_datadir_lies_on_the_volume() {
    let objects = objects(&with("  replicas: 5\n"));
    let mounts = pod(&objects)["containers"][0]["volumeMounts"].as_array().unwrap();
    let volume = mounts.iter().find(|mount| mount["name"] == "data").unwrap();
    let path = format!("{}/", volume["mountPath"].as_str().unwrap());
    let settings = find(&objects, "ConfigMap", "percona");
    let text = settings["data"]["presswright.cnf"].as_str().unwrap();
    let datadir = text.lines().find_map(|line| line.strip_prefix("datadir = ")).unwrap();
    assert!(datadir.starts_with(&path), "{datadir}");
    let variable = |name: &str| {
        let variables = pod(&objects)["containers"][0]["env"].as_array().unwrap();
        variables.iter().find(|one| one["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(variable("PRESSWRIGHT_DATA"), datadir);
    assert!(variable("PRESSWRIGHT_STATE").as_str().unwrap().starts_with(&path));
    assert!(text.contains("innodb_flush_log_at_trx_commit = 1\n"));
}

#[test]
fn passwords_and_certificates_are_ones_that_are_made() {
    let document = with("  replicas: 5\n");
    let made = secrets(document.design());
    let objects = objects(&document);
    let mut keys = 0;
    for volume in pod(&objects)["volumes"].as_array().unwrap() {
        let Some(name) = volume["secret"]["secretName"].as_str() else { continue };
        let secret = made.iter().find(|secret| secret.name == name).unwrap();
        for item in volume["secret"]["items"].as_array().unwrap() {
            let key = item["key"].as_str().unwrap();
            assert!(secret.keys.iter().any(|made| made.name == key), "{name} has no {key}");
            keys += 1;
        }
    }
    assert!(keys > 0);
}

#[test]
fn the_balancer_has_a_server_for_each_replica() {
    let text = include_str!("../provision/files/percona/haproxy.cfg");
    for replicas in [1, 9] {
        let objects = objects(&with(&format!("  replicas: {replicas}\n")));
        let spec = find(&objects, "Deployment", "haproxy").pointer("/spec/template/spec").unwrap();
        let variables = spec["containers"][0]["env"].as_array().unwrap();
        let servers: Vec<&str> = variables
            .iter()
            .filter_map(|one| one["name"].as_str())
            .filter(|name| name.starts_with("PERCONA_SERVER_"))
            .collect();
        assert_eq!(servers.len(), replicas);
        for server in servers {
            assert!(text.contains(&format!(".if defined({server})\n")), "{server}");
        }
    }
    let without = objects(&with("  access: service\n"));
    assert!(without.iter().all(|object| object.name() != "haproxy"));
}
