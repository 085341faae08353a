//! How much is to be tried, where, and where its output goes.

use std::ffi::OsStr;
use std::fs::File;
use std::process::Command;

use anyhow::{Context, Result};

use crate::consent;
use crate::process;
use crate::project::Project;

/// What a suite is given.
pub struct Tier {
    pub project: Project,
    /// The long tier: hundreds of random designs.
    pub all: bool,
    /// Every minor of Kubernetes on offer, not only the newest.
    pub every_minor: bool,
    /// What a suite prints that runs beside another; without it, it is shown.
    log: Option<File>,
}

impl Tier {
    pub fn new(project: Project, all: bool, every_minor: bool) -> Self {
        Self { project, all, every_minor: all || every_minor, log: None }
    }

    /// The same, for a suite whose output waits in a file.
    pub fn with_log(&self, log: File) -> Self {
        let Self { all, every_minor, .. } = *self;
        Self { project: self.project.clone(), all, every_minor, log: Some(log) }
    }

    /// Runs a command of the suite, with its output where this suite's belongs.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let Some(log) = &self.log else { return process::run(command) };
        let copy = || log.try_clone().context("cannot write what a suite prints");
        process::run(command.stdout(copy()?).stderr(copy()?))
    }

    /// Draws the same in every CI run, so that its verdict is on the change and not on chance. A
    /// person's runs and the long tier draw anew; a seed that the environment names goes first.
    pub fn fix_chance(&self, test: &mut Command, seed: impl AsRef<OsStr>) {
        if consent::is_ci() && !self.all && std::env::var_os(&seed).is_none() {
            test.env(seed, "20261123");
        }
    }
}
