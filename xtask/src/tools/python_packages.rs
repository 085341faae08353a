//! The Python validators, in virtual environments of their own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{PYTHON_VENV, Readiness};
use crate::process;
use crate::project::Project;

/// The packages of a folder's requirements.txt.
pub struct PythonPackages {
    /// Below the working copy.
    pub folder: &'static str,
    /// Name of the virtual environment.
    pub environment: &'static str,
    /// What for.
    pub about: &'static str,
}

impl PythonPackages {
    pub fn ready(&self, project: &Project) -> Result<Readiness> {
        let requirements = project.root().join(self.folder).join("requirements.txt");
        let wanted = fs::read_to_string(&requirements)
            .with_context(|| format!("cannot read {}", requirements.display()))?;
        let folder = self.environment(project);
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
            "Installing the Python packages of {}/requirements.txt into {}: {}.",
            self.folder,
            folder.display(),
            self.about
        );
        process::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
        process::run(
            Command::new(self.program(project, "python"))
                .args(["-m", "pip", "install", "--quiet", "--no-deps", "--requirement"])
                .arg(&requirements),
        )?;
        fs::write(&seal, wanted).with_context(|| format!("cannot write {}", seal.display()))?;
        Ok(Readiness::Ready)
    }

    /// A program of the environment.
    pub fn program(&self, project: &Project, name: &str) -> PathBuf {
        let programs = if cfg!(windows) { "Scripts" } else { "bin" };
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.environment(project).join(programs).join(name)
    }

    fn environment(&self, project: &Project) -> PathBuf {
        project.cache().join(self.environment)
    }
}
