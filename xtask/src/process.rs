//! Running other programs.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The cargo that started this program.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Shows the command, runs it with its output shown, and fails when it does.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", shown(command));
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs the command and gives its standard output; on failure the error holds all it printed.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}\n{printed}{complaint}", shown(command), output.status);
    }
    Ok(printed.into_owned())
}

/// The first of these programs that is on the path.
pub fn find_on_path(names: &[&str]) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&folders).map(|folder| folder.join(&file)).find(|path| path.is_file())
    })
}

/// The path variable with these folders in front.
pub fn path_with<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Result<OsString> {
    let present = env::var_os("PATH").unwrap_or_default();
    let all = folders.into_iter().map(Path::to_path_buf).chain(env::split_paths(&present));
    env::join_paths(all).context("a folder's name holds the path variable's separator")
}

/// Some commands are given every file of a bundle.
const SHOWN_WORDS: usize = 14;

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy);
    let text = words.take(SHOWN_WORDS).collect::<Vec<_>>().join(" ");
    match (command.get_args().count() + 1).saturating_sub(SHOWN_WORDS) {
        0 => text,
        left_out => format!("{text} … and {left_out} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_an_error_with_what_it_printed() {
        let error = capture(cargo().arg("no-such-chore")).unwrap_err().to_string();
        assert!(error.contains("no-such-chore"), "{error}");
        assert!(run(cargo().arg("no-such-chore").stderr(Stdio::null())).is_err());
    }

    #[test]
    fn a_missing_program_is_not_found() {
        assert_eq!(find_on_path(&["presswright-has-no-such-program"]), None);
    }
}
