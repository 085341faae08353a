//! diff: what a changed design changes.

use crate::program::{preset, run, run_with};
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

#[test]
fn files_that_change_come_and_go_are_named() {
    let here = tempfile::tempdir().unwrap();
    let design = here.path().join("a.yaml");
    let lab = preset("lab");
    let changed = lab.replace("min: 3, max: 5", "min: 3, max: 4");
    assert_ne!(changed, lab);
    fs::write(&design, &lab).unwrap();
    let arguments = ["diff", design.to_str().unwrap(), "-", "--format", "json"];
    let told = run_with(arguments, changed.as_bytes()).json();
    let of = |path: &str| {
        let files = told["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).map(|file| file["change"].clone())
    };
    assert_eq!(of("design.yaml"), Some("changed".into()), "{told}");
    assert_eq!(of("manifests/40-wordpress.yaml"), Some("changed".into()), "{told}");
    assert_eq!(of("vagrant/Vagrantfile"), None, "{told}");

    let told = run_with(arguments, preset("cloud").as_bytes()).json();
    let removed = told["files"].as_array().unwrap().iter();
    let removed = removed.filter(|file| file["change"] == "removed").count();
    assert!(removed > 3, "a cluster that exists has no Vagrantfile: {told}");
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
