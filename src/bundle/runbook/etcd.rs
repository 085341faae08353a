//! One member of etcd: in, out, replaced, updated.
//!
//! Source: etcd-io/website op-guide/runtime-configuration.md. A member that lost its data cannot come
//! back under its old id; one that joins a cluster that is there starts with `existing`.

use super::Page;
use super::facts::{Facts, plural};
use crate::topology::{Backing, Tier};
use std::ops::Range;

/// The label that the StatefulSet of one member carries.
const LABEL: &str = "presswright/member";

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    if facts.members() == 0 {
        return;
    }
    page.chapter("Replace a member of etcd");
    if !facts.etcd_lasts() {
        page.say(
            "Members of this design keep nothing or do not come back by themselves: delete all of their \
             pods and run `./deploy.sh`; what etcd knew is lost.",
        );
        return;
    }
    page.say(
        "For a member whose data is lost or damaged. A pod that merely restarts or moves back needs \
         nothing. First see who answers:",
    );
    page.run(format!("{} member list -w table", facts.etcdctl(0)));
    if facts.members() < 3 {
        page.say(format!(
            "With {} there is no majority without it: go on with \"Restore etcd\".",
            plural(facts.members(), "member", "members")
        ));
        return;
    }
    page.say(
        "Then, for the one that is lost: it is taken out of the cluster, its claim and volume go, and it \
         joins as a new member with an empty folder. Wait for one before you begin with another.",
    );
    for member in 0..facts.members() {
        page.section(&format!("etcd-{member}"));
        page.run(replace(facts, facts, member));
    }
    page.say(
        "You see `Member … removed`, `Member … added`, then the pod `1/1`, and every member `started` in \
         the list. If the machine is gone for good, put another in its place in `design.yaml` first, \
         generate, and run the commands in the new folder.",
    );
}

/// A member that answers while that one does not.
fn other(member: usize) -> usize {
    usize::from(member == 0)
}

/// Commands that give a member another, empty volume and let it join anew.
pub(in crate::bundle) fn replace(old: &Facts<'_>, new: &Facts<'_>, member: usize) -> String {
    let kubectl = new.kubectl();
    let ask = other(member);
    let claim = format!("data-etcd-{member}-0");
    let mut lines = vec![
        leave(new, ask, member),
        format!("{kubectl} delete statefulset/etcd-{member} pvc/{claim} --timeout=2m"),
    ];
    let (before, after) = (old.topology.volume(&claim), new.topology.volume(&claim));
    lines.extend(
        before
            .and_then(|volume| volume.volume.as_ref())
            .map(|name| format!("kubectl delete pv/{name}")),
    );
    if let Some(Backing::Local { host, path }) = after.map(|volume| &volume.backing) {
        if let Some(host) = new.topology.hosts.get(*host) {
            let empty = format!("sudo find {path} -mindepth 1 -delete");
            lines.push(new.on_machine(host.name.as_str(), &empty));
        }
        lines.push(format!("kubectl apply -f {} || true", volumes_file(new)));
    }
    lines.push(join(new, ask, member));
    lines.push(update(new, member));
    lines.push(format!("{} member list -w table", new.etcdctl(ask)));
    lines.join("\n")
}

/// Takes a member out of the cluster, by its name.
fn leave(facts: &Facts<'_>, ask: usize, member: usize) -> String {
    let etcdctl = facts.etcdctl(ask);
    format!(
        "id=$({etcdctl} member list | sed -n 's/^\\([0-9a-f]*\\), [a-z]*, etcd-{member}, .*/\\1/p')\n\
         {etcdctl} member remove \"$id\""
    )
}

/// Announces a member and starts it so that it joins.
fn join(facts: &Facts<'_>, ask: usize, member: usize) -> String {
    format!(
        "{etcdctl} member add etcd-{member} --peer-urls={peer}\n\
         sed 's/--initial-cluster-state=new/--initial-cluster-state=existing/' {file} | kubectl apply -l {LABEL}={member} -f -\n\
         {kubectl} rollout status statefulset/etcd-{member} --timeout=10m",
        etcdctl = facts.etcdctl(ask),
        peer = facts.peer(member),
        file = members_file(facts),
        kubectl = facts.kubectl(),
    )
}

/// Brings one member to what the folder says, and waits for it.
fn update(facts: &Facts<'_>, member: usize) -> String {
    format!(
        "kubectl apply -l {LABEL}={member} -f {file}\n\
         {kubectl} rollout status statefulset/etcd-{member} --timeout=10m",
        file = members_file(facts),
        kubectl = facts.kubectl(),
    )
}

/// All members but those after `until`, one after the other.
pub(in crate::bundle) fn update_one_by_one(facts: &Facts<'_>, until: usize) -> String {
    let lines: Vec<String> = (0..until).map(|member| update(facts, member)).collect();
    lines.join("\n")
}

/// Commands for one member more; `member` is the new one's number.
pub(in crate::bundle) fn grow(facts: &Facts<'_>, member: usize) -> String {
    let mut lines = Vec::new();
    let local = facts.volumes_of(Tier::Etcd).any(|volume| volume.host().is_some());
    if local {
        lines.push(super::scale::machine_scripts(facts));
    }
    lines.push(format!("kubectl apply -f {} -f {}", volumes_file(facts), services_file(facts)));
    lines.push(join(facts, 0, member));
    lines.push(update_one_by_one(facts, member + 1));
    lines.join("\n")
}

/// Commands for fewer members; those that go are the last ones.
pub(in crate::bundle) fn shrink(facts: &Facts<'_>, members: Range<usize>) -> String {
    let kubectl = facts.kubectl();
    let left = members.start;
    let mut lines = Vec::new();
    for member in members.rev() {
        lines.push(leave(facts, 0, member));
        lines.push(format!("{kubectl} delete statefulset/etcd-{member}"));
    }
    lines.push(update_one_by_one(facts, left));
    lines.join("\n")
}

fn file_of(facts: &Facts<'_>, kind: &str, otherwise: &str) -> String {
    facts
        .objects
        .iter()
        .find(|object| object.kind() == kind && object.name().starts_with(otherwise))
        .or_else(|| facts.objects.iter().find(|object| object.kind() == kind))
        .map(|object| object.file.clone())
        .unwrap_or_default()
}

fn members_file(facts: &Facts<'_>) -> String {
    file_of(facts, "StatefulSet", "etcd-")
}

fn services_file(facts: &Facts<'_>) -> String {
    file_of(facts, "Service", "etcd-")
}

/// The file with the volumes and the claims that pods share.
pub(in crate::bundle) fn volumes_file(facts: &Facts<'_>) -> String {
    file_of(facts, "PersistentVolumeClaim", "content")
}
