//! What keeps the page in the browser: public/service-worker.js, and public/offline.js in the page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::insert_behind;
use crate::project::Project;
use crate::split::{hash, minify};

/// The service worker's file. It lies beside the page, for it may serve what lies below itself alone.
pub const WORKER: &str = "sw.js";

/// As the source of the page asks for its end of it.
const PAGE_SCRIPT: &str = "./offline.js";

/// The page with the name of its script, which is put beside it.
pub fn with_page_script(project: &Project, page: &str, esbuild: Option<&Path>) -> Result<String> {
    let script = smaller(project, "offline.js", esbuild)?;
    let name = format!("offline-{}.js", hash(script.as_bytes()));
    ensure!(page.contains(PAGE_SCRIPT), "the page does not ask for {PAGE_SCRIPT}");
    fs::write(project.dist().join(&name), script)?;
    Ok(page.replace(PAGE_SCRIPT, &format!("./{name}")))
}

/// The service worker, without the list of what it keeps.
pub fn worker(project: &Project, esbuild: Option<&Path>) -> Result<String> {
    smaller(project, "service-worker.js", esbuild)
}

/// A script of public/, made smaller where that can be done.
fn smaller(project: &Project, name: &str, esbuild: Option<&Path>) -> Result<String> {
    let source = project.root().join("public").join(name);
    let copy = project.target().join(name);
    fs::create_dir_all(project.target())?;
    fs::copy(&source, &copy).with_context(|| format!("cannot copy {}", source.display()))?;
    if let Some(esbuild) = esbuild {
        minify(esbuild, &copy)?;
    }
    Ok(fs::read_to_string(copy)?)
}

/// What all of this together is called.
pub fn version(files: &BTreeMap<String, String>, page: &str, worker: &str) -> String {
    let mut all = String::new();
    for (name, hash) in files {
        // Writing to a string cannot fail.
        let _ = writeln!(all, "{name} {hash}");
    }
    hash([&all, page, worker].concat().as_bytes())
}

/// The page with its version in it.
pub fn with_version(page: &str, version: &str) -> Result<String> {
    insert_behind(page, "<html", "html", &format!(" data-version=\"{version}\""))
}

/// Writes the service worker: which version this is, and what is of it.
pub fn publish(
    dist: &Path,
    version: &str,
    mut files: BTreeMap<String, String>,
    page: &str,
    worker: &str,
) -> Result<()> {
    // By this name a browser asks for the page.
    files.insert("./".into(), hash(page.as_bytes()));
    let list: Vec<String> =
        files.iter().map(|(name, hash)| format!("\"{name}\":\"{hash}\"")).collect();
    ensure!(
        files.keys().all(|name| !name.contains(['"', '\\', '%', '?', '#'])),
        "the name of a file would be another one in an address"
    );
    let text =
        format!("const VERSION=\"{version}\";\nconst FILES={{{}}};\n{worker}", list.join(","));
    fs::write(dist.join(WORKER), text)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_of_every_byte() {
        let files = |hash: &str| BTreeMap::from([("a.js".to_owned(), hash.to_owned())]);
        let first = version(&files("1"), "page", "worker");
        for other in [
            version(&files("2"), "page", "worker"),
            version(&files("1"), "pages", "worker"),
            version(&files("1"), "page", "workers"),
        ] {
            assert_ne!(first, other);
        }
        assert_eq!(
            with_version("<html lang=en>", "1").unwrap(),
            "<html data-version=\"1\" lang=en>"
        );
    }

    #[test]
    fn the_worker_has_every_file_and_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let files = BTreeMap::from([("rules/a.md".to_owned(), "0123".to_owned())]);
        publish(folder.path(), "v", files.clone(), "<p>", "go()").unwrap();
        let text = fs::read_to_string(folder.path().join(WORKER)).unwrap();
        let page = hash(b"<p>");
        assert_eq!(
            text,
            format!(
                "const VERSION=\"v\";\nconst FILES={{\"./\":\"{page}\",\"rules/a.md\":\"0123\"}};\ngo()"
            )
        );
        let strange = BTreeMap::from([("a%20b".to_owned(), String::new())]);
        assert!(publish(folder.path(), "v", strange, "", "").is_err());
    }
}
