//! What a real control plane says of the bundles.

use anyhow::Result;

use super::Tier;
use super::cargo_suites::HOST;
use crate::process::{self, cargo};
use crate::tools;

pub fn run(tier: &Tier) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "cluster-tests"]).current_dir(tier.project.root());
    if tier.all {
        test.env("PRESSWRIGHT_ALL", "1");
    }
    tier.fix_chance(&mut test, "PRESSWRIGHT_SEED");
    process::run(&mut test)?;
    process::run(
        cargo()
            .arg("test")
            .args(HOST)
            .args(["--test", "provision", "--"])
            .args(["--ignored", "--exact", "vagrant::kubeadm_takes_its_configuration"])
            .env("PRESSWRIGHT_KUBEADM", tools::kubeadm(&tier.project)?)
            .current_dir(tier.project.root()),
    )
}
