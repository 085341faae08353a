//! Running a program and taking its word.

use std::process::{Command, Stdio};

use crate::ClusterError;

/// Runs it to its end and gives its standard output; a failure holds the end of what it wrote.
pub(crate) fn run(command: &mut Command) -> Result<String, ClusterError> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| ClusterError::Start { command: shown.clone(), source })?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let said = said + &String::from_utf8_lossy(&output.stderr);
    Err(ClusterError::Failed {
        command: shown,
        status: output.status.to_string(),
        said: end_of(&said),
    })
}

/// The last lines of a text.
pub(crate) fn end_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(40)).copied().collect::<Vec<_>>().join("\n")
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args().take(6));
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
