//! Rust's standard library for the browser.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Readiness;
use crate::process;
use crate::project::Project;

const TARGET: &str = "wasm32-unknown-unknown";

pub fn ready(project: &Project) -> Result<Readiness> {
    if is_installed(project)? {
        return Ok(Readiness::Ready);
    }
    if process::find_on_path(&["rustup"]).is_none() {
        return Ok(Readiness::Absent(format!(
            "Rust's standard library for {TARGET}: this Rust was not installed by rustup; get \
             that library from where Rust came from"
        )));
    }
    eprintln!("Adding Rust's standard library for {TARGET}: the page is built for it.");
    process::run(
        Command::new("rustup").args(["target", "add", TARGET]).current_dir(project.root()),
    )?;
    Ok(Readiness::Ready)
}

/// Asks the compiler rather than rustup, which is not there on every machine.
fn is_installed(project: &Project) -> Result<bool> {
    let sysroot = process::capture(
        Command::new("rustc").args(["--print", "sysroot"]).current_dir(project.root()),
    )
    .context("cannot ask rustc where its libraries are")?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}
