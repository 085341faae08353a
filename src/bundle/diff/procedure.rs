//! The steps that a change needs, in the order in which they are taken, with the commands of the
//! runbook.

use super::moves::{self, Circle};
use super::{Change, Effort, Found, Phase, Step, Subject};
use crate::bundle::Bundle;
use crate::bundle::resource::reference;
use crate::bundle::runbook::{Facts, commands};
use crate::design::{Design, Document, Spread};
use crate::manifest::Object;
use crate::rules::Approved;
use crate::topology::Tier;
use std::collections::BTreeSet;

/// Something that a person does. Where several are needed, they are done in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Procedure {
    /// A new cluster, and a backup restored into it.
    Restore,
    /// Another minor version of Kubernetes.
    Kubernetes,
    /// New machines.
    AddMachine,
    /// A machine that restarts with another size.
    RestartMachine(String),
    /// A machine that leaves and joins anew.
    RemakeMachine(String),
    /// Members of etcd one by one.
    UpdateMembers,
    /// A new member of etcd.
    AddMember(usize),
    /// Members of etcd with other volumes, one by one.
    MoveMembers,
    /// A member of etcd that goes.
    RemoveMember(usize),
    /// The database's replicas with other volumes, one by one.
    MoveReplicas,
    /// More or fewer replicas of the database.
    Replicas,
    /// A claim that several pods share, by its name.
    MoveShared(String),
    /// An object that is deleted and made anew.
    Recreate(String),
    /// An object that is no longer wanted.
    Delete(String),
    /// A machine that goes.
    RemoveMachine(String),
    /// Pods of a ReplicaSet, after the deploy.
    DeletePods,
}

impl Procedure {
    /// How an object that cannot be changed where it stands gets its new form.
    pub(super) fn around(object: &Object) -> Procedure {
        let tier = object
            .json
            .pointer("/metadata/labels/app.kubernetes.io~1component")
            .and_then(serde_json::Value::as_str);
        match (object.kind(), tier) {
            ("StatefulSet" | "PersistentVolume", Some("etcd")) => Procedure::MoveMembers,
            ("StatefulSet" | "PersistentVolume", Some("percona")) => Procedure::MoveReplicas,
            ("PersistentVolume", Some("backup")) => Procedure::MoveShared("backups".to_owned()),
            ("PersistentVolume", _) => Procedure::MoveShared("content".to_owned()),
            ("PersistentVolumeClaim", _) => Procedure::MoveShared(object.name().to_owned()),
            _ => Procedure::Recreate(reference(object)),
        }
    }
}

/// An approved design out of a bundle.
pub(super) struct Side(Approved);

impl Side {
    /// A bundle is only ever made of an approved design, so there is always one.
    pub(super) fn of(bundle: &Bundle) -> Option<Side> {
        let text = String::from_utf8(bundle.file("design.yaml")?.bytes.clone()).ok()?;
        Approved::of(Document::read(&text).ok()?).ok().map(Side)
    }

    pub(super) fn design(&self) -> &Design {
        self.0.design()
    }

    fn facts<'a>(&'a self, bundle: &'a Bundle) -> Facts<'a> {
        Facts::new(&self.0, &bundle.objects)
    }
}

/// Writes the steps of each procedure at the first change that needs it.
pub(super) fn attach(old: &Bundle, new: &Bundle, changes: &mut [Found]) {
    let (Some(before), Some(after)) = (Side::of(old), Side::of(new)) else { return };
    let (before, after) = (before.facts(old), after.facts(new));
    let mut done = BTreeSet::new();
    for found in changes {
        let Some(procedure) = &found.needs else { continue };
        if done.insert(procedure.clone()) {
            found.change.steps = steps(procedure, &before, &after);
        }
    }
}

/// What the scripts of the machines read.
const MACHINE_DATA: [&str; 3] =
    ["machines/nfs.env", "machines/nfs-folders.list", "machines/local-folders.list"];

/// The lists that the machines' scripts read: another one means to run the scripts again.
pub(super) fn run_scripts(new: &Bundle, files: &mut [Change]) {
    let Some(side) = Side::of(new) else { return };
    let mut told = false;
    for change in files {
        let Subject::File(path) = &change.subject else { continue };
        let data = MACHINE_DATA.contains(&path.as_str());
        if !data || new.file(path).is_none() {
            continue;
        }
        change.effort = Effort::WithSteps;
        "the machines' scripts read it: they are run again".clone_into(&mut change.why);
        if !told {
            let what = "Run the scripts of the machines again; what is in place stays as it is.";
            let commands = commands::machine_scripts(&side.facts(new));
            change.steps.push(Step { phase: Phase::Machines, ..step(what, commands) });
            told = true;
        }
    }
}

