//! Debian packages, installed only with consent.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use super::Readiness;
use crate::process;
use crate::project::Project;

/// A Debian package and how to tell that what it gives is there, from wherever it came.
pub struct SystemPackage {
    pub package: &'static str,
    pub probe: Probe,
    pub purpose: &'static str,
    /// Packages of the same source. Where one of them is installed from backports this one must come from
    /// there too, else apt finds no version of what both depend on.
    pub siblings: &'static [&'static str],
}

/// What shows that a package is not needed.
pub enum Probe {
    /// One of these programs is on the path.
    Program(&'static [&'static str]),
    /// Python can import these modules.
    PythonModules(&'static str),
    /// Vagrant lists this plug-in without a person's own folder of them: tests give it an empty one.
    VagrantPlugin(&'static str),
}

impl SystemPackage {
    pub fn ready(&self, project: &Project) -> Result<Readiness> {
        let Self { package, purpose, .. } = self;
        if self.is_there() {
            return Ok(Readiness::Ready);
        }
        let Some(apt_get) = process::find_on_path(&["apt-get"]) else {
            return Ok(Readiness::Absent(format!(
                "{package} ({purpose}): install it by hand, there is no apt-get here"
            )));
        };
        let question = format!("Install the system package {package}? It {purpose}.");
        if !project.consent.obtain(&question)? {
            return Ok(Readiness::Absent(format!(
                "{package} ({purpose}): the system package is missing, and installing it needs \
                 --yes or a yes"
            )));
        }
        eprintln!("Installing the system package {package}: it {purpose}.");
        if let Err(error) = install(&apt_get, package, self.release().as_deref()) {
            return Ok(Readiness::Absent(format!("{package} ({purpose}): {error:#}")));
        }
        if self.is_there() {
            return Ok(Readiness::Ready);
        }
        Ok(Readiness::Absent(format!("{package} ({purpose}): installed, and still not found")))
    }

    /// The program that the package gives.
    pub fn program(&self) -> Result<PathBuf> {
        match self.probe {
            Probe::Program(names) => process::find_on_path(names),
            Probe::PythonModules(_) | Probe::VagrantPlugin(_) => None,
        }
        .with_context(|| format!("{} is not on the path", self.package))
    }

    /// The release that the package has to come from, where the siblings leave no choice.
    fn release(&self) -> Option<String> {
        self.siblings.iter().find_map(|sibling| {
            let mut query = Command::new("dpkg-query");
            query.args(["--show", "--showformat=${db:Status-Status} ${Version}", sibling]);
            backports(&process::capture(&mut query).ok()?, &os_release())
        })
    }

    fn is_there(&self) -> bool {
        match self.probe {
            Probe::Program(names) => process::find_on_path(names).is_some(),
            Probe::PythonModules(modules) => {
                let mut python = Command::new("python3");
                process::capture(python.args(["-c", &format!("import {modules}")])).is_ok()
            }
            Probe::VagrantPlugin(name) => has_plugin(name).unwrap_or(false),
        }
    }
}

fn has_plugin(name: &str) -> Result<bool> {
    let home = tempfile::tempdir()?;
    let mut vagrant = Command::new("vagrant");
    vagrant.args(["plugin", "list"]).env("VAGRANT_HOME", home.path());
    let listed = process::capture(vagrant.env("VAGRANT_CHECKPOINT_DISABLE", "1"))?;
    Ok(listed.lines().any(|line| line.split_whitespace().next() == Some(name)))
}

fn os_release() -> String {
    std::fs::read_to_string("/etc/os-release").unwrap_or_default()
}

/// The backports of this Debian, when what dpkg says of a package shows that it came from there: their
/// versions end in `~bpo12+1`.
fn backports(said: &str, os_release: &str) -> Option<String> {
    let from_there = said.starts_with("installed ") && said.contains("~bpo");
    let name = os_release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="))?;
    from_there.then(|| format!("{}-backports", name.trim_matches('"')))
}

fn install(apt_get: &Path, package: &str, release: Option<&str>) -> Result<()> {
    // A machine that has never updated knows no package.
    static UPDATED: OnceLock<()> = OnceLock::new();
    if UPDATED.get().is_none() {
        process::run(as_root(apt_get).arg("update"))?;
        UPDATED.get_or_init(|| ());
    }
    process::run(
        as_root(apt_get)
            .args(["install", "--yes", "--no-install-recommends", package])
            .args(release.map(|release| format!("--target-release={release}")))
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn as_root(program: &Path) -> Command {
    let is_root = process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    match (is_root, process::find_on_path(&["sudo"])) {
        (false, Some(sudo)) => {
            let mut command = Command::new(sudo);
            command.arg(program);
            command
        }
        _ => Command::new(program),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sibling_from_backports_binds() {
        let debian = "NAME=\"Debian GNU/Linux\"\nVERSION_CODENAME=bookworm\n";
        let release = |said| backports(said, debian);
        assert_eq!(release("installed 1:10.0.2+ds-2~bpo12+1").unwrap(), "bookworm-backports");
        assert_eq!(release("installed 1:7.2+dfsg-7+deb12u18"), None);
        assert_eq!(release("config-files 1:10.0.2+ds-2~bpo12+1"), None);
        assert_eq!(backports("installed 1~bpo12+1", "ID=debian\n"), None);
    }
}
