//! Backups that are made, and brought back after what they hold was deleted.

use std::time::Duration;

use real_cluster::cases::{Outcome, ensure};

use super::{Lab, SCRIPT};

const LONG: Duration = Duration::from_mins(15);
const CHAPTER: &str = "Restore from a backup";

/// One of each kind, by the runbook's commands.
pub fn made(lab: &Lab<'_>) -> Outcome {
    let said = lab.on.follow_runbook(CHAPTER, None, LONG)?;
    for kind in ["database-", "files-", "etcd-"] {
        let wrote = said.lines().any(|line| line.starts_with(&format!("wrote /backups/{kind}")));
        ensure(wrote, || format!("no backup {kind}…:\n{said}"))?;
    }
    Ok(String::new())
}

/// An upload is deleted from the shared folder and comes back.
pub fn files_restored(lab: &Lab<'_>) -> Outcome {
    let door = lab.at("node-1")?;
    let picture = door.used().uploads()?;
    made(lab)?;
    let pods = lab.on.pods_of("wordpress")?;
    let pod =
        pods.first().and_then(|pod| pod["metadata"]["name"].as_str()).ok_or("no WordPress")?;
    let file = format!("/var/www/html{picture}");
    lab.on.inside(pod, "wordpress", &["rm", &file])?;
    ensure(lab.on.inside(pod, "wordpress", &["cat", &file]).is_err(), || {
        "the upload is still there".to_owned()
    })?;
    lab.on.follow_runbook(CHAPTER, Some("WordPress' files"), LONG)?;
    until_wordpress_is_there(lab)?;
    door.used().is_seen_everywhere(&picture, 3)?;
    Ok(picture)
}

fn until_wordpress_is_there(lab: &Lab<'_>) -> Result<(), Box<dyn std::error::Error>> {
    lab.on.kubectl(&["rollout", "status", "deployment/wordpress", "--timeout=5m"])?;
    Ok(())
}

/// All members are restored from a snapshot while the database serves.
pub fn etcd_restored(lab: &Lab<'_>) -> Outcome {
    made(lab)?;
    let door = lab.at("node-1")?;
    let post = door.used().posts("after the snapshot")?;
    let restarts = |lab: &Lab<'_>| -> Result<String, Box<dyn std::error::Error>> {
        let form = r#"jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[*].restartCount}{"\n"}{end}"#;
        let label = "app.kubernetes.io/component=percona";
        Ok(lab.on.kubectl(&["get", "pods", "-l", label, "-o", form])?)
    };
    let before = restarts(lab)?;
    lab.on.follow_runbook("Restore etcd", Some("From a snapshot"), LONG)?;
    // Each member of the database says anew who it is within a minute, or would have stopped by then.
    std::thread::sleep(Duration::from_mins(1));
    let after = restarts(lab)?;
    ensure(before == after, || {
        format!("a replica of the database was stopped:\n{before}\n{after}")
    })?;
    door.used().posts("after etcd was restored")?;
    lab.has_all(&[post])?;
    Ok(String::new())
}

/// Every volume of the database is emptied; the dump is brought back into a new one.
pub fn database_restored(lab: &Lab<'_>) -> Outcome {
    let door = lab.at("node-1")?;
    let kept = door.used().posts("in the backup")?;
    made(lab)?;
    let gone = door.used().posts("after the backup")?;
    let blocks = lab.on.runbook()?.commands(CHAPTER, Some("Every replica's data is lost"));
    let block = blocks.first().ok_or("the runbook has no commands for it")?;
    let (deletes, deploy) = block.trim_end().rsplit_once('\n').ok_or("one command alone")?;
    ensure(deploy == "./deploy.sh", || format!("the last command is {deploy}"))?;
    lab.on.follow(deletes, LONG)?;
    // It ends at WordPress, which is stopped: the runbook says so.
    let stopped = match lab.on.script("deploy.sh", SCRIPT) {
        Ok(_) => return Err("deploy.sh went on beside an empty database".into()),
        Err(error) => error.to_string(),
    };
    ensure(stopped.contains("stopped by hand"), || {
        format!("deploy.sh stopped before:\n{stopped}")
    })?;
    lab.on.follow_runbook(CHAPTER, Some("The database"), LONG)?;
    lab.on.script("deploy.sh", SCRIPT)?;
    until_wordpress_is_there(lab)?;
    lab.on.kubectl(&["rollout", "status", "statefulset/percona", "--timeout=10m"])?;
    lab.has_all(&[kept])?;
    let missing = door.used().missing(&[gone])?;
    ensure(missing.len() == 3, || {
        format!("a post that is younger than the backup is in {} of 3 replicas", 3 - missing.len())
    })?;
    door.used().posts("after the restore")?;
    Ok(String::new())
}
