//! The release page: its weight, and what a person does with it in a browser.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail, ensure};

use super::Tier;
use super::command_line::CommandLine;
use crate::budgets;
use crate::dist::{self, FromNpm};
use crate::process;
use crate::project::Project;
use crate::serve::Server;
use crate::tools::{
    BROWSER_TESTS, CHROMIUM, CHROMIUM_SHELL, MDBOOK, RUST_SOURCE, Readiness, TRUNK, Tool,
    WASM_BINDGEN, WASM_TARGET,
};

pub const NEEDS: [Tool; 7] = [
    Tool::System(&CHROMIUM),
    Tool::Node(&BROWSER_TESTS),
    Tool::Toolchain(&WASM_TARGET),
    Tool::Toolchain(&RUST_SOURCE),
    Tool::Cargo(&WASM_BINDGEN),
    Tool::Cargo(&MDBOOK),
    Tool::Cargo(&TRUNK),
];

/// Not the root: the page has to work below any path.
const PREFIX: &str = "/some/where/";

/// Makes the pictures that are kept in the repository: tests/browser/pictures.js.
pub fn pictures(project: &Project) -> Result<()> {
    for tool in NEEDS {
        if let Readiness::Absent(reason) = tool.ready(project)? {
            bail!("the pictures cannot be made without {reason}");
        }
    }
    dist::build(project, FromNpm::Required)?;
    let (mut browser, server) = browser(project)?;
    let made = process::run(browser.arg("pictures.js"));
    drop(server);
    made
}

/// Node.js with what the tests are told, and what serves the page to them.
fn browser(project: &Project) -> Result<(Command, Server)> {
    let command_line = CommandLine::build(project)?;
    let window = CHROMIUM.program()?;
    let shell = match CHROMIUM_SHELL.ready(project)? {
        Readiness::Ready => CHROMIUM_SHELL.program()?,
        Readiness::Absent(reason) => {
            eprintln!("All tests run in {}, for want of {reason}", window.display());
            window.clone()
        }
    };
    let server = Server::start(&project.dist(), 0, PREFIX)?;
    let mut browser = Command::new("node");
    browser
        .current_dir(project.browser_tests())
        .env("PRESSWRIGHT_PAGE", server.address())
        .env("PRESSWRIGHT_DIST", project.dist())
        .env("PRESSWRIGHT_CHROMIUM", shell)
        .env("PRESSWRIGHT_WINDOW", window)
        .env("PRESSWRIGHT_COMMAND", command_line.path());
    Ok((browser, server))
}

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
    let (mut browser, server) = browser(project)?;
    browser.args(["--test", "--test-reporter=spec", "--test-concurrency=2"]);
    if tier.all {
        browser.env("PRESSWRIGHT_ALL", "1");
    }
    let tests = process::run(&mut browser);
    drop(server);

    let excesses = weights.excesses();
    match (tests, excesses.is_empty()) {
        (tests, true) => tests,
        (Ok(()), false) => bail!("the page is too heavy: {}", excesses.join("; ")),
        (Err(error), false) => bail!("the page is too heavy: {}; {error:#}", excesses.join("; ")),
    }
}
