//! What the database's members do together, with the bundle's own scripts.

use anyhow::Result;

use super::Tier;
use crate::process::cargo;
use crate::tools::{HAPROXY, JQ, MARIADB, RSYNC, SOCAT, Tool};

/// etcd is built by the suite itself, from its Go module.
pub const NEEDS: [Tool; 5] = [
    Tool::System(&MARIADB),
    Tool::System(&RSYNC),
    Tool::System(&SOCAT),
    Tool::System(&JQ),
    Tool::System(&HAPROXY),
];

pub fn run(tier: &Tier) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "discovery-tests"])
        .current_dir(tier.project.root());
    if tier.all {
        test.env("PRESSWRIGHT_ALL", "1");
    }
    tier.run(&mut test)
}
