//! The model of the database's protocol: see `tests/model`.

use anyhow::Result;

use super::Tier;
use crate::process::{self, cargo};
use crate::tools::{JQ, Tool};

/// The script's own decisions are asked, too.
pub const NEEDS: [Tool; 1] = [Tool::System(&JQ)];

/// The long tier goes through every moment that two and three faults lead to: hours.
pub fn run(tier: &Tier) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "model-tests"]).current_dir(tier.project.root());
    if tier.all {
        // One search at a time, so that memory stays below 6 GB.
        test.env("PRESSWRIGHT_ALL", "1").args(["--", "--nocapture", "--test-threads=1"]);
    }
    process::run(&mut test)
}
