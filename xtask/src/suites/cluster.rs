//! What a real control plane says of the bundles.

use anyhow::Result;

use super::Tier;
use crate::process::{self, cargo};
use crate::tools::{RUBY, Tool, control_plane};

/// kubeadm's configuration is made by the Vagrantfile, which is Ruby.
pub const NEEDS: [Tool; 2] = [Tool::System(&RUBY), Tool::ControlPlane];

/// The environment variable by which the suite is told of another minor.
const MINOR: &str = "PRESSWRIGHT_KUBERNETES";

/// The long tier's many designs meet one minor; each other one that is asked for meets as many as the
/// default tier has. Where the environment names a minor, it is that one alone.
pub fn run(tier: &Tier) -> Result<()> {
    test(tier, None)?;
    if !tier.every_minor || std::env::var_os(MINOR).is_some() {
        return Ok(());
    }
    for minor in control_plane::minors(&tier.project)?.iter().skip(1) {
        eprintln!("\nKubernetes {minor}");
        control_plane::build(&tier.project, &[minor])?;
        test(tier, Some(minor))?;
    }
    Ok(())
}

fn test(tier: &Tier, minor: Option<&str>) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "cluster-tests"]).current_dir(tier.project.root());
    match minor {
        Some(minor) => {
            test.env(MINOR, minor);
        }
        None if tier.all => {
            test.env("PRESSWRIGHT_ALL", "1");
        }
        None => {}
    }
    tier.fix_chance(&mut test, "PRESSWRIGHT_SEED");
    process::run(&mut test)
}
