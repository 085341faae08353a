//! What makes the built page fit to be published: what its first paint needs, its content security policy, what
//! keeps it offline, and where it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::split;
use crate::tools::{MDBOOK, Readiness, Tool};

mod address;
mod book;
mod first_paint;
mod offline;
mod policy;
mod settings;

/// Whether the documentation is published beside the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Docs {
    Published,
    LeftOut,
}

/// Finishes the page that trunk has left in dist/.
pub fn finish(project: &Project, esbuild: Option<&Path>, docs: Docs) -> Result<()> {
    let dist = project.dist();
    let path = dist.join("index.html");
    let page = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}: trunk has built no page", path.display()))?;
    let page = match docs {
        Docs::Published => {
            book::publish(project)?;
            book::linked(&page)?
        }
        Docs::LeftOut => page,
    };
    let page = first_paint::with_styles(&dist, &page)?;
    let page = first_paint::with_parts_script(&dist, &page)?;
    let page = offline::with_page_script(project, &page, esbuild)?;
    let page = address::publish(&dist, &page)?;
    let worker = offline::worker(project, esbuild)?;
    let files = kept(&dist)?;
    let version = offline::version(&files, &page, &worker);
    let page = offline::with_version(&page, &version)?;
    let page = policy::guard(&page, &policy::styles(project)?)?;
    fs::write(&path, &page)?;
    offline::publish(&dist, &version, files, &page, &worker)
}

/// Makes the documentation alone. Gives its folder.
pub fn docs(project: &Project) -> Result<PathBuf> {
    if let Readiness::Absent(reason) = Tool::Cargo(&MDBOOK).ready(project)? {
        bail!("the documentation cannot be made without {reason}");
    }
    book::publish(project)
}

/// The page's files with the hashes of their contents, without the page itself and what only those
/// fetch who have a connection.
fn kept(dist: &Path) -> Result<BTreeMap<String, String>> {
    const NOT: [&str; 5] =
        ["index.html", offline::WORKER, "robots.txt", "sitemap.xml", "preview.png"];
    let mut kept = BTreeMap::new();
    for (name, path) in below(dist)? {
        if !NOT.contains(&name.as_str()) && !name.starts_with("docs/") {
            kept.insert(name, split::hash(&fs::read(path)?));
        }
    }
    Ok(kept)
}

/// All files below a folder, by their names from there on.
fn below(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let inner = below(&entry.path())?;
            files.extend(inner.into_iter().map(|(rest, path)| (format!("{name}/{rest}"), path)));
        } else {
            files.insert(name, entry.path());
        }
    }
    Ok(files)
}

/// A text with something put behind the first place where `begin` and then `end` stand.
fn insert_behind(text: &str, begin: &str, end: &str, what: &str) -> Result<String> {
    let place = text
        .find(begin)
        .and_then(|start| Some(start + text.get(start..)?.find(end)? + end.len()))
        .with_context(|| format!("the page has no {begin}"))?;
    let (before, after) = text.split_at(place);
    Ok([before, what, after].concat())
}
