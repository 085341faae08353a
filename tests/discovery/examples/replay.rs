//! Replays the logs of a run that was kept: `PRESSWRIGHT_KEEP=1` keeps its folder and says where.
//!
//! `cargo run -p discovery-tests --example replay -- FOLDER`

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("which folder?");
        return ExitCode::FAILURE;
    };
    match discovery_tests::replay_folder(Path::new(&folder)) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
