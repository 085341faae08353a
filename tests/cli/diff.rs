//! diff: what a changed design changes.

use crate::program::{preset, run, run_with};
use serde_json::Value;
use std::fs;

#[test]
fn the_same_design_changes_nothing() {
    let here = tempfile::tempdir().unwrap();
    let (design, zip, folder) =
        (here.path().join("a.yaml"), here.path().join("a.zip"), here.path().join("a"));
    fs::write(&design, preset("lab")).unwrap();
    for out in [&zip, &folder] {
        run(["generate", design.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    }
    for other in [&design, &zip, &folder] {
        let run = run(["diff", other.to_str().unwrap(), design.to_str().unwrap()]);
        assert_eq!((run.code, run.out.as_str()), (Some(0), "Nothing changes.\n"), "{}", run.err);
    }
}

/// What a text in place of another in the lab changes, as JSON.
fn from_lab(old: &str, new: &str) -> Value {
    let here = tempfile::tempdir().unwrap();
    let design = here.path().join("a.yaml");
    let lab = preset("lab");
    assert!(lab.contains(old));
    fs::write(&design, &lab).unwrap();
    let arguments = ["diff", design.to_str().unwrap(), "-", "--format", "json"];
    let run = run_with(arguments, lab.replace(old, new).as_bytes());
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    run.json()
}

fn change<'v>(told: &'v Value, name: &str) -> &'v Value {
    let changes = told["changes"].as_array().unwrap();
    changes.iter().find(|change| change["name"] == name).unwrap_or(&Value::Null)
}

#[test]
fn each_class_of_change_is_told() {
    let told = from_lab("min: 3, max: 5", "min: 3, max: 4");
    assert_eq!(told["effort"], "in place", "{told}");
    assert_eq!(change(&told, "design.yaml")["change"], "changed");
    assert_eq!(change(&told, "manifests/40-wordpress.yaml")["kind"], "file");
    assert_eq!(change(&told, "vagrant/Vagrantfile"), &Value::Null);
    assert!(change(&told, "design.yaml")["text"].as_str().unwrap().contains("+  autoscaling:"));

    let told = from_lab("volume: 10Gi", "volume: 12Gi");
    assert_eq!(told["effort"], "with steps", "{told}");
    let steps =
        told["changes"].as_array().unwrap().iter().flat_map(|c| c["steps"].as_array().unwrap());
    assert!(steps.clone().any(|step| step["commands"].as_str().unwrap().contains("kubectl")));
    assert!(told["plan"].as_str().unwrap().contains("./deploy.sh"));

    let told = from_lab("provider: virtualbox", "provider: virtualbox, pod-network: 10.200.0.0/16");
    assert_eq!(told["effort"], "new cluster", "{told}");
}

#[test]
fn a_person_reads_what_it_takes_and_what_to_do() {
    let here = tempfile::tempdir().unwrap();
    let design = here.path().join("a.yaml");
    let lab = preset("lab");
    fs::write(&design, &lab).unwrap();
    let changed = lab.replace("volume: 10Gi", "volume: 12Gi");
    let told = run_with(["diff", design.to_str().unwrap(), "-"], changed.as_bytes());
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    assert!(told.out.starts_with("What it takes: with steps\n"), "{}", told.out);
    assert!(told.out.contains("  changed  design.yaml\n"), "{}", told.out);
    assert!(told.out.contains("./deploy.sh"), "{}", told.out);
    assert!(!told.out.contains("+  volume: 12Gi"), "{}", told.out);
    let told = run_with(["diff", design.to_str().unwrap(), "-", "--text"], changed.as_bytes());
    assert!(told.out.contains("-  volume: 10Gi\n+  volume: 12Gi\n"), "{}", told.out);
}

#[test]
fn without_a_bundle_on_both_sides_there_is_nothing_to_compare() {
    let here = tempfile::tempdir().unwrap();
    let (lab, broken) = (here.path().join("lab.yaml"), here.path().join("broken.yaml"));
    fs::write(&lab, preset("lab")).unwrap();
    fs::write(&broken, "presswright: 1\nname: Blog\n").unwrap();
    let (lab, broken) = (lab.to_str().unwrap(), broken.to_str().unwrap());
    for pair in [[lab, broken], [broken, lab], [broken, broken]] {
        let human = run(["diff"].iter().chain(&pair));
        assert_eq!((human.code, human.out.as_str()), (Some(1), ""));
        assert!(human.err.contains("PW-D07") && human.err.contains("broken.yaml:2:7"), "{human:?}");
        let json = run(["diff", "--format", "json"].iter().chain(&pair));
        assert_eq!(json.json()["summary"]["errors"], 1);
    }
    assert_eq!(run(["diff", "-", "-"]).code, Some(2));
    assert_eq!(run(["diff", lab, "missing.yaml"]).code, Some(2));
}

#[test]
fn a_hostile_comment_does_nothing_to_the_terminal() {
    let here = tempfile::tempdir().unwrap();
    let design = here.path().join("a.yaml");
    fs::write(&design, preset("lab")).unwrap();
    let hostile = preset("lab") + "# \u{202e}x\n";
    let run = run_with(["diff", design.to_str().unwrap(), "-", "--text"], hostile.as_bytes());
    assert!(!run.out.contains('\u{202e}'), "{run:?}");
    assert!(run.out.contains("+# \u{fffd}x\n"), "{run:?}");
}
