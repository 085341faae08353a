//! The release page: its weight, and what a person does with it in a browser.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail, ensure};

use super::Tier;
use super::command_line::CommandLine;
use crate::budgets;
use crate::dist::{self, FromNpm};
use crate::process;
use crate::serve::Server;
use crate::tools::{BROWSER_TESTS, CHROMIUM, RUST_SOURCE, TRUNK, Tool, WASM_BINDGEN, WASM_TARGET};

pub const NEEDS: [Tool; 6] = [
    Tool::System(&CHROMIUM),
    Tool::Node(&BROWSER_TESTS),
    Tool::Toolchain(&WASM_TARGET),
    Tool::Toolchain(&RUST_SOURCE),
    Tool::Cargo(&WASM_BINDGEN),
    Tool::Cargo(&TRUNK),
];

/// Not the root: the page has to work below any path.
const PREFIX: &str = "/some/where/";

pub fn run(tier: &Tier) -> Result<()> {
    let project = &tier.project;
    dist::build(project, FromNpm::Required)?;
    let weights = budgets::measure(&project.dist())?;
    print!("{weights}");

    // Node's runner is content where it finds no test.
    let mut files = fs::read_dir(project.browser_tests())?.flatten();
    ensure!(
        files.any(|file| file.file_name().to_string_lossy().ends_with(".test.js")),
        "tests/browser holds no test"
    );
    let command_line = CommandLine::build(project)?;
    let server = Server::start(&project.dist(), 0, PREFIX)?;
    let mut browser = Command::new("node");
    browser
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .current_dir(project.browser_tests())
        .env("PRESSWRIGHT_PAGE", server.address())
        .env("PRESSWRIGHT_CHROMIUM", CHROMIUM.program()?)
        .env("PRESSWRIGHT_COMMAND", command_line.path());
    if tier.all {
        browser.env("PRESSWRIGHT_ALL", "1");
    }
    let tests = process::run(&mut browser);

    let excesses = weights.excesses();
    match (tests, excesses.is_empty()) {
        (tests, true) => tests,
        (Ok(()), false) => bail!("the page is too heavy: {}", excesses.join("; ")),
        (Err(error), false) => bail!("the page is too heavy: {}; {error:#}", excesses.join("; ")),
    }
}
