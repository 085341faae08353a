//! A real cluster for a person to try a bundle on. What it is and does is the crate `real-cluster`'s.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::consent::Consent;
use crate::process::{capture, cargo};
use crate::project::Project;
use crate::tools::{REAL_CLUSTER, Readiness};

/// What `cargo xtask cluster` is asked for.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Request {
    /// `up [--design FILE | --preset NAME]`, `status`, `kill NAME`, `boot NAME`, `cut NAME`, `heal NAME`,
    /// `kubectl …`, `run PROGRAM …`, `down`; `help` says more
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Sets up what is missing where machines are to start, and passes the words on.
pub fn run(request: &Request) -> Result<ExitCode> {
    let starts = request.words.first().is_some_and(|word| word == "up");
    let yes = starts && request.words.iter().any(|word| word == "--yes");
    let project = Project::find(Consent::new(yes))?;
    if starts {
        let mut lacking = Vec::new();
        for tool in &REAL_CLUSTER {
            if let Readiness::Absent(reason) = tool.ready(&project)? {
                lacking.push(reason);
            }
        }
        if !lacking.is_empty() {
            eprintln!("error: a real cluster needs\n  {}", lacking.join("\n  "));
            return Ok(ExitCode::FAILURE);
        }
    }
    // Built first, and not run by cargo: what it runs may ask the terminal something.
    capture(
        cargo()
            .args([
                "build",
                "--quiet",
                "--locked",
                "--package",
                "real-cluster",
                "--bin",
                "real-cluster",
            ])
            .current_dir(project.root()),
    )?;
    let program = project.target().join("debug/real-cluster");
    let words = request.words.iter().filter(|word| !(yes && *word == "--yes"));
    let status = std::process::Command::new(&program)
        .args(words)
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    Ok(u8::try_from(status.code().unwrap_or(1)).map_or(ExitCode::FAILURE, ExitCode::from))
}
