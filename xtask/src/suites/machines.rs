//! The NFS scripts on real machines.

use anyhow::Result;

use super::Tier;
use crate::process::{self, cargo};
use crate::tools::{MKFS, MMDEBSTRAP, QEMU, SSH, Tool};

/// The image of the machines is made by the suite itself, and kept.
pub const NEEDS: [Tool; 4] =
    [Tool::System(&QEMU), Tool::System(&MMDEBSTRAP), Tool::System(&MKFS), Tool::System(&SSH)];

pub fn run(tier: &Tier) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "machine-tests"]).current_dir(tier.project.root());
    if tier.all {
        test.env("PRESSWRIGHT_ALL", "1");
    }
    process::run(&mut test)
}
