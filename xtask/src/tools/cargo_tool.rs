//! Programs that come from crates.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Readiness;
use crate::process;
use crate::project::Project;

/// A program from a crate, at one version.
pub struct CargoTool {
    pub package: &'static str,
    pub program: &'static str,
    pub version: Version,
    /// Whether to build it with the lock file that its authors published.
    pub locked: bool,
    /// The features to build instead of those that its authors chose: less to compile.
    pub features: Option<&'static str>,
    /// What a build takes on two cores.
    pub minutes: u32,
}

/// How a tool is built: these run for seconds, so what the optimiser adds to the build is never
/// won back. `cargo install` reads them over what the tool's own profile says.
const BUILD_PROFILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// Where a tool's version is written down.
pub enum Version {
    Pinned(&'static str),
    /// The version that Cargo.lock gives for this package.
    AsLocked(&'static str),
}

impl CargoTool {
    pub fn ready(&self, project: &Project) -> Result<Readiness> {
        let version = self.version(project)?;
        if self.find(project)?.is_none() {
            self.install(project, &version)?;
        }
        Ok(Readiness::Ready)
    }

    /// The program of the right version: on the path, or where `ready` puts it.
    pub fn find(&self, project: &Project) -> Result<Option<PathBuf>> {
        let version = self.version(project)?;
        let own = self.folder(project, &version).join("bin").join(format!(
            "{}{}",
            self.program,
            std::env::consts::EXE_SUFFIX
        ));
        let candidates = [process::find_on_path(&[self.program]), Some(own)];
        Ok(candidates.into_iter().flatten().find(|program| is_version(program, &version)))
    }

    /// The program, once it is ready.
    pub fn path(&self, project: &Project) -> Result<PathBuf> {
        self.find(project)?
            .with_context(|| format!("{} is missing; run `cargo xtask setup`", self.package))
    }

    fn version(&self, project: &Project) -> Result<String> {
        match self.version {
            Version::Pinned(version) => Ok(version.to_owned()),
            Version::AsLocked(package) => {
                let lock = project.root().join("Cargo.lock");
                let text = fs::read_to_string(&lock)
                    .with_context(|| format!("cannot read {}", lock.display()))?;
                locked_version(&text, package)
                    .with_context(|| format!("Cargo.lock names no package {package}"))
            }
        }
    }

    /// Each version has a folder of its own, so that a working copy never replaces the tool that
    /// another one, or the person, uses.
    fn folder(&self, project: &Project, version: &str) -> PathBuf {
        project.cache().join("tools").join(format!("{}-{version}", self.package))
    }

    fn install(&self, project: &Project, version: &str) -> Result<()> {
        let Self { package, minutes, .. } = self;
        let folder = self.folder(project, version);
        if process::find_on_path(&["cargo-binstall"]).is_some() {
            eprintln!("Installing {package} {version}, prebuilt, with cargo-binstall.");
            let mut prebuilt = process::cargo();
            prebuilt
                .args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"])
                .arg(&folder)
                .arg(format!("{package}@{version}"));
            match process::run(&mut prebuilt) {
                Ok(()) if self.find(project)?.is_some() => return Ok(()),
                Ok(()) => eprintln!("cargo-binstall left no {} there.", self.program),
                Err(error) => eprintln!("{error:#}"),
            }
        }
        eprintln!(
            "Building {package} {version} from its crate, about {minutes} minutes on two cores. \
             With cargo-binstall installed a prebuilt one is used."
        );
        let mut build = process::cargo();
        build.args(["install", package, "--version", version, "--root"]).arg(&folder);
        if self.locked {
            build.arg("--locked");
        }
        if let Some(features) = self.features {
            build.args(["--no-default-features", "--features", features]);
        }
        build.envs(BUILD_PROFILE);
        process::run(build.current_dir(project.root()))
    }
}

/// Whether the program says that it is of this version.
fn is_version(program: &Path, version: &str) -> bool {
    process::capture(Command::new(program).arg("--version"))
        .is_ok_and(|text| says_version(&text, version))
}

/// Some put a `v` before it.
fn says_version(text: &str, version: &str) -> bool {
    text.split_whitespace().any(|word| word.strip_prefix('v').unwrap_or(word) == version)
}

/// The version that a lock file gives for a package; the highest where there are several.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    let mut found = None;
    while let Some(line) = lines.next() {
        if line == wanted {
            let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
            found = Some(version.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\n\
                        [[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n";

    #[test]
    fn a_program_says_its_version_with_a_v_or_without() {
        assert!(
            says_version("mdbook v0.5.4\n", "0.5.4") && says_version("trunk 0.21.14", "0.21.14")
        );
        assert!(!says_version("mdbook v0.5.40", "0.5.4") && !says_version("vv0.5.4", "0.5.4"));
    }

    #[test]
    fn a_locked_version_is_that_of_the_very_package() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }
}
