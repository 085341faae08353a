//! What a real control plane says of the bundles.

use anyhow::Result;

use super::Tier;
use crate::process::{self, cargo};

pub fn run(tier: &Tier) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "cluster-tests"]).current_dir(tier.project.root());
    if tier.all {
        test.env("PRESSWRIGHT_ALL", "1");
    }
    tier.fix_chance(&mut test, "PRESSWRIGHT_SEED");
    process::run(&mut test)
}
