//! More and fewer of each tier.

use super::Page;
use super::etcd;
use super::facts::{Facts, SCRIPTS, bears_in_words};
use crate::topology::Tier;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Scale up and down");
    page.say(
        "Change the numbers in `design.yaml`, generate into a new folder and go there; `presswright diff` \
         of the two folders prints what follows with the new numbers.",
    );
    wordpress(page, facts);
    database(page, facts);
    members(page, facts);
}

fn wordpress(page: &mut Page, facts: &Facts<'_>) {
    let kubectl = facts.kubectl();
    page.section("WordPress");
    if let Some(auto) = &facts.design.wordpress.autoscaling {
        page.say(format!(
            "The autoscaler keeps {} to {} replicas at {} % of the CPU asked for. At once, until the next \
             deploy, with a higher floor before a busy day:",
            auto.min.get(),
            auto.max.get(),
            auto.cpu.percent()
        ));
        page.run(format!(
            "{kubectl} patch hpa/wordpress --type=merge -p '{{\"spec\":{{\"minReplicas\":{}}}}}'\n{kubectl} get hpa/wordpress",
            auto.max.get()
        ));
    } else {
        page.say("At once, until the next deploy:");
        page.run(format!(
            "{kubectl} scale {} --replicas={}",
            facts.workload(),
            facts.design.wordpress.replica_bounds().0 + 1
        ));
    }
    page.say(
        "What does not fit the machines stays `Pending`. Each replica may open as many connections to the \
         database as Apache has workers.",
    );
}

fn database(page: &mut Page, facts: &Facts<'_>) {
    page.section("The database");
    let now = facts.replicas();
    page.say(format!(
        "{now} now: {} may fail. Odd numbers only; 3 bear one, 5 bear two.",
        bears_in_words(now)
    ));
    page.say(format!("**Up**, to {}. The new folder's design has the new number.", now + 2));
    page.run(format!("{}\n./deploy.sh", grow(facts, now + 2)).trim_start());
    if now > 1 {
        let fewer = now.saturating_sub(2).max(1);
        page.say(format!(
            "**Down**, to {fewer}. The pods with the highest numbers stop first, then the roster forgets \
             them, then the new folder is deployed. Their claims and volumes stay."
        ));
        page.run(format!("{}\n./deploy.sh", shrink(facts, fewer)));
    }
}

/// Commands for more replicas. Members are added to the roster before their pods come.
pub(in crate::bundle) fn grow(facts: &Facts<'_>, replicas: usize) -> String {
    let mut lines = prepare_storage(facts);
    if facts.found_by_script() {
        lines.push(roster(facts, replicas));
    }
    lines.join("\n")
}

/// Commands for fewer replicas. Members leave the roster after their pods are gone.
pub(in crate::bundle) fn shrink(facts: &Facts<'_>, replicas: usize) -> String {
    let kubectl = facts.kubectl();
    let mut lines = vec![format!("{kubectl} scale statefulset/percona --replicas={replicas}")];
    lines.extend(
        (replicas..facts.replicas()).map(|ordinal| {
            format!("{kubectl} wait --for=delete pod/percona-{ordinal} --timeout=15m")
        }),
    );
    if facts.found_by_script() {
        lines.push(roster(facts, replicas));
    }
    lines.join("\n")
}

fn roster(facts: &Facts<'_>, replicas: usize) -> String {
    format!("{} bash {SCRIPTS}/percona-roster.sh set {replicas}", facts.in_replica(0))
}

/// New folders of the export or on the machines' disks.
fn prepare_storage(facts: &Facts<'_>) -> Vec<String> {
    let folders = facts.on_nfs(Tier::Percona);
    let local = facts.volumes_of(Tier::Percona).any(|volume| volume.host().is_some());
    if folders || local { vec![machine_scripts(facts)] } else { Vec::new() }
}

/// Runs the scripts of the machines again, with the lists of this folder.
pub(in crate::bundle) fn machine_scripts(facts: &Facts<'_>) -> String {
    if facts.is_vagrant() {
        return "(cd vagrant && vagrant up --provision)".to_owned();
    }
    let by_hand = super::bring_up::scripts_by_hand(facts);
    by_hand.join("\n")
}

fn members(page: &mut Page, facts: &Facts<'_>) {
    let now = facts.members();
    if now == 0 || !facts.etcd_lasts() {
        return;
    }
    page.section("etcd");
    page.say(format!(
        "{now} now: {} may fail. Odd numbers; one member at a time, and only while a majority is ready.",
        bears_in_words(now)
    ));
    page.say(format!(
        "**Up**, with a new member etcd-{now} in the new folder's design. It is announced to the others, \
         started so that it joins them, and only then is the rest of the folder deployed:"
    ));
    page.run(format!("{}\n./deploy.sh", etcd::grow(facts, now)));
    if now > 1 {
        let last = now - 1;
        page.say(format!("**Down**, by etcd-{last}, which the new folder's design no longer has:"));
        page.run(format!("{}\n./deploy.sh", etcd::shrink(facts, last..now)));
    }
}
