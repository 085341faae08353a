//! The page's text editor: `CodeMirror`, bundled by esbuild into one script that the page fetches when
//! the text is first opened. docs/decisions/0009-text-editor.md.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;
use crate::split::hash;
use crate::tools::TEXT_EDITOR;

/// What the page is told when it is built, so that it knows the script's name.
pub const NAMED: &str = "PRESSWRIGHT_TEXT_EDITOR";

/// By this name the page calls what the script holds: `src/bin/designer/text/code_mirror.rs`.
const GLOBAL: &str = "presswrightText";

/// The script as the page fetches it.
pub struct TextEditor {
    pub file: String,
    content: Vec<u8>,
}

impl TextEditor {
    /// Bundles it. The npm packages are there.
    pub fn bundle(project: &Project) -> Result<Self> {
        let folder = project.root().join(TEXT_EDITOR.folder);
        let out = project.target().join("text-editor.js");
        let mut esbuild = Command::new(esbuild(project));
        esbuild
            .current_dir(&folder)
            .args(["src/main.js", "--bundle", "--minify", "--format=iife", "--target=es2022"])
            .args(["--charset=utf8", "--log-level=warning"])
            .arg(format!("--global-name={GLOBAL}"))
            .arg(format!("--outfile={}", out.display()));
        process::run(&mut esbuild)?;
        let script = fs::read(&out).with_context(|| format!("cannot read {}", out.display()))?;
        let content = [notice(&folder)?.into_bytes(), script].concat();
        Ok(Self { file: format!("text-editor-{}.js", hash(&content)), content })
    }

    /// Puts it into the built page.
    pub fn publish(&self, project: &Project) -> Result<()> {
        let path = project.dist().join(&self.file);
        fs::write(&path, &self.content).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// What bundles scripts and makes them smaller.
pub fn esbuild(project: &Project) -> PathBuf {
    project.root().join(TEXT_EDITOR.folder).join("node_modules/.bin/esbuild")
}

/// What the packages' licences ask for: their notices, each once.
fn notice(folder: &Path) -> Result<String> {
    let mut authors = BTreeSet::new();
    let mut terms = BTreeSet::new();
    for name in shipped(&fs::read_to_string(folder.join("package-lock.json"))?) {
        let path = folder.join(&name).join("LICENSE");
        let licence = fs::read_to_string(&path)
            .with_context(|| format!("{} has no licence", path.display()))?;
        let (copyright, rest): (Vec<&str>, Vec<&str>) = licence
            .lines()
            .filter(|line| *line != "MIT License")
            .partition(|line| line.starts_with("Copyright"));
        let package = name.trim_start_matches("node_modules/");
        authors.insert(format!("{package}: {}", copyright.join("; ")));
        terms.insert(rest.join("\n").trim().to_owned());
    }
    let mut text = String::from("/*!\n");
    for part in authors.iter().chain(&terms) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", part.replace("*/", "* /"));
    }
    text.push_str("*/\n");
    Ok(text)
}

/// The folders of the packages in a lock that are part of the script: those that are not for
/// development alone.
fn shipped(lock: &str) -> Vec<String> {
    packages(lock)
        .into_iter()
        .filter(|(_, entry)| !entry.contains("\"dev\": true"))
        .map(|(folder, _)| folder)
        .collect()
}

/// Folder and entry of each package of a lock, as npm writes it.
fn packages(lock: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in lock.split("\n    \"node_modules/").skip(1) {
        if let Some((name, rest)) = entry.split_once("\": {") {
            let entry = rest.split("\n    }").next().unwrap_or(rest);
            found.push((format!("node_modules/{name}"), entry.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        fs::read_to_string(root.join(TEXT_EDITOR.folder).join("package-lock.json")).unwrap()
    }

    #[test]
    fn every_package_is_pinned_and_under_mit() {
        let lock = lock();
        let packages = packages(&lock);
        assert!(packages.len() > 15, "{packages:?}");
        for (name, entry) in &packages {
            assert!(entry.contains("\"license\": \"MIT\""), "{name}: {entry}");
            assert!(entry.contains("\"integrity\": \"sha512-"), "{name}: {entry}");
        }
        let wanted = lock.split("\"node_modules/").next().unwrap();
        assert!(wanted.contains("\"@codemirror/view\": \"6."), "{wanted}");
        assert!(!wanted.contains(": \"^") && !wanted.contains(": \"~"), "{wanted}");
    }

    #[test]
    fn what_only_bundles_is_not_part_of_it() {
        let shipped = shipped(&lock());
        assert!(shipped.contains(&"node_modules/@codemirror/view".to_owned()), "{shipped:?}");
        assert!(!shipped.iter().any(|name| name.contains("esbuild")), "{shipped:?}");
    }
}
