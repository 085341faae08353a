//! What is said of the designs that a person starts from.

use crate::{finds, read, report};
use presswright::design::{Document, PRESETS};
use presswright::provision::versions;
use presswright::rules::{Approved, Severity};

#[test]
fn every_preset_but_the_articles_can_be_exported() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "article-2017") {
        let document = Document::read(preset.text).unwrap();
        let approved = Approved::of(document).unwrap_or_else(|report| {
            panic!("{}: {:#?}", preset.name, report.findings());
        });
        assert_eq!(approved.text(), preset.text);
        assert!(approved.remarks().iter().all(|remark| remark.severity != Severity::Error));
    }
}

#[test]
fn what_remains_to_be_said_of_the_presets_stays_as_it_was() {
    for preset in PRESETS {
        let said: Vec<String> = report(&read(preset.text))
            .findings()
            .iter()
            .map(|finding| {
                format!(
                    "{} {} {}: {}",
                    finding.severity, finding.code, finding.place, finding.message
                )
            })
            .collect();
        insta::assert_snapshot!(format!("preset-{}", preset.name), said.join("\n"));
    }
}

/// A start that is told what it is: one machine, one member, one replica, one disk.
#[test]
fn the_small_preset_is_honest() {
    let small = PRESETS.iter().find(|preset| preset.name == "small").unwrap();
    let report = report(&read(small.text));
    for code in ["PW-M15", "PW-E06", "PW-P01", "PW-S06"] {
        assert!(finds(&report, code), "{code}");
    }
}

/// What the scripts can install and what the rules let pass is one list.
#[test]
fn the_offered_versions_are_those_that_can_be_installed() {
    for minor in 20..60 {
        let text = format!("presswright: 1\nname: a\ncluster: {{kubernetes: \"1.{minor}\"}}\n");
        let design = read(&text);
        let installed = versions(&design.cluster.kubernetes).is_some();
        assert_eq!(finds(&report(&design), "PW-C01"), !installed, "1.{minor}");
    }
}
