//! How long a person waits: reading and checking a design, and making its bundle.
//!
//! `cargo bench --bench design`. The designs of 50, 500 and 5,000 machines show whether the cost
//! grows linearly; `benches/compare/run.py` sets whole processes beside kustomize and cdk8s.

// A bench that cannot go on may panic, as a test may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use divan::{Bencher, black_box};
use presswright::bundle::Bundle;
use presswright::design::{Document, preset};
use presswright::rules::{Approved, check};
use presswright::simulate::Site;
use presswright::simulate::cuts::{KINDS, cuts};
use presswright::simulate::placement::ClassVolumes;
use presswright::topology::Topology;
use std::fmt::Write;

fn main() {
    divan::main();
}

/// Presets by name, and the preset `cloud` with that many machines.
const DESIGNS: [&str; 5] = ["lab", "large", "50", "500", "5000"];

fn text(design: &str) -> String {
    match design.parse::<usize>() {
        Err(_) => preset(design).unwrap().text.to_owned(),
        Ok(count) => {
            let cloud = preset("cloud").unwrap().text;
            let (head, rest) = cloud.split_once("machines:\n").unwrap();
            let rest = &rest[rest.find("\netcd:").unwrap() + 1..];
            let mut text = format!("{head}machines:\n");
            for number in 1..=count {
                let _ = writeln!(text, "  - {{name: worker-{number}, cpu: 4, memory: 16Gi}}");
            }
            text + rest
        }
    }
}

#[divan::bench(args = DESIGNS)]
fn read(bencher: Bencher<'_, '_>, design: &str) {
    let text = text(design);
    bencher.bench_local(|| Document::read(black_box(&text)).unwrap());
}

#[divan::bench(args = DESIGNS)]
fn read_and_check(bencher: Bencher<'_, '_>, design: &str) {
    let text = text(design);
    bencher.bench_local(|| {
        let document = Document::read(black_box(&text)).unwrap();
        check(document.design(), &Topology::of(document.design()))
    });
}

#[divan::bench(args = DESIGNS)]
fn read_check_and_generate(bencher: Bencher<'_, '_>, design: &str) {
    let text = text(design);
    bencher.bench_local(|| {
        let document = Document::read(black_box(&text)).unwrap();
        Bundle::of(&Approved::of(document).unwrap()).unwrap().zip().unwrap()
    });
}

/// Every set of one and of two faults, cut links too.
#[divan::bench(args = ["lab", "large", "100"])]
fn harmful_sets_of_two(bencher: Bencher<'_, '_>, design: &str) {
    let document = Document::read(&text(design)).unwrap();
    let topology = Topology::of(document.design());
    let site = Site::drawn(document.design(), &topology, ClassVolumes::Anywhere);
    bencher.bench_local(|| cuts(black_box(&site), 2, &KINDS));
}
