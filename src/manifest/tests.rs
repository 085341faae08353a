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
