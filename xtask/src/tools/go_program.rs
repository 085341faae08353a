//! Programs that are built from Go modules whose files stand in the repository.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Readiness;
use crate::process;
use crate::project::Project;

/// A program, built by the module of a folder, whose go.sum pins every byte of source.
pub struct GoProgram {
    pub name: &'static str,
    /// The module's folder below the working copy.
    pub module: &'static str,
    /// What is built, as `go build` takes it.
    pub package: &'static str,
}

impl GoProgram {
    pub fn ready(&self, project: &Project) -> Result<Readiness> {
        let program = self.path(project)?;
        if program.is_file() {
            return Ok(Readiness::Ready);
        }
        let Some(go) = process::find_on_path(&["go"]) else {
            return Ok(Readiness::Absent(format!(
                "Go 1.26 or later: {} is built by it; install it from go.dev/dl",
                self.name
            )));
        };
        eprintln!("Building {} from its Go module, about a minute on two cores.", self.name);
        // Built beside its place and moved there whole, so that a build that was cut short is done again.
        let unfinished = program.with_extension(format!("{}", std::process::id()));
        process::run(
            Command::new(go)
                .args(["build", "-trimpath", "-o"])
                .arg(&unfinished)
                .arg(self.package)
                .current_dir(project.root().join(self.module))
                .env("CGO_ENABLED", "0"),
        )?;
        fs::rename(&unfinished, &program)
            .with_context(|| format!("cannot move {} to its place", unfinished.display()))?;
        Ok(Readiness::Ready)
    }

    /// Where the program lies that is built from these sources: others have another folder.
    pub fn path(&self, project: &Project) -> Result<PathBuf> {
        let sources = fingerprint(&project.root().join(self.module))?;
        let folder = project.cache().join("tools").join(format!("{}-{sources}", self.name));
        Ok(folder.join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX)))
    }
}

/// What the files of a module come to, in ten digits.
fn fingerprint(module: &Path) -> Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(module)
        .with_context(|| format!("cannot read {}", module.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    let mut digits = String::new();
    for byte in hash.finalize().iter().take(5) {
        write!(digits, "{byte:02x}")?;
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sources_are_another_program() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("go.mod"), "module a\n").unwrap();
        let before = fingerprint(folder.path()).unwrap();
        assert_eq!(before.len(), 10);
        fs::write(folder.path().join("main.go"), "package main\n").unwrap();
        assert_ne!(fingerprint(folder.path()).unwrap(), before);
    }
}
