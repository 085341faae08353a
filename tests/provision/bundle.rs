//! The bundle of a preset, in a folder.

use crate::programs::Folder;
use presswright::bundle::Bundle;
use presswright::design::{Document, preset};
use presswright::rules::Approved;
use std::path::PathBuf;

/// The folder of the fixed files in the repository.
pub fn fixed() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/provision/files")
}

/// Writes the bundle of a design.
pub fn write(text: &str) -> Folder {
    let document = Document::read(text).unwrap();
    let approved =
        Approved::of(document).unwrap_or_else(|report| panic!("not approved: {report:?}"));
    let folder = Folder::new();
    for file in Bundle::of(&approved).unwrap().files {
        let content = String::from_utf8(file.bytes).unwrap();
        if file.executable {
            folder.script(&file.path, &content);
        } else {
            folder.write(&file.path, content);
        }
    }
    folder
}

/// The preset of that name.
pub fn of_preset(name: &str) -> Folder {
    write(preset(name).unwrap().text)
}
