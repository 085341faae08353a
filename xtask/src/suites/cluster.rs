//! What a real control plane says of the bundles.

use anyhow::Result;

use super::Tier;
use crate::process::{self, cargo};
use crate::tools::{RUBY, Tool};

/// kubeadm's configuration is made by the Vagrantfile, which is Ruby.
pub const NEEDS: [Tool; 2] = [Tool::System(&RUBY), Tool::ControlPlane];

pub fn run(tier: &Tier) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "cluster-tests"]).current_dir(tier.project.root());
    if tier.all {
        test.env("PRESSWRIGHT_ALL", "1");
    }
    tier.fix_chance(&mut test, "PRESSWRIGHT_SEED");
    process::run(&mut test)
}
