//! What this design does not survive, and what the check said of it.

use super::Page;
use super::facts::{Facts, bears, plural};
use super::page::escape;
use crate::design::{Access, NetworkPlugin};
use crate::topology::{Host, Tier};

/// With more machines than these, those without anything to say are left out anyway.
const MOST: usize = 50;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("What this does not survive");
    let rows: Vec<Vec<String>> = facts
        .topology
        .hosts
        .iter()
        .filter_map(|host| {
            let said = consequences(facts, host);
            (!said.is_empty()).then(|| vec![format!("`{}`", host.name), said.join(" ")])
        })
        .take(MOST)
        .collect();
    if rows.is_empty() {
        page.say("No single machine of the design stops the site when it fails, as its pods are expected to be placed.");
    } else {
        page.say("What happens when one machine fails, as its pods are expected to be placed:");
        page.table(&["machine", "what happens"], &rows);
    }
    let mut points = Vec::new();
    let (members, replicas) = (facts.members(), facts.replicas());
    if members > 0 {
        points.push(format!(
            "{} of the {} of etcd at once: nobody of the database can start anew until a majority \
             is back; what runs goes on.",
            or_more(members),
            plural(members, "member", "members")
        ));
    }
    points.push(format!(
        "{} of the {} of the database at once: the site stops until a majority is back.",
        or_more(replicas),
        plural(replicas, "replica", "replicas")
    ));
    if facts.found_by_script() {
        points.push(
            "All power gone and one member of the database never back: it waits for a person, since that \
             member may hold the newest commits. The same if etcd loses its data before the first cluster \
             stood."
                .to_owned(),
        );
        points.push(
            "A majority of the database cut off from etcd while its pods are being deleted by force: it \
             stops taking writes rather than risk two clusters."
                .to_owned(),
        );
    }
    points.extend(by_choice(facts));
    page.list(points);
}

/// So many are too many: "2 or more", or "1" where there is but one.
fn or_more(count: usize) -> String {
    match bears(count) + 1 {
        least if least == count => least.to_string(),
        least => format!("{least} or more"),
    }
}

fn by_choice(facts: &Facts<'_>) -> Vec<String> {
    let design = facts.design;
    let mut points = Vec::new();
    if !facts.has_backups() {
        points.push("A mistake: there are no backups.".to_owned());
    } else if facts.on_nfs(Tier::Backup)
        && (facts.on_nfs(Tier::Wordpress) || facts.on_nfs(Tier::Percona))
    {
        points.push("The loss of the NFS server's disk: files and backups lie on the same one. Copy the backups elsewhere.".to_owned());
    }
    if design.percona.access == Access::Service && facts.replicas() > 1 {
        points.push("Colliding writes: every replica takes them, and a commit may fail with error 1213; a read right after a write may miss it.".to_owned());
    }
    if design.cluster.network_plugin == NetworkPlugin::Flannel && facts.is_vagrant() {
        points.push("A pod that turns hostile: flannel enforces no NetworkPolicy.".to_owned());
    }
    points
}

/// What follows from the failure of one machine.
fn consequences(facts: &Facts<'_>, host: &Host) -> Vec<String> {
    let on = |tier| {
        facts.topology.pods_of(tier).filter(|pod| pod.placement.host() == Some(host.index)).count()
    };
    let mut said = Vec::new();
    let serves = facts.design.nfs.as_ref().is_some_and(|nfs| nfs.machine == host.name);
    if serves && facts.on_nfs(Tier::Percona) {
        said.push(
            "**The site stops**: it holds the files of every replica of the database.".to_owned(),
        );
    } else if serves && facts.on_nfs(Tier::Wordpress) {
        said.push("**The site stops or hangs**: it holds WordPress' files.".to_owned());
    }
    if serves && facts.on_nfs(Tier::Backup) {
        said.push("No backup can be made, and those on it are out of reach.".to_owned());
    }
    if on(Tier::Percona) > bears(facts.replicas()) {
        said.push("**The site stops**: the database loses its majority.".to_owned());
    }
    if on(Tier::Etcd) > bears(facts.members()) {
        said.push(
            "etcd loses its majority: the database runs on, but nobody of it can start anew."
                .to_owned(),
        );
    }
    let (wordpress, all) = (on(Tier::Wordpress), facts.topology.pods_of(Tier::Wordpress).count());
    if all > 0 && wordpress == all {
        said.push("**The site stops** until its replicas have started elsewhere, if there is an elsewhere.".to_owned());
    }
    let planes = facts.topology.hosts.iter().filter(|host| is_plane(host)).count();
    if is_plane(host) && planes == 1 {
        said.push(
            "The control plane is away: what runs goes on, nothing is moved or scaled.".to_owned(),
        );
    }
    said
}

fn is_plane(host: &Host) -> bool {
    host.role.is_node() && !matches!(host.role, crate::design::Role::Worker)
}

/// Warnings and advice that the design was exported with.
pub(super) fn findings(page: &mut Page, facts: &Facts<'_>) {
    if facts.remarks.is_empty() {
        return;
    }
    page.chapter("What the check said");
    page.say("The design has no error. It was exported with these findings; `presswright rules CODE` tells more of each.");
    page.list(
        facts.remarks.iter().map(|remark| {
            format!("{} {}: {}", remark.severity, remark.code, escape(&remark.message))
        }),
    );
}
