//! What fuzzing found to be interesting, as a plain test: nothing of it may break what must hold for
//! any bytes (fuzz/properties.rs).

// clippy.toml lets tests panic; it does not see that what they call is of the test, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../fuzz/properties.rs"]
mod properties;

use std::fs;
use std::path::Path;

fn each(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // The name of the file that breaks it is what a person needs.
        println!("{}", path.display());
        property(&fs::read(&path).unwrap());
        count += 1;
    }
    assert!(count >= 5, "the corpus of {target} is kept");
}

#[test]
fn designs() {
    each("read_design", properties::read_design);
}

#[test]
fn bundles() {
    each("open_bundle", properties::open_bundle);
}

#[test]
fn links_and_pictures() {
    each("open_shared", properties::open_shared);
}
