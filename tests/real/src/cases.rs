//! Cases that follow each other on one cluster: the first that fails is the last.

use std::error::Error;
use std::time::Instant;

use crate::cluster::Cluster;

/// What a case saw, or why it failed.
pub type Outcome = Result<String, Box<dyn Error>>;

/// Runs a case and tells what came of it.
pub fn case(name: &str, run: impl FnOnce() -> Outcome) -> Outcome {
    let begin = Instant::now();
    let outcome = run();
    let seconds = begin.elapsed().as_secs();
    match &outcome {
        Ok(seen) => println!(
            "ok      {name} ({seconds} s){}{seen}",
            if seen.is_empty() { "" } else { ": " }
        ),
        Err(error) => println!("FAILED  {name} ({seconds} s): {error}"),
    }
    outcome
}

/// An error, unless it holds.
pub fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Box<dyn Error>> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}

/// Takes the cluster away after the last case. Where one failed it tells how everything stands first, and with
/// `PRESSWRIGHT_KEEP` it leaves the cluster up for a person who wants to look.
pub fn end(cluster: Cluster, outcome: Result<(), Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    if outcome.is_err() {
        println!("{}", cluster.kubectl(&["get", "pods,nodes", "--all-namespaces", "-o", "wide"])?);
    }
    if outcome.is_err() && std::env::var_os("PRESSWRIGHT_KEEP").is_some() {
        println!("it is left up: `cargo xtask cluster down` ends it");
    } else {
        cluster.down()?;
    }
    outcome
}
