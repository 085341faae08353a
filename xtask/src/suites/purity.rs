//! The library is pure, and the lint that says so bites.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use super::Tier;
use crate::process::{self, cargo};

/// One impure line for each kind of thing that clippy.toml forbids the library.
const IMPURE: [(&str, &str); 12] = [
    ("file", "std::fs::read_to_string(\"x\").is_ok()"),
    ("open_file", "std::fs::File::open(\"x\").is_ok()"),
    ("clock", "std::time::Instant::now().elapsed().is_zero()"),
    ("date", "std::time::SystemTime::now() == std::time::UNIX_EPOCH"),
    ("environment", "std::env::var(\"x\").is_ok()"),
    ("process", "std::process::Command::new(\"x\").spawn().is_ok()"),
    ("exit", "std::process::exit(1)"),
    ("thread", "std::thread::spawn(|| 1).join().is_ok()"),
    ("network", "std::net::TcpStream::connect(\"127.0.0.1:1\").is_ok()"),
    ("order", "std::collections::HashMap::<u8, u8>::new().is_empty()"),
    ("print", "{ println!(\"x\"); true }"),
    ("float", "f64::powf(2.0, 0.5) > 1.0"),
];

/// What src/lib.rs begins with. Nothing but tests may be impure in the library.
const ATTRIBUTE: &str = "#![cfg_attr(\n    not(test),\n    deny(clippy::disallowed_macros, \
                         clippy::disallowed_methods, clippy::disallowed_types)\n)]";

pub fn run(tier: &Tier) -> Result<()> {
    let library = tier.project.root().join("src/lib.rs");
    let text = fs::read_to_string(&library).context("cannot read src/lib.rs")?;
    if !text.contains(ATTRIBUTE) {
        bail!("src/lib.rs does not deny what clippy.toml disallows; it has to hold\n{ATTRIBUTE}");
    }
    the_lint_bites(tier)?;
    process::run(
        cargo()
            .args(["clippy", "--locked", "--lib", "--no-default-features"])
            .args(["--target", "wasm32-unknown-unknown"])
            .current_dir(tier.project.root()),
    )
}

/// Lints a crate that does every forbidden thing once, with the same configuration and attribute:
/// a misspelt path in clippy.toml forbids nothing, and would never be noticed.
fn the_lint_bites(tier: &Tier) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut source = format!("{ATTRIBUTE}\n");
    for (name, line) in IMPURE {
        writeln!(source, "pub fn {name}() -> bool {{ {line} }}")?;
    }
    fs::write(folder.path().join("lib.rs"), source)?;
    fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"impure\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n",
    )?;
    let output = cargo()
        .args(["clippy", "--message-format", "short", "--manifest-path"])
        .arg(folder.path().join("Cargo.toml"))
        .env("CLIPPY_CONF_DIR", tier.project.root())
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .current_dir(tier.project.root())
        .stdin(Stdio::null())
        .output()?;
    let printed = String::from_utf8_lossy(&output.stderr);
    let attribute_lines = ATTRIBUTE.lines().count();
    for (number, (name, line)) in IMPURE.iter().enumerate() {
        let place = format!("lib.rs:{}:", number + 1 + attribute_lines);
        let refused = |text: &str| text.starts_with(&place) && text.contains("use of a disallowed");
        if !printed.lines().any(refused) {
            bail!("clippy.toml lets the library do this ({name}): {line}\n{printed}");
        }
    }
    if printed.contains("clippy.toml:") {
        bail!("clippy does not understand a line of clippy.toml:\n{printed}");
    }
    Ok(())
}
