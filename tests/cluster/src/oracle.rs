//! The autoscaler's own code, asked about courses (`programs/kubernetes-1.37/autoscaler`).

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::go;
use crate::programs::{ProgramsError, file_error};

/// Of the newest minor on offer.
const MODULE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/programs/kubernetes-1.37");

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OracleError {
    /// It could not be built, or a file not be written.
    #[error(transparent)]
    Programs(#[from] ProgramsError),
    /// It ended with an error.
    #[error("the controller's code gave no answers:\n{0}")]
    Failed(String),
    /// It answered something else.
    #[error("the answers cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// The number of replicas after each step of each course.
pub fn ask(courses: &[Value]) -> Result<Vec<Vec<i32>>, OracleError> {
    let folder = tempfile::tempdir().map_err(|error| file_error(Path::new("a folder"), error))?;
    let [program, asked, answers] =
        ["oracle", "courses", "answers"].map(|name| folder.path().join(name));
    // As the control plane's programs are built, so that what Go has compiled for those serves here.
    go::run(
        Path::new(MODULE),
        [
            "test".into(),
            "-c".into(),
            "-trimpath".into(),
            "-o".into(),
            program.clone().into_os_string(),
            "./autoscaler".into(),
        ],
    )?;
    let lines: String = courses.iter().map(|course| format!("{course}\n")).collect();
    fs::write(&asked, lines).map_err(|error| file_error(&asked, error))?;
    let ran = Command::new(&program)
        .args(["-test.timeout=10m"])
        .env("COURSES", &asked)
        .env("ANSWERS", &answers)
        .output()
        .map_err(|error| file_error(&program, error))?;
    if !ran.status.success() {
        let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
        return Err(OracleError::Failed(said.into_owned()));
    }
    let text = fs::read_to_string(&answers).map_err(|error| file_error(&answers, error))?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}
