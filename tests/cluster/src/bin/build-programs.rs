//! Builds the programs that the cluster tests start: `build-programs [MINOR …]`, by default the minor that
//! `PRESSWRIGHT_KUBERNETES` names, else the newest on offer, and kubeadm of every minor. Running
//! it again builds only what changed. `build-programs --minors` lists what can be built, the default first.

use std::process::ExitCode;

use cluster_tests::minors::every_minor;
use cluster_tests::programs::{Programs, ProgramsError};
use presswright::provision::VERSIONS;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = if arguments == ["--minors"] { list() } else { build(&arguments) };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("build-programs: {error}");
            ExitCode::FAILURE
        }
    }
}

fn list() -> Result<(), ProgramsError> {
    every_minor()?.iter().for_each(|minor| println!("{minor}"));
    Ok(())
}

fn build(minors: &[String]) -> Result<(), ProgramsError> {
    if minors.is_empty() {
        Programs::of(None)?.build()?;
        return VERSIONS
            .iter()
            .try_for_each(|row| Programs::of(Some(&format!("1.{}", row.minor)))?.build_kubeadm());
    }
    minors.iter().try_for_each(|minor| Programs::of(Some(minor))?.build())
}
