//! A machine that is to be serviced, and one that is dead.

use super::Page;
use super::facts::{Facts, plural};
use crate::topology::{Backing, Host, Tier};

/// With more machines than these, one stands for all.
const MOST: usize = 12;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    let workers: Vec<&Host> = facts.topology.hosts.iter().filter(|host| host.runs_pods()).collect();
    page.chapter("Drain a machine");
    page.say(
        "For service: its pods are moved, as far as they can be. The disruption budgets let one member of \
         etcd and one replica of the database go at a time; a drain waits for them.",
    );
    page.table(&["tier", "may be away", "has to stop, and why so long"], &away(facts));
    if let Some(host) = workers.first() {
        page.run(format!(
            "kubectl drain {name} --ignore-daemonsets --delete-emptydir-data --timeout=30m\n\
             # service it, then:\n\
             kubectl uncordon {name}\n\
             {kubectl} get pods -o wide",
            name = host.name,
            kubectl = facts.kubectl()
        ));
    }
    let stays: Vec<String> = workers
        .iter()
        .take(MOST)
        .filter_map(|host| bound(facts, host).map(|what| format!("`{}`: {what}", host.name)))
        .collect();
    if !stays.is_empty() {
        page.say("Pods that are tied to their machine wait as `Pending` until it is back:");
        page.list(stays);
    }
    if workers.len() < 2 {
        page.say("There is one machine for pods: the site is down while it is drained.");
    } else {
        page.say(
            "Go on with the next machine only when every pod is ready again: a replica of the database \
             first catches up.",
        );
    }
    dead(page, facts, &workers);
}

/// How many of each tier a drain takes at once, and how long each may take to stop: as the manifests say.
fn away(facts: &Facts<'_>) -> Vec<Vec<String>> {
    let tiers = [
        ("etcd", "StatefulSet", "etcd-0", "nothing is left to write; a majority has to stay"),
        (
            "percona",
            "StatefulSet",
            "percona",
            "it writes its changed pages and leaves the group; a majority has to stay",
        ),
        ("haproxy", "Deployment", "haproxy", "connections that are open may end"),
        ("wordpress", "Deployment", "wordpress", "requests that are under way may end"),
        ("wordpress", "ReplicaSet", "wordpress", "requests that are under way may end"),
    ];
    tiers
        .iter()
        .filter_map(|(tier, kind, name, why)| {
            let budget = facts.object("PodDisruptionBudget", tier)?;
            let most = budget.json.pointer("/spec/maxUnavailable")?;
            let workload = facts.object(kind, name)?;
            let seconds =
                workload.json.pointer("/spec/template/spec/terminationGracePeriodSeconds")?;
            let tier = (*tier).to_owned();
            Some(vec![tier, format!("{most} pod"), format!("within {seconds} s: {why}")])
        })
        .collect()
}

/// What cannot leave a machine.
fn bound(facts: &Facts<'_>, host: &Host) -> Option<String> {
    let names: Vec<String> = facts
        .topology
        .pods
        .iter()
        .filter(|pod| pod.placement.is_pinned() && pod.placement.host() == Some(host.index))
        .map(|pod| format!("`{}`", pod.name))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn dead(page: &mut Page, facts: &Facts<'_>, workers: &[&Host]) {
    page.chapter("Replace a dead machine");
    page.say(
        "Kubernetes marks a machine after 40 seconds and moves what can move 5 minutes later. A machine \
         that comes back with its disk needs nothing. What follows is for one that does not.",
    );
    page.say(
        "**First make sure that it is off**, not merely cut off: two databases on one volume destroy it. \
         The start script holds a lock on the volume; do not rely on it alone.",
    );
    if workers.len() > MOST {
        page.say(format!(
            "There are {}; `{}` stands for the one that died.",
            plural(workers.len(), "machine", "machines"),
            workers.first().map_or("", |host| host.name.as_str())
        ));
    }
    let shown = if workers.len() > MOST { 1 } else { workers.len() };
    for host in workers.iter().take(shown) {
        page.section(host.name.as_str());
        let mut lines = vec![format!("kubectl delete node/{}", host.name)];
        if facts.is_vagrant() {
            lines.push(format!(
                "(cd vagrant && vagrant destroy --force {name} && vagrant up {name})",
                name = host.name
            ));
        } else {
            lines.push(format!(
                "# join a machine named {} to the cluster, then prepare it as in \"Bring it up\"",
                host.name
            ));
        }
        lines.push(format!("kubectl wait --for=condition=Ready node/{} --timeout=15m", host.name));
        page.run(lines.join("\n"));
        page.list(afterwards(facts, host));
    }
    others(page, facts);
}

/// What was on the machine's own disk is gone.
fn afterwards(facts: &Facts<'_>, host: &Host) -> Vec<String> {
    let mut points = Vec::new();
    for volume in &facts.topology.volumes {
        if !matches!(&volume.backing, Backing::Local { host: at, .. } if *at == host.index) {
            continue;
        }
        points.push(match volume.tier {
            Tier::Etcd => format!(
                "The data of `etcd-{0}` is lost with it: \"Replace a member of etcd\", etcd-{0}.",
                volume.ordinal
            ),
            Tier::Percona => format!(
                "The data of `percona-{0}` is lost with it: \"Replace a replica of the database\", percona-{0}.",
                volume.ordinal
            ),
            _ => format!("`{}` is lost with it.", volume.claim),
        });
    }
    if facts.design.nfs.as_ref().is_some_and(|nfs| nfs.machine == host.name) {
        points.push("It serves the NFS export: all shared files are lost with its disk. \"Restore from a backup\".".to_owned());
    }
    if points.is_empty() {
        points.push("Nothing was kept on it: its pods start elsewhere, or here again.".to_owned());
    }
    points
}

fn others(page: &mut Page, facts: &Facts<'_>) {
    let others = facts.topology.hosts.iter().filter(|host| !host.runs_pods());
    for host in others.take(MOST) {
        page.section(host.name.as_str());
        let serves = facts.design.nfs.as_ref().is_some_and(|nfs| nfs.machine == host.name);
        if host.role.is_node() {
            page.say(
                "The control plane. While it is off the site runs on as it is, and nothing is moved, \
                 scaled or renewed. If its disk is lost, so is the cluster's memory: make a new cluster \
                 and restore a backup into it.",
            );
        }
        if serves {
            page.say(
                "It serves the NFS export. While it is off, whatever uses it hangs and then goes on by \
                 itself (`hard` mounts). If its disk is lost, so is all that lies there, backups too unless \
                 they were copied elsewhere: \"Restore from a backup\".",
            );
        }
    }
}
