//! The scripts and data of a preset, in a folder.

use crate::programs::Folder;
use presswright::design::{Document, preset};
use presswright::provision::{Object, files};
use presswright::rules::Approved;
use std::path::PathBuf;

/// The folder of the fixed files in the repository.
pub fn fixed() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/provision/files")
}

/// Writes what `provision` makes of a design.
pub fn write(text: &str) -> Folder {
    let document = Document::read(text).unwrap();
    let approved =
        Approved::of(document).unwrap_or_else(|report| panic!("not approved: {report:?}"));
    let objects = [
        ("deployments.apps", "haproxy"),
        ("deployments.apps", "wordpress"),
        ("jobs.batch", "wordpress-install-1a2b3c"),
        ("services", "mysql"),
        ("statefulsets.apps", "percona"),
    ]
    .map(|(resource, name)| Object { resource: resource.to_owned(), name: name.to_owned() });
    let folder = Folder::new();
    for file in files(&approved, &objects).unwrap() {
        let content = String::from_utf8(file.bytes).unwrap();
        if file.executable {
            folder.script(&file.path, &content);
        } else {
            folder.write(&file.path, content);
        }
    }
    folder.write("kustomization.yaml", "resources: []\n");
    folder
}

/// The preset of that name.
pub fn of_preset(name: &str) -> Folder {
    write(preset(name).unwrap().text)
}
