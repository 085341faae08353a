//! The release page, made by trunk.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;
use crate::tools::{self, Readiness, TRUNK, Tool, WASM_BINDGEN};

/// What building the page takes. wasm-opt comes with the npm packages.
pub const NEEDS: [Tool; 3] = [Tool::WasmTarget, Tool::Cargo(&WASM_BINDGEN), Tool::Cargo(&TRUNK)];

/// The profile of Cargo.toml that the page is built with.
const PROFILE: &str = "wasm-release";

/// Whether the page is to be made smaller by wasm-opt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WasmOpt {
    /// Get it where it is missing: this page is going to be published or measured.
    Required,
    /// Do without where it is missing, so that no Node.js is needed: a tenth more bytes.
    IfPresent,
}

/// Builds the release page into dist/, after setting up what is missing.
pub fn build(project: &Project, wasm_opt: WasmOpt) -> Result<()> {
    let npm =
        (wasm_opt == WasmOpt::Required && tools::wasm_opt(project).is_none()).then_some(Tool::Node);
    for tool in NEEDS.into_iter().chain(npm) {
        if let Readiness::Absent(reason) = tool.ready(project)? {
            bail!("the page cannot be built without {reason}");
        }
    }

    let trunk = TRUNK.path(project)?;
    let wasm_bindgen = WASM_BINDGEN.path(project)?;
    let wasm_opt = tools::wasm_opt(project);
    let mut build = Command::new(trunk);
    build
        .current_dir(project.root())
        // It takes `NO_COLOR=1` for a malformed option.
        .env_remove("NO_COLOR")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk takes the tools that it finds on the path and would download others.
        .env(
            "PATH",
            process::path_with(wasm_bindgen.parent().into_iter().chain(wasm_opt.as_deref()))?,
        )
        .args(["build", "--locked", "--cargo-profile", PROFILE]);
    if wasm_opt.is_some() {
        // In trunk's words a release is what wasm-opt and the minifier run on.
        build.arg("--release");
    } else {
        eprintln!("There is no wasm-opt here: the page is built without it, somewhat larger.");
    }
    process::run(&mut build)
}
