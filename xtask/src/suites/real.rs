//! The exported bundle on a real cluster, made and broken on this machine.

use anyhow::Result;

use super::Tier;
use crate::process::{self, cargo};
use crate::tools::{REAL_CLUSTER, Tool};

pub const NEEDS: [Tool; 10] = REAL_CLUSTER;

pub fn run(tier: &Tier) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "real-cluster"]).current_dir(tier.project.root());
    if tier.all {
        test.env("PRESSWRIGHT_ALL", "1");
    }
    process::run(&mut test)
}
