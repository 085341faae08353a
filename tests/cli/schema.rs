//! The JSON Schema against a validator that is not ours.

use crate::program::{preset, run};
use serde_json::Value;

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&run(["schema"]).out).unwrap();
    jsonschema::draft202012::meta::validate(&schema).expect("the schema is a schema");
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The text as an editor's schema check sees it.
fn read(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap()
}

#[test]
fn both_forms_are_the_same_schema() {
    assert_eq!(run(["schema"]).json(), run(["schema", "--format", "json"]).json());
    assert_eq!(run(["schema", "--format", "json"]).out.lines().count(), 1);
}

#[test]
fn every_preset_is_valid() {
    let validator = validator();
    for name in ["lab", "article-2017", "small", "cloud", "large"] {
        let design = read(&preset(name));
        let wrong: Vec<String> = validator
            .iter_errors(&design)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(wrong, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_the_reader_refuses_the_schema_refuses() {
    let validator = validator();
    let broken = [
        "name: blog",
        "presswright: 1",
        "presswright: 2\nname: blog",
        "presswright: 1\nname: Blog",
        "presswright: 1\nname: blog\nmachnes: []",
        "presswright: 1\nname: blog\nmachines: [{cpu: 2}]",
        "presswright: 1\nname: blog\nmachines: [{name: a, cpu: 2, memory: lots}]",
        "presswright: 1\nname: blog\nmachines: [{name: a, cpu: 2, memory: 4Gi, role: boss}]",
        "presswright: 1\nname: blog\npercona: {replicas: three}",
        "presswright: 1\nname: blog\nwordpress: {way-in: {node-port: 99999}}",
        "presswright: 1\nname: blog\nwordpress: {autoscaling: {min: 1, max: 2, cpu: 50}}",
        "presswright: 1\nname: blog\nbackups: {storage: {class: a, nfs: b}}",
    ];
    for text in broken {
        assert!(!validator.is_valid(&read(text)), "the schema takes {text:?}");
        let checked = crate::program::run_with(["check", "-", "--format", "json"], text.as_bytes());
        let found = checked.json();
        let reading = found["findings"].as_array().unwrap().iter();
        let mistakes = reading.filter(|f| f["code"].as_str().unwrap().starts_with("PW-D"));
        assert!(mistakes.count() > 0, "the reader takes {text:?}: {found}");
    }
}
