//! What is written for the presets, and quotes that nothing breaks.

use super::*;
use crate::design::{Document, KubernetesVersion, PRESETS, Single};
use proptest::prelude::*;
use std::fmt::Write as _;

fn objects() -> Vec<Object> {
    [("deployments.apps", "wordpress"), ("jobs.batch", "wordpress-install-1a2b3c")]
        .map(|(resource, name)| Object { resource: resource.to_owned(), name: name.to_owned() })
        .to_vec()
}

fn files_for(text: &str) -> Result<Vec<File>, Unprovided> {
    let document = Document::read(text).unwrap();
    let topology = Topology::of(document.design());
    files_of(document.design(), &topology, &objects())
}

/// The data of a design in one text; the fixed files by name only.
fn picture(text: &str) -> String {
    let mut out = String::new();
    for file in files_for(text).unwrap() {
        let data = [".env", ".list", ".yaml"].iter().any(|end| file.path.ends_with(end));
        let mode = if file.executable { " (executable)" } else { "" };
        writeln!(out, "--- {}{mode}", file.path).unwrap();
        if data {
            out.push_str(std::str::from_utf8(&file.bytes).unwrap());
        }
    }
    out
}

#[test]
fn presets_have_their_data() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "article-2017") {
        insta::assert_snapshot!(preset.name, picture(preset.text));
    }
}

#[test]
fn every_path_is_there_once_and_sorted() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "article-2017") {
        let paths: Vec<String> =
            files_for(preset.text).unwrap().into_iter().map(|file| file.path).collect();
        let mut sorted = paths.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(paths, sorted, "{}", preset.name);
    }
}

#[test]
fn what_cannot_be_provided_is_said() {
    let article = PRESETS.iter().find(|preset| preset.name == "article-2017").unwrap();
    assert_eq!(files_for(article.text), Err(Unprovided::Kubernetes("1.5".to_owned())));
    let base = "presswright: 1\nname: blog\nmachines:\n";
    let no_address = format!("{base}  - {{name: one, role: single}}\n");
    assert_eq!(files_for(&no_address), Err(Unprovided::Address("one".to_owned())));
    let no_server = format!(
        "{base}  - {{name: one, role: single, address: 10.0.0.1}}\nnfs: {{machine: two}}\n"
    );
    assert_eq!(files_for(&no_server), Err(Unprovided::NfsMachine("two".to_owned())));
}

#[test]
fn the_machines_network_holds_every_machine() {
    let network = |addresses: &[&str]| {
        let mut text = "presswright: 1\nname: blog\nmachines:\n".to_owned();
        for (number, address) in addresses.iter().enumerate() {
            writeln!(text, "  - {{name: m{number}, role: worker, address: {address}}}").unwrap();
        }
        let files = files_for(&text).unwrap();
        let yaml = files.iter().find(|file| file.path == "vagrant/cluster.yaml").unwrap();
        let yaml = std::str::from_utf8(&yaml.bytes).unwrap().to_owned();
        yaml.lines()
            .find_map(|line| line.strip_prefix("machine_network: ").map(str::to_owned))
            .unwrap()
    };
    assert_eq!(network(&["192.168.56.10", "192.168.56.200"]), "\"192.168.56.0/24\"");
    assert_eq!(network(&["192.168.56.10", "192.168.63.10"]), "\"192.168.56.0/21\"");
    assert_eq!(network(&["10.0.0.1", "192.168.63.10"]), "\"0.0.0.0/0\"");
}

#[test]
fn the_offered_versions_are_found() {
    for row in VERSIONS {
        let minor = KubernetesVersion::parse(&format!("1.{}", row.minor)).unwrap();
        assert_eq!(versions(&minor), Some(&row));
        assert!(row.kubernetes.starts_with(&format!("1.{}.", row.minor)));
    }
    assert_eq!(versions(&KubernetesVersion::parse("1.34").unwrap()), None);
    assert_eq!(versions(&KubernetesVersion::parse("2.36").unwrap()), None);
}

proptest! {
    #[test]
    fn yaml_reads_back_what_was_quoted(text in any::<String>()) {
        let (root, mistakes) = crate::document::parse(&format!("key: {}\n", quote_yaml(&text)));
        prop_assert!(mistakes.is_empty(), "{mistakes:?}");
        match root.unwrap().get("key").map(|node| node.content.clone()) {
            Some(crate::document::Content::Scalar { text: read, .. }) => prop_assert_eq!(read, text),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    /// The shell's own reading is tried in tests/provision; here the shape alone.
    #[test]
    fn a_quoted_value_is_one_line(text in any::<String>()) {
        let quoted = quote(&text);
        prop_assert!(!quoted.contains('\n') && quoted.starts_with('\'') && quoted.ends_with('\''));
    }
}
