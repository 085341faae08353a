//! Steps, words and numbers of a start are those of the scripts.

use super::{STEPS, script, server, site};
use crate::topology::Tier;

/// What deploy.sh does, in the order of its own lines.
#[test]
fn the_steps_are_deploy_sh_s() {
    let script = include_str!("../../provision/files/deploy.sh");
    let main = script.split("\nuse_cluster ").nth(1).unwrap();
    let called: Vec<&str> = main
        .lines()
        .filter_map(|line| STEPS.into_iter().find(|step| line.trim_matches('"').ends_with(step)))
        .collect();
    assert_eq!(called, STEPS);
    let calls = main.lines().filter(|line| {
        !line.is_empty()
            && !line.starts_with("step ")
            && !line.contains("printf")
            && !line.starts_with("  ")
    });
    // The first is the rest of the line that the text was split at.
    assert_eq!(calls.skip(1).count(), STEPS.len(), "{main}");
    assert!(script.contains(&format!("PAUSE_SECONDS:-{}", script::PAUSE)));
    for said in
        [script::NO_CLUSTER, script::REFUSED, script::NOT_TAKEN, "is not ready after %d s: %s"]
    {
        assert!(script.contains(said), "deploy.sh does not say {said:?}");
    }
    let last = script::stopped(Tier::Etcd).replace("etcd", "$tier");
    assert!(script.contains(&last), "{last}");
    let founds = script.find("if [ \"$tier\" = percona ]; then\n        found_database").unwrap();
    assert!(founds > script.find("wait_for_tiers()").unwrap());
}

#[test]
fn the_scripts_numbers_are_the_scripts() {
    let etcd = include_str!("../../provision/files/percona/percona-etcd.sh");
    assert!(etcd.contains(&format!("LEASE_SECONDS:-{}}}", server::LEASE / 1000)));
    assert!(etcd.contains(&format!("INTERVAL:-{}}}", server::INTERVAL / 1000)));
    let proxy = include_str!("../../provision/files/percona/haproxy.cfg");
    assert!(proxy.contains("inter 2s") && proxy.contains("rise 2 ") && site::RISE == 4_000);
    let install = include_str!("../../manifest/files/install.sh");
    assert!(install.contains(&format!("-ge {} ]", site::TRIES)));
    assert!(install.contains(&format!("sleep {}\n", site::TRY / 1000)));
}
