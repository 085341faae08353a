//! The programs of a Kubernetes control plane, built from Go modules, and kubectl.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::Readiness;
use crate::process::{self, cargo};
use crate::project::Project;

/// Builds what the cluster tests start. Their own crate knows which programs are current.
pub fn ready(project: &Project) -> Result<Readiness> {
    if process::find_on_path(&["go"]).is_none() {
        return Ok(Readiness::Absent(
            "Go 1.26 or later: the control plane is built by it; install it from go.dev/dl".into(),
        ));
    }
    eprintln!(
        "Building what is missing of the Kubernetes control plane from its Go modules: about six \
         minutes and 4 GB the first time."
    );
    build(project, &[])?;
    Ok(Readiness::Ready)
}

/// Builds the programs of these minors of Kubernetes, or of the one that is used where none is named.
pub fn build(project: &Project, minors: &[&str]) -> Result<()> {
    process::run(build_programs(project).args(minors))
}

/// The minors of Kubernetes that can be built, the one first that is used where none is named.
pub fn minors(project: &Project) -> Result<Vec<String>> {
    let listed = process::capture(build_programs(project).arg("--minors"))?;
    Ok(listed.lines().map(str::to_owned).collect())
}

fn build_programs(project: &Project) -> Command {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--locked", "--package", "cluster-tests"])
        .args(["--bin", "build-programs", "--"])
        .current_dir(project.root());
    command
}

/// Any kubectl will do for `kubectl kustomize`; where there is none, it is built with the rest.
pub fn kubectl_ready(project: &Project) -> Result<Readiness> {
    if kubectl(project).is_ok() { Ok(Readiness::Ready) } else { ready(project) }
}

/// A kubectl that can read a kustomization: the newest that was built here, or that of the path.
pub fn kubectl(project: &Project) -> Result<PathBuf> {
    built(project, "kubectl")
        .into_iter()
        .chain(process::find_on_path(&["kubectl"]))
        .find(|program| {
            process::capture(Command::new(program).args(["kustomize", "--help"])).is_ok()
        })
        .context("there is no kubectl; run `cargo xtask setup`")
}

/// Where a program of each version that was built here lies, the newest first.
fn built(project: &Project, program: &str) -> Vec<PathBuf> {
    let mut built: Vec<PathBuf> = std::fs::read_dir(project.cache())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|folder| {
            folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("kubernetes-"))
        })
        .map(|folder| folder.join("bin").join(program))
        .collect();
    built.sort();
    built.reverse();
    built
}
