//! What the strictest validators say of exports, and what their NetworkPolicies let through.

use anyhow::Result;

use super::Tier;
use crate::process::{self, cargo};
use crate::tools::{BUNDLE_CHECKS, CHECKOV, KUBE_SCORE, MONOKLE, NETWORK_POLICIES, Tool};

pub const NEEDS: [Tool; 5] = [
    Tool::Node(&MONOKLE),
    Tool::Python(&BUNDLE_CHECKS),
    Tool::Python(&CHECKOV),
    Tool::Go(&KUBE_SCORE),
    Tool::Go(&NETWORK_POLICIES),
];

pub fn run(tier: &Tier) -> Result<()> {
    let project = &tier.project;
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "hardening-tests"])
        .current_dir(project.root())
        .env("PRESSWRIGHT_CHECKOV", CHECKOV.program(project, "checkov"))
        .env("PRESSWRIGHT_YAMLLINT", BUNDLE_CHECKS.program(project, "yamllint"))
        .env("PRESSWRIGHT_KUBE_SCORE", KUBE_SCORE.path(project)?)
        .env("PRESSWRIGHT_NETWORK_POLICIES", NETWORK_POLICIES.path(project)?);
    if tier.all {
        test.env("PRESSWRIGHT_ALL", "1");
    }
    tier.fix_chance(&mut test, "PRESSWRIGHT_SEED");
    process::run(&mut test)
}
