//! Shell and Ruby, read by those who know them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Tier;
use crate::process;
use crate::tools::{RUBY, SHELLCHECK, Tool};

pub const NEEDS: [Tool; 2] = [Tool::System(&SHELLCHECK), Tool::System(&RUBY)];

/// The fixed scripts that go into bundles, as they stand in the repository.
pub fn run(tier: &Tier) -> Result<()> {
    let read = read_below(&tier.project.root().join("src"))?
        + read_below(&tier.project.root().join("tests/machines"))?
        + read_below(&tier.project.root().join(".ci"))?;
    println!("{read} scripts have no fault");
    Ok(())
}

/// Has every shell and Ruby file below the folder read, and says how many there were.
pub fn read_below(folder: &Path) -> Result<usize> {
    let files = files_below(folder)?;
    let shell: Vec<_> = files.iter().filter(|file| is_shell(file)).collect();
    let ruby: Vec<_> = files.iter().filter(|file| is_ruby(file)).collect();
    if shell.is_empty() && ruby.is_empty() {
        bail!("{} holds no script", folder.display());
    }
    for file in &shell {
        process::capture(Command::new("bash").arg("-n").arg(file))?;
    }
    if !shell.is_empty() {
        let mut shellcheck = Command::new(SHELLCHECK.program()?);
        process::capture(
            shellcheck.args(["--external-sources", "--source-path=SCRIPTDIR"]).args(&shell),
        )?;
    }
    for file in &ruby {
        process::capture(Command::new(RUBY.program()?).args(["-W2", "-c"]).arg(file))?;
    }
    Ok(shell.len() + ruby.len())
}

fn is_shell(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "sh")
        || fs::read(file).is_ok_and(|text| text.starts_with(b"#!/usr/bin/env bash"))
}

fn is_ruby(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rb")
        || file.file_name().is_some_and(|name| name == "Vagrantfile")
}

pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}
