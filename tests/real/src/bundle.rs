//! A design and its bundle, as a person exports it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use presswright::bundle::Bundle;
use presswright::design::Document;
use presswright::rules::Approved;
use presswright::topology::Topology;

use crate::ClusterError;

/// A design with its topology, and its bundle in a folder.
#[derive(Debug)]
pub struct Exported {
    /// The design's text.
    pub text: String,
    /// What the cluster will hold.
    pub topology: Topology,
    /// The machine that exports files, and the folder.
    pub files: Option<(String, String)>,
    /// Where the bundle lies.
    pub folder: PathBuf,
    approved: Approved,
}

fn wrong(error: impl std::fmt::Display) -> ClusterError {
    ClusterError::Wrong(error.to_string())
}

impl Exported {
    /// Reads a design, which the rules must let through, and writes its bundle.
    pub fn write(text: &str, folder: &Path) -> Result<Self, ClusterError> {
        let document = Document::read(text).map_err(wrong)?;
        let approved = Approved::of(document).map_err(|report| {
            let found = report.findings().iter().map(|finding| finding.message.clone());
            ClusterError::Wrong(format!(
                "the rules refuse the design:\n{}",
                found.collect::<Vec<_>>().join("\n")
            ))
        })?;
        let topology = Topology::of(approved.design());
        let design = approved.design();
        let files = design.nfs.as_ref().map(|nfs| (nfs.machine.to_string(), nfs.path.to_string()));
        let exported =
            Self { text: text.to_owned(), topology, files, folder: folder.to_owned(), approved };
        for file in exported.bundle()?.files {
            let path = folder.join(&file.path);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).map_err(ClusterError::file(parent))?;
            fs::write(&path, &file.bytes).map_err(ClusterError::file(&path))?;
            let mode = if file.executable { 0o755 } else { 0o644 };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode))
                .map_err(ClusterError::file(&path))?;
        }
        Ok(exported)
    }

    /// Its bundle.
    pub fn bundle(&self) -> Result<Bundle, ClusterError> {
        Bundle::of(&self.approved).map_err(wrong)
    }

    /// The names of the images in its manifests, in full.
    pub fn images(&self) -> Result<Vec<String>, ClusterError> {
        let mut names = BTreeSet::new();
        for file in self.bundle()?.files {
            if !file.path.starts_with("manifests/") {
                continue;
            }
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            for line in text.lines() {
                let line = line.trim().trim_start_matches("- ");
                if let Some(name) = line.strip_prefix("image: ") {
                    names.insert(in_full(name.trim_matches('"')));
                }
            }
        }
        Ok(names.into_iter().collect())
    }
}

/// A name without a registry is one of Docker's (distribution/reference, `ParseNormalizedNamed`).
fn in_full(name: &str) -> String {
    match name.split_once('/') {
        Some((first, _)) if first.contains('.') || first.contains(':') => name.to_owned(),
        Some(_) => format!("docker.io/{name}"),
        None => format!("docker.io/library/{name}"),
    }
}

/// The text of a design with `images: on-machines`: no registry is asked, as there is none.
pub fn with_images_on_machines(text: &str) -> Result<String, ClusterError> {
    use presswright::design::Edit;
    use presswright::document::Path;
    let document = Document::read(text).map_err(wrong)?;
    let mut design = document.design().clone();
    let edit = Edit::text(Path::top().key("cluster").key("images"), "on-machines");
    design.apply(&edit).map_err(wrong)?;
    Ok(document.reconciled(&design).text().to_owned())
}
