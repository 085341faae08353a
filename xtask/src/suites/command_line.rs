//! The release command line, as a person would have installed it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{self, cargo};
use crate::project::Project;

/// The `presswright` program of the release build.
pub struct CommandLine(PathBuf);

impl CommandLine {
    pub fn build(project: &Project) -> Result<Self> {
        process::run(
            cargo()
                .args(["build", "--release", "--locked", "--features", "cli"])
                .args(["--bin", "presswright"])
                .current_dir(project.root()),
        )?;
        let program = format!("presswright{}", std::env::consts::EXE_SUFFIX);
        Ok(Self(project.target().join("release").join(program)))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The presets' names.
    pub fn presets(&self) -> Result<Vec<String>> {
        let list = process::capture(self.command().args(["new", "--list"]))?;
        let names: Vec<_> = list
            .lines()
            .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
            .collect();
        if names.is_empty() {
            bail!("`presswright new --list` names no preset");
        }
        Ok(names)
    }

    pub fn new_design(&self, preset: &str, file: &Path) -> Result<()> {
        process::capture(self.command().args(["new", preset, "-o"]).arg(file)).map(drop)
    }

    /// Whether nothing stands against exporting the design. Exit code 1 says that a finding does.
    pub fn is_approved(&self, design: &Path) -> Result<bool> {
        let output = self.command().arg("check").arg(design).output().context("cannot start it")?;
        match output.status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => bail!("presswright check: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// Exports the design to a zip file or a folder, by the name of the output.
    pub fn generate(&self, design: &Path, output: &Path) -> Result<()> {
        process::capture(self.command().arg("generate").arg(design).arg("-o").arg(output)).map(drop)
    }

    /// The JSON Schema of a design.
    pub fn schema(&self) -> Result<String> {
        process::capture(self.command().args(["schema", "--format", "json"]))
    }

    fn command(&self) -> Command {
        Command::new(&self.0)
    }
}
