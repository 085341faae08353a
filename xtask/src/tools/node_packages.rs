//! What comes from npm: the browser tests' packages with wasm-opt, and the page's text editor.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::Readiness;
use crate::process;
use crate::project::Project;

/// Playwright and lighthouse need it.
const NODE_AT_LEAST: u32 = 20;

/// Of binaryen, as in tests/browser/package.json.
const WASM_OPT: &str = "132";

/// The packages of a folder's package-lock.json.
pub struct NodePackages {
    /// Below the working copy.
    pub folder: &'static str,
    /// How much comes, and what for.
    pub about: &'static str,
}

impl NodePackages {
    pub fn ready(&self, project: &Project) -> Result<Readiness> {
        let absent = |what: String| {
            Ok(Readiness::Absent(format!(
                "Node.js {NODE_AT_LEAST} or later with npm: {what}; install it from nodejs.org or \
                 your system's packages"
            )))
        };
        let Some(npm) = process::find_on_path(&["npm"]) else {
            return absent("there is no npm on the path".into());
        };
        let version = process::capture(Command::new("node").arg("--version"));
        match version.as_deref().map(major) {
            Ok(Some(found)) if found >= NODE_AT_LEAST => {}
            Ok(_) | Err(_) => return absent("the node on the path is older or missing".into()),
        }

        let folder = project.root().join(self.folder);
        let lock = folder.join("package-lock.json");
        let wanted =
            fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        // Written last: an install that was cut short is done again.
        let seal = folder.join("node_modules/.installed-lock.json");
        if fs::read_to_string(&seal).is_ok_and(|installed| installed == wanted) {
            return Ok(Readiness::Ready);
        }
        eprintln!("Installing the npm packages of {}: {}.", self.folder, self.about);
        process::run(
            Command::new(npm)
                .args(["ci", "--ignore-scripts", "--no-progress"])
                .current_dir(&folder),
        )?;
        fs::write(&seal, wanted).with_context(|| format!("cannot write {}", seal.display()))?;
        Ok(Readiness::Ready)
    }
}

/// The folder that holds a fitting wasm-opt, if one is installed.
pub fn wasm_opt(project: &Project) -> Option<PathBuf> {
    let packaged = project.browser_tests().join("node_modules/.bin");
    let on_path = process::find_on_path(&["wasm-opt"])
        .and_then(|program| Some(program.parent()?.to_path_buf()));
    on_path.into_iter().chain([packaged]).find(|folder| {
        process::capture(Command::new(folder.join("wasm-opt")).arg("--version"))
            .is_ok_and(|text| text.split_whitespace().any(|word| word == WASM_OPT))
    })
}

/// 20 of "v20.20.2".
fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_says_its_version_with_a_v() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major(""), None);
    }
}
