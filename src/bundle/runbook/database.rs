//! One replica of the database that has to begin anew.

use super::Page;
use super::facts::{Facts, SCRIPTS};
use crate::topology::{Backing, Volume};

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Replace a replica of the database");
    if facts.replicas() < 2 {
        page.say(
            "There is one replica, and nobody to copy from: \"Restore from a backup\". What follows \
             empties it.",
        );
    } else {
        page.say(
            "For a replica whose files are lost or damaged. First make sure that the others serve; you see \
             `Primary`:",
        );
        page.run(facts.sql(0, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_status'"));
        page.say(
            "(If percona-0 is the broken one, ask percona-1.) Then its claim goes, its folder is emptied, \
             and it copies everything from another (SST). Wait for one before you begin with another.",
        );
    }
    for ordinal in 0..facts.replicas() {
        page.section(&format!("percona-{ordinal}"));
        page.run(replace(facts, ordinal));
    }
    page.say(
        "You see its log wait until the others have stopped counting on its old volume, then `joining`, \
         then the pod ready.",
    );
    page.run(format!("{} logs percona-0 -c percona --tail=20", facts.kubectl()));
    if facts.found_by_script() && facts.replicas() > 1 {
        page.say(
            "A replica that waits because its files are of another past than the cluster's keeps its \
             volume; this throws the files away and lets it join. Without `--yes` it only says what would \
             be lost:",
        );
        page.run(format!(
            "{} bash {SCRIPTS}/percona-decide.sh discard {}",
            facts.in_replica(0),
            facts.replicas() - 1
        ));
    }
}

fn replace(facts: &Facts<'_>, ordinal: usize) -> String {
    let mut lines = vec![super::storage::without_volume(facts, ordinal)];
    if let Some(volume) = facts.topology.volume(&format!("data-percona-{ordinal}")) {
        lines.extend(empty(facts, volume));
    }
    lines.push("./deploy.sh".to_owned());
    lines.join("\n")
}

/// Empties the folder behind a volume, on the machine where it lies.
pub(in crate::bundle) fn empty(facts: &Facts<'_>, volume: &Volume) -> Option<String> {
    let (machine, path) = match &volume.backing {
        Backing::Folder(folder) => {
            let nfs = facts.design.nfs.as_ref()?;
            (nfs.machine.as_str(), format!("{}/{folder}", nfs.path))
        }
        Backing::Local { host, path } => {
            (facts.topology.hosts.get(*host)?.name.as_str(), path.clone())
        }
        Backing::Class(_) | Backing::HostPath(_) => return None,
    };
    Some(facts.on_machine(machine, &format!("sudo find {path} -mindepth 1 -delete")))
}
