//! The release page, made by trunk.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;
use crate::site::{self, Docs};
use crate::split::{self, Split};
use crate::text_editor::{self, TextEditor};
use crate::tools::{
    self, BROWSER_TESTS, MDBOOK, RUST_SOURCE, Readiness, TEXT_EDITOR, TRUNK, Tool, WASM_BINDGEN,
    WASM_TARGET,
};

/// What building the page takes. wasm-opt and the text editor come from npm.
pub const NEEDS: [Tool; 4] = [
    Tool::Toolchain(&WASM_TARGET),
    Tool::Toolchain(&RUST_SOURCE),
    Tool::Cargo(&WASM_BINDGEN),
    Tool::Cargo(&TRUNK),
];

/// The profile of Cargo.toml that the page is built with.
const PROFILE: &str = "wasm-release";

/// What makes the wasm small: the standard library is built with the page, and a panic is a trap
/// without a message. Unstable flags of the one compiler that rust-toolchain.toml pins;
/// docs/decisions/0006-small-wasm.md says what they bring and cost.
const SMALL: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

/// They take the place of those in .cargo/config.toml, so its flag is here again.
const RUSTC_FLAGS: [&str; 5] = [
    "--cfg",
    "erase_components",
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    // Nobody reads where a panic came from, and its file names would be of the building machine.
    "-Zlocation-detail=none",
];

/// Whether what is no part of the page itself has to be there: wasm-opt and the text editor, which come
/// from npm, and the documentation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FromNpm {
    /// Get it where it is missing: this page is going to be published or measured.
    Required,
    /// Do without where it is missing, so that no Node.js is needed: a tenth more bytes, and a plain
    /// field for the text. And without the documentation.
    IfPresent,
}

/// Builds the release page into dist/, after setting up what is missing.
pub fn build(project: &Project, from_npm: FromNpm) -> Result<()> {
    let npm = (from_npm == FromNpm::Required && tools::wasm_opt(project).is_none())
        .then_some(Tool::Node(&BROWSER_TESTS));
    let docs = (from_npm == FromNpm::Required).then_some(Tool::Cargo(&MDBOOK));
    for tool in NEEDS.into_iter().chain(npm).chain(docs) {
        if let Readiness::Absent(reason) = tool.ready(project)? {
            bail!("the page cannot be built without {reason}");
        }
    }
    let text_editor = match text_editor(project) {
        Err(reason) if from_npm == FromNpm::Required => return Err(reason),
        Err(reason) => {
            eprintln!("The page is built with a plain field for design.yaml: {reason:#}");
            None
        }
        Ok(text_editor) => Some(text_editor),
    };

    let trunk = TRUNK.path(project)?;
    let wasm_bindgen = WASM_BINDGEN.path(project)?;
    let wasm_opt = tools::wasm_opt(project);
    let esbuild = text_editor.as_ref().map(|_| text_editor::esbuild(project));
    let split = Split::prepare(project)?;
    let flags = [RUSTC_FLAGS.as_slice(), split::RUSTC_FLAGS.as_slice()].concat();
    let mut build = Command::new(trunk);
    build
        .current_dir(project.root())
        // It takes `NO_COLOR=1` for a malformed option.
        .env_remove("NO_COLOR")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .envs(SMALL)
        // Of all the ways to give flags this one counts; and it is for wasm alone, since cargo is
        // told a target.
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        // Trunk takes the tools that it finds on the path and would download others.
        .env("PATH", process::path_with([split.path()].into_iter().chain(wasm_opt.as_deref()))?)
        .envs(split.environment(&wasm_bindgen, esbuild.as_deref()))
        .env_remove(text_editor::NAMED)
        .envs(text_editor.as_ref().map(|script| (text_editor::NAMED, &script.file)))
        .args(["build", "--locked", "--cargo-profile", PROFILE]);
    if wasm_opt.is_some() {
        // In trunk's words a release is what wasm-opt and the minifier run on.
        build.arg("--release");
    } else {
        eprintln!("There is no wasm-opt here: the page is built without it, somewhat larger.");
    }
    process::run(&mut build)?;
    split.publish(project, wasm_opt.as_deref(), esbuild.as_deref())?;
    if let Some(script) = &text_editor {
        script.publish(project)?;
    }
    let docs = match from_npm {
        FromNpm::Required => Docs::Published,
        FromNpm::IfPresent => Docs::LeftOut,
    };
    site::finish(project, esbuild.as_deref(), docs)?;
    names_no_folder_of_this_machine(project)
}

fn text_editor(project: &Project) -> Result<TextEditor> {
    match Tool::Node(&TEXT_EDITOR).ready(project)? {
        Readiness::Ready => TextEditor::bundle(project),
        Readiness::Absent(reason) => bail!("the text editor cannot be built without {reason}"),
    }
}

/// Where a source file lay is in every panic's position; the flags above leave those out.
fn names_no_folder_of_this_machine(project: &Project) -> Result<()> {
    let registry = project.cache().with_file_name("registry");
    let folders = [project.root().join("src/"), registry.join("src/")];
    for entry in fs::read_dir(project.dist())? {
        let path = entry?.path();
        if path.is_dir() {
            continue;
        }
        let content = fs::read(&path)?;
        for folder in &folders {
            if holds(&content, folder.as_os_str().as_encoded_bytes()) {
                bail!("{} names {}, a folder of this machine", path.display(), folder.display());
            }
        }
    }
    Ok(())
}

fn holds(content: &[u8], part: &[u8]) -> bool {
    content.windows(part.len()).any(|window| window == part)
}