impl Procedure {
    fn phase(&self) -> Phase {
        match self {
            Procedure::Restore
            | Procedure::Kubernetes
            | Procedure::AddMachine
            | Procedure::RestartMachine(_)
            | Procedure::RemakeMachine(_) => Phase::Machines,
            Procedure::UpdateMembers
            | Procedure::AddMember(_)
            | Procedure::MoveMembers
            | Procedure::RemoveMember(_) => Phase::Etcd,
            Procedure::MoveReplicas | Procedure::Replicas => Phase::Database,
            Procedure::MoveShared(_) | Procedure::Recreate(_) => Phase::Rest,
            Procedure::Delete(_) | Procedure::RemoveMachine(_) | Procedure::DeletePods => {
                Phase::After
            }
        }
    }
}

/// A step of the usual phase; [`steps`] gives it its procedure's.
fn step(what: &str, commands: String) -> Step {
    Step { phase: Phase::Rest, what: what.to_owned(), commands }
}

fn steps(procedure: &Procedure, old: &Facts<'_>, new: &Facts<'_>) -> Vec<Step> {
    let mut steps = written(procedure, old, new);
    for step in &mut steps {
        // Some end with a step after the deploy, and one stands in place of everything.
        if step.phase == Phase::Rest {
            step.phase = procedure.phase();
        }
    }
    steps
}

fn written(procedure: &Procedure, old: &Facts<'_>, new: &Facts<'_>) -> Vec<Step> {
    match procedure {
        Procedure::Restore => vec![step(
            "Make a backup of the living deployment and copy it away, bring the new one up beside it or in \
             its place, and restore the backup there (README.md, \"Restore from a backup\").",
            commands::backup_now(old),
        )],
        Procedure::Kubernetes => vec![step(
            "Upgrade the cluster one minor version at a time, by kubeadm's or its provider's own way, \
             draining one machine after the other. See that it answers with the new version:",
            "kubectl version".to_owned(),
        )],
        Procedure::AddMachine => vec![step(
            "Make the new machines. Take the state of those that are there along first (README.md, \"Change \
             the design\").",
            "(cd vagrant && vagrant up)".to_owned(),
        )],
        Procedure::RestartMachine(name) => vec![step(
            "Restart the machine with its new size; go on with another only when all pods are ready again.",
            format!(
                "kubectl drain {name} --ignore-daemonsets --delete-emptydir-data --timeout=30m\n\
                 (cd vagrant && vagrant reload {name})\n\
                 kubectl uncordon {name}"
            ),
        )],
        Procedure::RemakeMachine(name) => vec![step(
            "Make the machine anew. What lay on its disk is lost: README.md, \"Replace a dead machine\", says \
             what follows.",
            format!(
                "kubectl drain {name} --ignore-daemonsets --delete-emptydir-data --timeout=30m\n\
                 kubectl delete node/{name}\n\
                 (cd vagrant && vagrant destroy --force {name} && vagrant up {name})"
            ),
        )],
        Procedure::UpdateMembers => vec![step(
            "Bring the members of etcd to the new state one by one, each when the one before is ready.",
            commands::update_members(new, old.members().min(new.members())),
        )],
        Procedure::AddMember(member) => add_member(*member, old, new),
        Procedure::MoveMembers => move_members(old, new),
        Procedure::RemoveMember(member) => remove_member(*member, old, new),
        Procedure::MoveReplicas => move_replicas(old, new),
        Procedure::Replicas => {
            let (before, after) = (old.replicas(), new.replicas());
            let commands = if after > before {
                commands::grow_database(new, after)
            } else {
                commands::shrink_database(old, after)
            };
            vec![step("The roster and the pods of the database.", commands)]
        }
        Procedure::MoveShared(claim) => move_shared(claim, old, new),
        Procedure::Recreate(object) => vec![step(
            "It is deleted, and deploy.sh makes it anew. Until then it is away.",
            format!("{} delete {object}", new.kubectl()),
        )],
        Procedure::Delete(object) => vec![step(
            "When nothing needs it any more and a backup is made. Claims and volumes stay.",
            format!("{} delete {object}", old.kubectl()),
        )],
        Procedure::RemoveMachine(name) => vec![step(
            "Empty the machine, take it out of the cluster, and destroy it in the old bundle's folder.",
            format!(
                "kubectl drain {name} --ignore-daemonsets --delete-emptydir-data --timeout=30m\n\
                 kubectl delete node/{name}\n\
                 (cd vagrant && vagrant destroy --force {name})"
            ),
        )],
        Procedure::DeletePods => vec![step(
            "New pods come in place of the old ones.",
            format!("{} delete pods -l {}", new.kubectl(), new.labels(Tier::Wordpress)),
        )],
    }
}

