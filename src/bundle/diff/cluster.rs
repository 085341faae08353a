//! What no object shows: networks, domain, provider, machines.

use super::procedure::{Procedure, Side};
use super::{Change, Effort, Found, Subject, What};
use crate::bundle::Bundle;
use crate::design::{ClusterKind, Design, Machine};

/// Puts the changes of the cluster before those of its objects.
pub(super) fn prepend(old: &Bundle, new: &Bundle, changes: &mut Vec<Found>) {
    let (Some(old), Some(new)) = (Side::of(old), Side::of(new)) else { return };
    let (old, new) = (old.design(), new.design());
    let mut found = identity(old, new);
    found.extend(networks(old, new));
    if old.cluster.kubernetes != new.cluster.kubernetes {
        let why = format!(
            "the cluster goes from {} to {} by its own means first",
            old.cluster.kubernetes, new.cluster.kubernetes
        );
        found.push(change("Kubernetes", Effort::WithSteps, why, Some(Procedure::Kubernetes)));
    }
    if new.cluster.kind == ClusterKind::Vagrant {
        found.extend(machines(old, new));
    }
    found.append(changes);
    *changes = found;
}

fn change(what: &str, effort: Effort, why: String, needs: Option<Procedure>) -> Found {
    let subject = Subject::Cluster(what.to_owned());
    let change = Change {
        subject,
        what: What::Changed,
        effort,
        why,
        steps: Vec::new(),
        text: String::new(),
    };
    Found { change, needs }
}

fn identity(old: &Design, new: &Design) -> Vec<Found> {
    let mut found = Vec::new();
    if old.name != new.name {
        let why = format!(
            "a deployment keeps its name: {} is another one beside {}, with nothing in it",
            new.name, old.name
        );
        found.push(change("name", Effort::NewCluster, why, Some(Procedure::Restore)));
    }
    if old.namespace() != new.namespace() {
        let why = format!(
            "objects stay in their namespace: {} is another one beside {}, with nothing in it",
            new.namespace(),
            old.namespace()
        );
        found.push(change("namespace", Effort::NewCluster, why, Some(Procedure::Restore)));
    }
    found
}

/// kubeadm sets these at `init`; changing them in a living cluster is not supported.
fn networks(old: &Design, new: &Design) -> Vec<Found> {
    let (before, after) = (&old.cluster, &new.cluster);
    let differs = [
        ("kind", before.kind != after.kind),
        ("provider", before.provider != after.provider),
        ("pod-network", before.pod_network != after.pod_network),
        ("service-network", before.service_network != after.service_network),
        ("domain", before.domain != after.domain),
        ("network-plugin", before.network_plugin != after.network_plugin),
    ];
    differs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(field, _)| {
            let why = format!("cluster.{field} is fixed when the cluster is made");
            change(&format!("cluster.{field}"), Effort::NewCluster, why, Some(Procedure::Restore))
        })
        .collect()
}

fn machines(old: &Design, new: &Design) -> Vec<Found> {
    let mut found = Vec::new();
    let in_old = |machine: &Machine| old.machines.iter().find(|other| other.name == machine.name);
    for machine in &new.machines {
        let name = machine.name.to_string();
        let Some(before) = in_old(machine) else {
            let why = "the machine is made and joins the cluster before pods need it".to_owned();
            let mut added = change(&name, Effort::WithSteps, why, Some(Procedure::AddMachine));
            added.change.what = What::Added;
            found.push(added);
            continue;
        };
        if before.address != machine.address || before.role != machine.role {
            let why = "a node keeps its address and its role: it leaves and joins anew".to_owned();
            found.push(change(
                &name,
                Effort::WithSteps,
                why,
                Some(Procedure::RemakeMachine(name.clone())),
            ));
        } else if before.cpu != machine.cpu || before.memory != machine.memory {
            let why = "the machine gets its processors and memory when it starts".to_owned();
            found.push(change(
                &name,
                Effort::WithSteps,
                why,
                Some(Procedure::RestartMachine(name.clone())),
            ));
        }
    }
    for machine in &old.machines {
        if new.machine(&machine.name).is_none() {
            let name = machine.name.to_string();
            let why = "its pods move, then it leaves the cluster".to_owned();
            let mut removed =
                change(&name, Effort::WithSteps, why, Some(Procedure::RemoveMachine(name.clone())));
            removed.change.what = What::Removed;
            found.push(removed);
        }
    }
    found
}
