//! The rules: each finds what it says and nothing else, and its fix mends it.

// A test stops at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod article;
mod fields;
mod fixes;
mod fixtures;
mod pages;
mod presets;

use presswright::design::{Design, Document};
use presswright::rules::{Report, check};
use presswright::topology::Topology;
use std::path::PathBuf;

/// A path below the repository's top.
fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(text: &str) -> Design {
    match Document::read(text) {
        Ok(document) => document.design().clone(),
        Err(unreadable) => panic!("{:#?}\n{text}", unreadable.mistakes),
    }
}

fn report(design: &Design) -> Report {
    check(design, &Topology::of(design))
}

fn finds(report: &Report, code: &str) -> bool {
    report.findings().iter().any(|finding| finding.code == code)
}
