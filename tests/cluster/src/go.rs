//! Go's own program, which builds what the tests run.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::programs::ProgramsError;

/// Runs go in the folder of a module; what it says goes to standard error.
pub(crate) fn run<const N: usize>(
    folder: &Path,
    arguments: [OsString; N],
) -> Result<(), ProgramsError> {
    let shown = arguments.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let status = Command::new("go")
        .args(arguments)
        .current_dir(folder)
        .env("CGO_ENABLED", "0")
        .status()
        .map_err(|source| ProgramsError::NoGo { source })?;
    if status.success() {
        Ok(())
    } else {
        Err(ProgramsError::GoFailed { arguments: shown, folder: folder.to_owned() })
    }
}

/// What it writes to standard output, without the last line's end.
pub(crate) fn output<const N: usize>(
    folder: &Path,
    arguments: [&str; N],
) -> Result<String, ProgramsError> {
    let output = Command::new("go")
        .args(arguments)
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| ProgramsError::NoGo { source })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(ProgramsError::GoFailed { arguments: arguments.join(" "), folder: folder.to_owned() })
    }
}
