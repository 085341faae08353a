//! The Python validators, in a virtual environment of their own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{PYTHON_VENV, Readiness};
use crate::process;
use crate::project::Project;

/// The packages of tests/bundle/requirements.txt.
pub struct PythonPackages;

impl PythonPackages {
    pub fn ready(project: &Project) -> Result<Readiness> {
        let requirements = project.root().join("tests/bundle/requirements.txt");
        let wanted = fs::read_to_string(&requirements)
            .with_context(|| format!("cannot read {}", requirements.display()))?;
        let folder = environment(project);
        // Written last: an install that was cut short is done again.
        let seal = folder.join("installed-requirements.txt");
        if fs::read_to_string(&seal).is_ok_and(|installed| installed == wanted) {
            return Ok(Readiness::Ready);
        }
        let Some(python) = process::find_on_path(&["python3", "python"]) else {
            return Ok(Readiness::Absent("Python 3.10 or later: there is none on the path".into()));
        };
        if let absent @ Readiness::Absent(_) = PYTHON_VENV.ready(project)? {
            return Ok(absent);
        }
        eprintln!(
            "Installing the Python packages of tests/bundle/requirements.txt into {}: the \
             Kubernetes schemas and the YAML readers.",
            folder.display()
        );
        process::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
        process::run(
            Command::new(Self::program(project, "python"))
                .args(["-m", "pip", "install", "--quiet", "--no-deps", "--requirement"])
                .arg(&requirements),
        )?;
        fs::write(&seal, wanted).with_context(|| format!("cannot write {}", seal.display()))?;
        Ok(Readiness::Ready)
    }

    /// A program of the environment.
    pub fn program(project: &Project, name: &str) -> PathBuf {
        let programs = if cfg!(windows) { "Scripts" } else { "bin" };
        environment(project).join(programs).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

fn environment(project: &Project) -> PathBuf {
    project.cache().join("python")
}
