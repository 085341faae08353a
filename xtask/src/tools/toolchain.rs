//! Parts of the Rust toolchain that do not come with every installation of it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Readiness;
use crate::process;
use crate::project::Project;

/// A part of the toolchain that rust-toolchain.toml names.
pub struct ToolchainPart {
    name: &'static str,
    purpose: &'static str,
    /// Its folder, below the compiler's own.
    folder: &'static str,
    /// What rustup is asked.
    rustup: [&'static str; 3],
}

/// The standard library, built for the browser.
pub static WASM_TARGET: ToolchainPart = ToolchainPart {
    name: "Rust's standard library for wasm32-unknown-unknown",
    purpose: "the page's code is checked with it",
    folder: "lib/rustlib/wasm32-unknown-unknown/lib",
    rustup: ["target", "add", "wasm32-unknown-unknown"],
};

/// The standard library's source.
pub static RUST_SOURCE: ToolchainPart = ToolchainPart {
    name: "the source of Rust's standard library",
    purpose: "the page builds it anew, for size",
    folder: "lib/rustlib/src/rust/library/std",
    rustup: ["component", "add", "rust-src"],
};

impl ToolchainPart {
    pub fn ready(&self, project: &Project) -> Result<Readiness> {
        let Self { name, purpose, rustup, .. } = self;
        if self.is_installed(project)? {
            return Ok(Readiness::Ready);
        }
        if process::find_on_path(&["rustup"]).is_none() {
            return Ok(Readiness::Absent(format!(
                "{name} ({purpose}): this Rust was not installed by rustup; get it from where \
                 Rust came from"
            )));
        }
        eprintln!("Adding {name}: {purpose}.");
        process::run(Command::new("rustup").args(rustup).current_dir(project.root()))?;
        Ok(Readiness::Ready)
    }

    /// Asks the compiler rather than rustup, which is not there on every machine.
    fn is_installed(&self, project: &Project) -> Result<bool> {
        let sysroot = process::capture(
            Command::new("rustc").args(["--print", "sysroot"]).current_dir(project.root()),
        )
        .context("cannot ask rustc where its libraries are")?;
        Ok(Path::new(sysroot.trim()).join(self.folder).is_dir())
    }
}
