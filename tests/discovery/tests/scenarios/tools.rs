//! What several scenarios do.

use std::collections::BTreeSet;

use discovery_tests::{CaseError, Cluster, Writer, within};

/// The member with the highest seqno among those that hold data, from their own registrations.
pub fn newest(cluster: &Cluster) -> usize {
    (1..cluster.members.len())
        .max_by_key(|ordinal| {
            let steps = cluster.members[*ordinal].steps();
            let last = steps.iter().rev().find(|step| step["step"] == "register");
            (last.and_then(|step| step["seqno"].as_i64()), std::cmp::Reverse(*ordinal))
        })
        .unwrap_or(1)
}

pub fn enough(writer: &Writer, rows: usize) -> Result<(), CaseError> {
    within(60, &format!("{rows} rows are acknowledged"), || {
        let count = writer.count();
        if count >= rows { Ok(()) } else { Err(format!("{count} are")) }
    })
}

/// Power is back everywhere: one cluster by itself, founded once, with every row that was acknowledged.
pub fn comes_back(cluster: &mut Cluster, acknowledged: &BTreeSet<u64>) -> Result<(), CaseError> {
    cluster.start_all()?;
    cluster.all_serve(120)?;
    cluster.agrees(acknowledged)?;
    cluster.initialised(1)
}

/// The entrypoint traces itself; none of it may reach a log.
pub fn silent_about_passwords(cluster: &Cluster) -> Result<(), CaseError> {
    for member in &cluster.members {
        for secret in ["zq1monitor", "zq2root", "zq3site"] {
            if member.output().contains(secret) {
                return Err(CaseError::Wrong(format!("a log holds the password {secret}")));
            }
        }
    }
    Ok(())
}

/// The rows that a member holds.
pub fn rows(cluster: &Cluster, ordinal: usize) -> Result<BTreeSet<u64>, CaseError> {
    let rows = cluster.members[ordinal].query("SELECT id FROM wordpress.rows");
    Ok(rows.map_err(CaseError::Wrong)?.lines().filter_map(|row| row.parse().ok()).collect())
}

/// A command of the runbook that has to do what it says.
pub fn done(
    cluster: &Cluster,
    at: usize,
    script: &str,
    words: &[&str],
) -> Result<String, CaseError> {
    let (done, text) = cluster.members[at].run(script, words)?;
    if done {
        Ok(text)
    } else {
        Err(cluster.with_story(&CaseError::Wrong(format!("{script} {words:?}: {text}"))))
    }
}

/// Waits until a member has logged that step.
pub fn logged(
    cluster: &Cluster,
    ordinal: usize,
    step: &str,
    seconds: u64,
) -> Result<(), CaseError> {
    within(seconds, &format!("member {ordinal} logs {step}"), || {
        if cluster.members[ordinal].count(step) > 0 { Ok(()) } else { Err("not yet".to_owned()) }
    })
    .map_err(|error| cluster.with_story(&error))
}
