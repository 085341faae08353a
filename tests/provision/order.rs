//! What the simulated start (`simulate::deploy`) makes and waits for is what the bundle has, in the order in which
//! `kubectl apply -k .` makes it, asked of kubectl itself.

use crate::bundle::{of_preset, write};
use crate::programs::{have, run};
use presswright::design::{Document, preset};
use presswright::manifest::manifests;
use presswright::rules::Approved;
use presswright::simulate::Site;
use presswright::simulate::deploy::{awaited, objects};
use presswright::simulate::placement::ClassVolumes;
use presswright::topology::Topology;
use std::path::Path;

/// The kinds and names of a stream of objects. Each of ours has its kind and its metadata at the left.
fn objects_of(yaml: &str) -> Vec<(String, String)> {
    let one = |text: &str| -> Option<(String, String)> {
        let kind = text.lines().find_map(|line| line.strip_prefix("kind: "))?;
        let metadata = text.split("\nmetadata:\n").nth(1)?;
        let mut own = metadata.lines().take_while(|line| line.starts_with("  "));
        let name = own.find_map(|line| line.strip_prefix("  name: "))?;
        Some((kind.to_owned(), name.to_owned()))
    };
    yaml.split("\n---\n").filter_map(one).collect()
}

#[test]
fn a_simulated_start_makes_objects_in_kubectls_order() {
    if !have("kubectl") {
        return;
    }
    for name in ["lab", "small", "large", "cloud"] {
        let bundle = of_preset(name);
        let told = run("kubectl", [Path::new("kustomize"), bundle.path()]).fine();
        let told = objects_of(&told.out);
        assert!(told.len() > 30, "{told:?}");
        let document = Document::read(preset(name).unwrap().text).unwrap();
        let topology = Topology::of(document.design());
        let ours = objects(document.design(), &topology);
        let unnamed = |kind: &str| ours.iter().any(|one| one.kind == kind && one.name.is_empty());
        let mut told: Vec<(String, String)> = told
            .into_iter()
            .filter(|(kind, _)| ours.iter().any(|one| one.kind == kind))
            .map(|(kind, name)| if unnamed(&kind) { (kind, String::new()) } else { (kind, name) })
            .collect();
        told.dedup();
        let ours: Vec<(String, String)> =
            ours.into_iter().map(|one| (one.kind.to_owned(), one.name)).collect();
        assert_eq!(told, ours, "{name}");
    }
}

/// Designs with each workload and each way to the database.
fn designs() -> Vec<String> {
    let text = |name: &str| preset(name).unwrap().text.to_owned();
    let otherwise = text("lab")
        .replace("percona:\n", "percona:\n  access: service\n")
        .replace("wordpress:\n", "wordpress:\n  workload: replica-set\n");
    ["lab", "small", "large", "cloud"].map(text).into_iter().chain([otherwise]).collect()
}

fn approved(text: &str) -> Approved {
    Approved::of(Document::read(text).unwrap()).unwrap()
}

/// `data/tiers.list`, the Job without its hash.
#[test]
fn a_simulated_start_waits_for_what_deploy_sh_does() {
    for text in designs() {
        let list = write(&text).read("data/tiers.list");
        let listed: Vec<String> = list
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| match line.split_once("wordpress-install") {
                Some((before, after)) => {
                    format!("{before}wordpress-install {}", after.split(' ').nth(1).unwrap())
                }
                None => line.to_owned(),
            })
            .collect();
        let approved = approved(&text);
        let site = Site::drawn(approved.design(), approved.topology(), ClassVolumes::Anywhere);
        let waits: Vec<String> = awaited(&site)
            .iter()
            .map(|wait| format!("{} {} {}", wait.tier.component(), wait.object, wait.limit / 1000))
            .collect();
        assert_eq!(waits, listed);
    }
}

#[test]
fn a_simulated_start_makes_the_objects_of_the_manifests() {
    for text in designs() {
        let approved = approved(&text);
        let ours = objects(approved.design(), approved.topology());
        let unnamed = |kind: &str| ours.iter().any(|one| one.kind == kind && one.name.is_empty());
        let mut made: Vec<(&str, &str)> = Vec::new();
        let manifests = manifests(&approved);
        for object in &manifests.objects {
            if ours.iter().any(|one| one.kind == object.kind()) {
                let name = if unnamed(object.kind()) { "" } else { object.name() };
                made.push((object.kind(), name));
            }
        }
        let mut ours: Vec<(&str, &str)> =
            ours.iter().map(|one| (one.kind, one.name.as_str())).collect();
        made.sort_unstable();
        made.dedup();
        ours.sort_unstable();
        assert_eq!(ours, made);
    }
}
