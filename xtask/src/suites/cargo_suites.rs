//! Suites that Cargo and its plugins run.

use anyhow::{Result, bail};

use super::Tier;
use crate::consent::Consent;
use crate::process::{self, cargo, run};
use crate::tools::{CARGO_DENY, RUBY, SHELLCHECK, VAGRANT, VAGRANT_LIBVIRT};

const WASM: &str = "wasm32-unknown-unknown";

/// The one set of features that everything for the host is built with, so that suites share it.
const HOST: [&str; 4] = ["--workspace", "--features", "presswright/cli", "--locked"];

/// Crates of the workspace that are suites by themselves.
const OWN_SUITES: [&str; 6] = [
    "cluster-tests",
    "discovery-tests",
    "hardening-tests",
    "machine-tests",
    "model-tests",
    "real-cluster",
];

/// A test fails by a panic. clippy knows that of the tests themselves, not of what they call.
const MAY_PANIC: [&str; 8] = [
    "-A",
    "clippy::unwrap_used",
    "-A",
    "clippy::expect_used",
    "-A",
    "clippy::panic",
    "-A",
    "clippy::indexing_slicing",
];

pub fn format(tier: &Tier) -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]).current_dir(tier.project.root()))
}

pub fn lint(tier: &Tier) -> Result<()> {
    let root = tier.project.root();
    run(cargo()
        .arg("clippy")
        .args(HOST)
        .args(["--lib", "--bins", "--", "-D", "warnings"])
        .current_dir(root))?;
    run(cargo()
        .arg("clippy")
        .args(HOST)
        .args(["--tests", "--benches", "--", "-D", "warnings"])
        .args(MAY_PANIC)
        .current_dir(root))?;
    run(cargo()
        .args(["clippy", "--locked", "--target", WASM, "--features", "designer,worker"])
        .args(["--bin", "designer", "--bin", "worker", "--", "-D", "warnings"])
        .current_dir(root))
}

/// Property tests try 256 cases each, or what `PROPTEST_CASES` says; the long tier tries more.
///
/// Some read the bundle's scripts with system packages. Without one such a test says that it did
/// not run, and the rest is worth running, so the suite does not need them; but where they may be
/// installed they are, since in CI such a test fails.
pub fn unit(tier: &Tier) -> Result<()> {
    if tier.project.consent == Consent::Given {
        for tool in [&RUBY, &SHELLCHECK, &VAGRANT, &VAGRANT_LIBVIRT] {
            tool.ready(&tier.project)?;
        }
    }
    let mut test = cargo();
    test.arg("test")
        .args(HOST)
        .args(OWN_SUITES.iter().flat_map(|name| ["--exclude", *name]))
        .current_dir(tier.project.root());
    if tier.all {
        test.env("PROPTEST_CASES", "4096");
    }
    tier.fix_chance(&mut test, "PROPTEST_RNG_SEED");
    run(&mut test)
}

pub fn hygiene(tier: &Tier) -> Result<()> {
    run(cargo()
        .args(["test", "--locked", "--features", "cli", "--test", "hygiene"])
        .current_dir(tier.project.root()))
}

/// Advisories change daily and come from a repository: the nightly workflow reads them.
pub fn deny(tier: &Tier) -> Result<()> {
    let program = CARGO_DENY.path(&tier.project)?;
    run(std::process::Command::new(program)
        .args(["--locked", "check", "licenses", "bans", "sources"])
        .current_dir(tier.project.root()))
}

/// The unit tests of one module of the library.
pub fn module(tier: &Tier, module: &str) -> Result<()> {
    let printed = process::capture(
        cargo()
            .args(["test", "--locked", "--features", "cli", "--lib", "--"])
            .arg(format!("{module}::"))
            .current_dir(tier.project.root()),
    )?;
    print!("{printed}");
    if printed.contains("\nrunning 0 tests") {
        bail!("{module} has no unit tests");
    }
    Ok(())
}