fn add_member(member: usize, old: &Facts<'_>, new: &Facts<'_>) -> Vec<Step> {
    if member > old.members() {
        return vec![step(
            "One member at a time: generate a design with one member more than now, do its steps, then the \
             next.",
            String::new(),
        )];
    }
    vec![step(
        "The new member is announced and joins; then the others learn of it, one by one.",
        commands::grow_etcd(new, member),
    )]
}

/// All that go, at the first of them.
fn remove_member(member: usize, old: &Facts<'_>, new: &Facts<'_>) -> Vec<Step> {
    if member > new.members() {
        return Vec::new();
    }
    let commands = commands::shrink_etcd(new, new.members()..old.members());
    vec![step("The member leaves the others, then it ends. Its claim and volume stay.", commands)]
}

fn move_members(old: &Facts<'_>, new: &Facts<'_>) -> Vec<Step> {
    let moves = match moves::plan(Tier::Etcd, true, old.topology, new.topology) {
        Ok(moves) => moves,
        Err(circle) => return vec![refused(&circle)],
    };
    let mut steps = Vec::from_iter(before_moves(&moves.standing, old, "machine", "etcd.members"));
    let what = "A member leaves, gets its new volume and joins anew; wait for it before the next.";
    for member in moves.order {
        steps.push(step(what, commands::replace_member(old, new, member)));
    }
    steps
}

fn move_replicas(old: &Facts<'_>, new: &Facts<'_>) -> Vec<Step> {
    let apart = [old, new].iter().any(|side| side.design.percona.spread == Spread::Required);
    let moves = match moves::plan(Tier::Percona, apart, old.topology, new.topology) {
        Ok(moves) => moves,
        Err(circle) => return vec![refused(&circle)],
    };
    let mut steps =
        Vec::from_iter(before_moves(&moves.standing, old, "machines", "percona.machines"));
    steps.push(step(
        "The StatefulSet is made anew around its running pods.",
        commands::replace_template(new),
    ));
    let what = "One replica gets its new volume and copies everything from another. Wait until it is ready \
                before the next; \"immutable\" is said of volumes that have not moved yet.";
    for ordinal in moves.order {
        steps.push(step(what, commands::move_replica(old, new, ordinal)));
    }
    steps
}

/// The one step where no pod can move first: whatever were run would wait in vain.
fn refused(Circle(pods): &Circle<'_>) -> Step {
    let what = format!(
        "{} would change places, and no two may share a machine: none can go first, and the first one \
         that moves would stay Pending. Take the change in two: one of them to a machine without one, \
         then the others.",
        pods.join(", ")
    );
    Step { phase: Phase::Instead, ..step(&what, String::new()) }
}

/// What must hold before the first pod moves: the pods that stand on these machines already.
fn before_moves(
    standing: &[(&str, &str)],
    old: &Facts<'_>,
    key: &str,
    field: &str,
) -> Option<Step> {
    if standing.is_empty() {
        return None;
    }
    let kubectl = old.kubectl();
    let commands: Vec<String> = standing
        .iter()
        .map(|(pod, machine)| {
            format!(
                "{kubectl} wait --for=jsonpath='{{.spec.nodeName}}'={machine} pod/{pod} --timeout=5s"
            )
        })
        .collect();
    let what = format!(
        "Each pod must stand on the machine that will hold its volume: on another one a pod that has \
         not moved yet may be in its way. Where a command says \"timed out\", write the {key} of \
         `{field}` as `kubectl get pods -o wide` shows them, and generate again.",
    );
    Some(step(&what, commands.join("\n")))
}

fn move_shared(claim: &str, old: &Facts<'_>, new: &Facts<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    if claim == "content" {
        steps.push(step(
            "Make a backup, then stop whatever uses the files. The site is down from here.",
            format!("{}\n{}", commands::backup_now(old), old.stop_writers()),
        ));
    }
    if let Some(volume) = old.topology.volume(claim) {
        steps.push(step(
            "The old claim and volume go; their files stay where they are.",
            commands::replace_shared(old, volume),
        ));
    }
    if claim == "content" {
        let last = step(
            "If the files now lie elsewhere, restore them (README.md, \"Restore from a \
             backup\"), then start the site.",
            new.start_writers(),
        );
        steps.push(Step { phase: Phase::After, ..last });
    }
    steps
}
