//! What the command line exports, before every validator that needs no cluster.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::command_line::CommandLine;
use super::{Tier, scripts};
use crate::process;
use crate::project::Project;
use crate::tools::{self, BUNDLE_CHECKS, RUBY, SHELLCHECK, Tool, VAGRANT, VAGRANT_LIBVIRT};

pub const NEEDS: [Tool; 6] = [
    Tool::System(&SHELLCHECK),
    Tool::System(&RUBY),
    Tool::System(&VAGRANT),
    Tool::System(&VAGRANT_LIBVIRT),
    Tool::Python(&BUNDLE_CHECKS),
    Tool::Kubectl,
];

/// The minors of Kubernetes that are offered, and so have to take the manifests.
const MINORS: [&str; 3] = ["1.35", "1.36", "1.37"];

/// Presets that have to export. The others are examples of designs with findings.
const EXPORTABLE: [&str; 3] = ["lab", "cloud", "large"];

pub fn run(tier: &Tier) -> Result<()> {
    let command_line = CommandLine::build(&tier.project)?;
    let folder = tempfile::tempdir()?;
    let mut exported = Vec::new();
    for preset in command_line.presets()? {
        let design = folder.path().join(format!("{preset}.yaml"));
        command_line.new_design(&preset, &design)?;
        if !command_line.is_approved(&design)? {
            println!("{preset}: has findings that stop it, and is not exported");
            continue;
        }
        println!("{preset}:");
        let bundle = export(&command_line, &design, &folder.path().join(&preset))?;
        check(&tier.project, &bundle).with_context(|| format!("the bundle of {preset}"))?;
        exported.push(preset);
    }
    for preset in EXPORTABLE {
        ensure!(exported.iter().any(|name| name == preset), "{preset} cannot be exported");
    }
    Ok(())
}

/// An exported design, both ways.
struct Bundle {
    zip: PathBuf,
    folder: PathBuf,
}

/// Exports as zip, twice, and as folder. The same design gives the same bytes.
fn export(command_line: &CommandLine, design: &Path, place: &Path) -> Result<Bundle> {
    fs::create_dir_all(place)?;
    let [zip, again] = ["bundle.zip", "again.zip"].map(|name| place.join(name));
    let folder = place.join("bundle");
    command_line.generate(design, &zip)?;
    command_line.generate(design, &again)?;
    command_line.generate(design, &folder)?;
    ensure!(fs::read(&zip)? == fs::read(&again)?, "two exports of one design differ");
    ensure!(
        fs::read(folder.join("design.yaml"))? == fs::read(design)?,
        "design.yaml of the bundle is not the person's own text"
    );
    Ok(Bundle { zip, folder })
}

fn check(project: &Project, bundle: &Bundle) -> Result<()> {
    let folder = &bundle.folder;
    python(project, "whole.py", &[&bundle.zip, folder])?;
    python(project, "read_twice.py", &[folder])?;
    let scripts = scripts::read_below(folder)?;
    println!("  {scripts} scripts have no fault");
    lint_yaml(project, folder)?;
    schemas(project, &folder.join("manifests"))?;
    let built =
        process::capture(Command::new(tools::kubectl(project)?).arg("kustomize").arg(folder))?;
    ensure!(built.contains("\nkind: "), "kubectl kustomize makes nothing");
    if folder.join("vagrant").is_dir() {
        vagrant(&folder.join("vagrant"))?;
    }
    Ok(())
}

/// Runs a check of tests/bundle and shows its line.
fn python(project: &Project, script: &str, arguments: &[&Path]) -> Result<()> {
    let script = project.root().join("tests/bundle").join(script);
    let python = BUNDLE_CHECKS.program(project, "python");
    print!("  {}", process::capture(Command::new(python).arg(script).args(arguments))?);
    Ok(())
}

fn lint_yaml(project: &Project, folder: &Path) -> Result<()> {
    let mut yamllint = Command::new(BUNDLE_CHECKS.program(project, "yamllint"));
    yamllint
        .args(["--strict", "--format", "parsable", "--config-file"])
        .arg(project.root().join("tests/bundle/yamllint.yaml"));
    let files = yaml_files(folder)?.into_iter().filter(|file| !file.ends_with("design.yaml"));
    process::capture(yamllint.args(files)).map(drop)
}

/// The strict schemas of every minor. The validator only warns, and ends well, where it does not
/// know an `apiVersion`: a warning is a failure here.
fn schemas(project: &Project, manifests: &Path) -> Result<()> {
    let files = yaml_files(manifests)?;
    for minor in MINORS {
        let printed = process::capture(
            Command::new(BUNDLE_CHECKS.program(project, "kubernetes-validate"))
                .args(["--kubernetes-version", minor, "--strict"])
                .args(&files),
        )?;
        ensure!(!printed.contains("WARN"), "Kubernetes {minor}:\n{printed}");
        let passed = printed.lines().filter(|line| line.starts_with("INFO ")).count();
        ensure!(passed >= files.len(), "Kubernetes {minor}: {passed} objects read\n{printed}");
        println!("  {passed} objects fit the schemas of Kubernetes {minor}");
    }
    Ok(())
}

fn vagrant(folder: &Path) -> Result<()> {
    let home = tempfile::tempdir()?;
    process::capture(
        Command::new(VAGRANT.program()?)
            .args(["validate", "--ignore-provider"])
            .env("VAGRANT_HOME", home.path())
            .env("VAGRANT_CHECKPOINT_DISABLE", "1")
            .current_dir(folder),
    )
    .map(drop)
}

fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = scripts::files_below(folder)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    if files.is_empty() {
        bail!("{} holds no YAML file", folder.display());
    }
    Ok(files)
}
