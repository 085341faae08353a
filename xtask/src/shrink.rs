//! Makes the parts of the page's wasm smaller.

use std::fs;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;

/// The parts are some 260, and with a wasm-opt for each most of the time would go into starting it:
/// npm's library does many in one process.
const SCRIPT: &str = "xtask/src/shrink.js";
/// How many one process takes at a time, so that none is idle for long at the end.
const AT_ONCE: usize = 16;

/// Makes each of them smaller, in place. `folder` holds wasm-opt.
pub fn all(project: &Project, folder: &Path, modules: &[PathBuf]) -> Result<()> {
    let index = fs::read_to_string(project.root().join("index.html"))?;
    let options = options(&index).context("index.html gives no data-wasm-opt-params")?;
    let library = folder.with_file_name("binaryen").join("index.js");
    let some = |modules: &[PathBuf]| {
        if library.is_file() {
            together(project, &library, &options, modules)
        } else {
            modules.iter().try_for_each(|module| one(folder, &options, module))
        }
    };
    let sets: Vec<&[PathBuf]> = modules.chunks(AT_ONCE).collect();
    let next = AtomicUsize::new(0);
    let take = || -> Result<()> {
        while let Some(set) = sets.get(next.fetch_add(1, Ordering::Relaxed)) {
            some(set)?;
        }
        Ok(())
    };
    let hands = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let started: Vec<_> = (0..hands).map(|_| scope.spawn(take)).collect();
        started.into_iter().try_for_each(|one| match one.join() {
            Ok(done) => done,
            Err(panic) => resume_unwind(panic),
        })
    })
}

/// What trunk gives wasm-opt for the page itself, beside -Oz.
fn options(index: &str) -> Option<Vec<&str>> {
    let (_, rest) = index.split_once("data-wasm-opt-params=\"")?;
    Some(rest.split_once('"')?.0.split_whitespace().collect())
}

fn together(
    project: &Project,
    library: &Path,
    options: &[&str],
    modules: &[PathBuf],
) -> Result<()> {
    let mut node = Command::new("node");
    node.arg(project.root().join(SCRIPT)).arg(library).args(options).arg("--").args(modules);
    process::capture(&mut node).map(drop)
}

fn one(folder: &Path, options: &[&str], module: &Path) -> Result<()> {
    let mut wasm_opt = Command::new(folder.join("wasm-opt"));
    wasm_opt.arg("-Oz").args(options).arg(module).arg("-o").arg(module);
    process::capture(&mut wasm_opt).map(drop)
}
