//! What a person does to a running site, by the runbook's own commands.

use std::collections::BTreeMap;
use std::error::Error;
use std::thread::sleep;
use std::time::{Duration, Instant};

use presswright::topology::DATABASE_CERTIFICATE_SECRET;
use real_cluster::account::{Account, HICCUP};
use real_cluster::cases::{Outcome, ensure};
use real_cluster::used::acknowledged;
use real_cluster::visitor::{beside, joined};
use serde_json::Value;

use super::Lab;

const CHORE: Duration = Duration::from_mins(12);

/// Nobody does anything, and no container begins anew.
pub fn quiet(lab: &Lab<'_>) -> Outcome {
    let before = starts(lab)?;
    sleep(Duration::from_mins(10));
    let after = starts(lab)?;
    ensure(before == after, || format!("before: {before:?}\nafter: {after:?}"))?;
    Ok(format!("{} containers", after.len()))
}

/// For each container its pod and how often it began anew; those of Jobs come and go.
fn starts(lab: &Lab<'_>) -> Result<BTreeMap<String, u64>, Box<dyn Error>> {
    let of_job = |pod: &Value| pod["metadata"]["ownerReferences"][0]["kind"] == "Job";
    let mut starts = BTreeMap::new();
    for pod in lab.on.list("pods")?.iter().filter(|pod| !of_job(pod)) {
        for kind in ["containerStatuses", "initContainerStatuses"] {
            for container in pod["status"][kind].as_array().into_iter().flatten() {
                let name = format!("{} {}", pod["metadata"]["uid"], container["name"]);
                starts.insert(name, container["restartCount"].as_u64().unwrap_or_default());
            }
        }
    }
    Ok(starts)
}

/// The data of one member are gone while it runs.
pub fn member_replaced(lab: &Lab<'_>) -> Outcome {
    let lost = "(cd vagrant && vagrant ssh node-2 -c 'sudo find /var/lib/presswright/blog-etcd-1 -mindepth 1 -delete')";
    lab.on.follow(lost, CHORE)?;
    lab.on.kubectl(&["delete", "pod/etcd-1-0", "--force", "--grace-period=0"])?;
    let said = lab.on.follow_runbook("Replace a member of etcd", Some("etcd-1"), CHORE)?;
    let started = said.lines().filter(|line| line.contains(" started ")).count();
    ensure(started == 3, || format!("{started} members are started, not 3:\n{said}"))?;
    Ok(String::new())
}

/// The files of the first replica are gone, and then the replica.
pub fn replica_replaced(lab: &Lab<'_>) -> Outcome {
    let post = lab.at("node-1")?.used().posts("before a replica was lost")?;
    let lost = "(cd vagrant && vagrant ssh master -c 'sudo find /srv/presswright/percona-0 -mindepth 1 -delete')";
    lab.on.follow(lost, CHORE)?;
    lab.on.kubectl(&["delete", "pod/percona-0", "--force", "--grace-period=0"])?;
    lab.on.follow_runbook("Replace a replica of the database", Some("percona-0"), CHORE)?;
    let ready = ["rollout", "status", "statefulset/percona", "--timeout=10m"];
    lab.on.kubectl(&ready)?;
    lab.has_all(&[post])?;
    Ok(String::new())
}

pub fn drained(lab: &Lab<'_>) -> Outcome {
    // node-1 is the one that the runbook drains.
    under_visitors(lab, "node-2", |lab| {
        lab.on.follow_runbook("Drain a machine", None, CHORE)?;
        lab.on.until_verified(Duration::from_mins(8))?;
        Ok(String::new())
    })
}

pub fn rolled(lab: &Lab<'_>) -> Outcome {
    let mut told = Vec::new();
    let tiers = [
        "deployment/wordpress",
        "deployment/haproxy",
        "statefulset/percona",
        "statefulset/etcd-0",
        "statefulset/etcd-1",
        "statefulset/etcd-2",
    ];
    for tier in tiers {
        let outcome = under_visitors(lab, "node-1", |lab| {
            lab.on.kubectl(&["rollout", "restart", tier])?;
            lab.on.kubectl(&["rollout", "status", tier, "--timeout=10m"])?;
            Ok(String::new())
        })?;
        told.push(format!("{tier}: {outcome}"));
    }
    Ok(told.join("\n        "))
}

/// Does something under a reader and a writer, who must hardly notice.
fn under_visitors(lab: &Lab<'_>, door: &str, work: impl FnOnce(&Lab<'_>) -> Outcome) -> Outcome {
    let at = lab.at(door)?;
    let crowd = at.used().crowd()?;
    let begin = Instant::now();
    sleep(Duration::from_secs(3));
    let event = begin.elapsed();
    let done = work(lab);
    sleep(Duration::from_secs(3));
    let visits = crowd.leave()?;
    done?;
    let accounts = Account::of_both(&visits, event);
    for account in &accounts {
        ensure(account.longest <= HICCUP, || format!("{account}: {}", account.said))?;
    }
    let posts = acknowledged(&visits);
    lab.has_all(&posts)?;
    let [reads, writes] = accounts;
    Ok(format!("{reads}; {writes}; {} posts acknowledged, none lost", posts.len()))
}

/// Everybody is logged out, and may log in again.
pub fn keys_rotated(lab: &Lab<'_>) -> Outcome {
    let door = lab.at("node-1")?;
    let author = door.used().author()?;
    let before = lab.on.secret("wordpress", "auth-key")?;
    lab.on.follow_runbook("Secrets", Some("Rotate WordPress' keys"), CHORE)?;
    let after = lab.on.secret("wordpress", "auth-key")?;
    ensure(before != after, || "the key is the same".to_owned())?;
    let refused = joined(beside(move || Ok(author.write("by an old login", "refused").is_err())))?;
    ensure(refused, || "who was logged in still is".to_owned())?;
    door.used().posts("by a new login")?;
    Ok(String::new())
}

pub fn certificates_renewed(lab: &Lab<'_>) -> Outcome {
    let name = DATABASE_CERTIFICATE_SECRET;
    let before = lab.on.secret(name, "tls.crt")?;
    lab.on.follow_runbook("Secrets", Some("Renew the certificates"), CHORE)?;
    let after = lab.on.secret(name, "tls.crt")?;
    ensure(before != after, || "the certificate is the same".to_owned())?;
    lab.at("node-1")?.used().posts("after the certificates were renewed")?;
    Ok(String::new())
}
