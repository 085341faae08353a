//! What is carried in a drag, and what a drop would mean.

use super::words::MOST_MEMBERS;
use super::{Thing, words};
use crate::design::{Design, Edit, Label, Role, Single};
use crate::document::{Path, Tree};
use crate::rules::{Finding, Report, Severity, check};
use crate::topology::Topology;

/// What a drag can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cargo {
    /// A member of etcd.
    Member(usize),
    /// A replica of the database whose volume lies on a machine.
    Replica(usize),
    /// The NFS export.
    Export,
    /// A new machine, from the shelf.
    NewMachine,
    /// A new member of etcd, from the shelf.
    NewMember,
    /// An NFS export where there is none yet, from the shelf.
    NewExport,
}

/// What a drop would mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    /// In one or two sentences.
    pub sentence: String,
    /// The change; nothing if it would change nothing or is not allowed.
    pub edit: Option<Edit>,
    /// Whether it is allowed. What changes nothing is.
    pub allowed: bool,
    /// The first error that it would cause, once it is judged.
    pub causes: Option<String>,
    /// Whether it is judged.
    pub judged: bool,
}

/// What is carried when that thing is dragged; nothing for what cannot be moved.
pub(super) fn cargo(design: &Design, thing: Thing) -> Option<Cargo> {
    match thing {
        Thing::Member(index) => Some(Cargo::Member(index)),
        Thing::Replica(ordinal) if words::keeps_on_machine(design, thing) => {
            Some(Cargo::Replica(ordinal))
        }
        Thing::Export if design.nfs.is_some() => Some(Cargo::Export),
        _ => None,
    }
}

impl Cargo {
    /// What is carried when that thing is dragged; nothing for what cannot be moved.
    pub fn of(design: &Design, thing: Thing) -> Option<Cargo> {
        cargo(design, thing)
    }

    /// The thing that is carried; nothing for what is new.
    pub fn thing(self) -> Option<Thing> {
        match self {
            Cargo::Member(index) => Some(Thing::Member(index)),
            Cargo::Replica(ordinal) => Some(Thing::Replica(ordinal)),
            Cargo::Export => Some(Thing::Export),
            Cargo::NewMachine | Cargo::NewMember | Cargo::NewExport => None,
        }
    }

    /// What the shelf's export carries: the one that is there, or a new one.
    pub fn export(design: &Design) -> Cargo {
        if design.nfs.is_some() { Cargo::Export } else { Cargo::NewExport }
    }

    /// Why a thing cannot be dragged, for a person who tries; nothing for what is no pod.
    pub fn refusal(design: &Design, thing: Thing) -> Option<&'static str> {
        match thing {
            _ if cargo(design, thing).is_some() => None,
            Thing::Replica(_) => Some(
                "The scheduler places Percona's replicas. With local volumes each stays with its machine.",
            ),
            Thing::Site(_) => {
                Some("The scheduler places WordPress, and moves it when a machine dies.")
            }
            Thing::Haproxy(_) => Some("The scheduler places HAProxy."),
            _ => None,
        }
    }
}

/// What it would mean to drop the cargo on that machine; nothing for beside all machines. What it would
/// cause is [`Drop::judge`]'s to say: that takes a check of the whole design.
pub fn drop_on(design: &Design, topology: &Topology, cargo: Cargo, machine: Option<usize>) -> Drop {
    let (sentence, edit, allowed) = meaning(design, topology, cargo, machine);
    Drop { sentence, edit, allowed, causes: None, judged: false }
}

impl Drop {
    /// Finds the first error that it would cause in a design of which this is the report.
    #[must_use]
    pub fn judge(mut self, design: &Design, report: &Report) -> Drop {
        self.causes = self.edit.as_ref().and_then(|edit| first_new_error(design, report, edit));
        self.judged = true;
        self
    }
}

fn meaning(
    design: &Design,
    topology: &Topology,
    cargo: Cargo,
    machine: Option<usize>,
) -> (String, Option<Edit>, bool) {
    if cargo == Cargo::NewMachine {
        let edit = design.add_machine();
        return (format!("Adds {}.", described(&edit)), Some(edit), true);
    }
    let Some(target) = machine.and_then(|index| design.machines.get(index)) else {
        return ("Drop it on a machine. Esc leaves everything as it was.".to_owned(), None, false);
    };
    let name = &target.name;
    match cargo {
        Cargo::Member(index) => {
            let own = format!("etcd-{index}");
            if !target.role.runs_pods() {
                return (refused(&own, name.as_str(), &target.role), None, false);
            }
            let now = design.etcd.members.get(index).and_then(|member| member.machine.as_ref());
            if now == Some(name) {
                return (format!("{own} stays on {name}."), None, true);
            }
            let follows = beside(design, index, name);
            (
                format!("Pins {own} to {name}.{follows}"),
                Some(design.pin_member(index, Some(name))),
                true,
            )
        }
        Cargo::NewMember => {
            let index = design.etcd.members.len();
            let own = format!("etcd-{index}");
            if index >= MOST_MEMBERS {
                return (format!("etcd has {index} members, which is the most."), None, false);
            }
            if !target.role.runs_pods() {
                return (refused(&own, name.as_str(), &target.role), None, false);
            }
            let follows = beside(design, index, name);
            let edit = design.add_member_on(Some(name));
            (format!("Adds {own} on {name}.{follows}"), Some(edit), true)
        }
        Cargo::Replica(ordinal) => {
            let own = format!("percona-{ordinal}");
            if !target.role.runs_pods() {
                return (refused(&own, name.as_str(), &target.role), None, false);
            }
            let mut machines = machines_of_replicas(design, topology);
            if machines.get(ordinal) == Some(&name.to_tree()) {
                return (format!("{own} stays on {name}."), None, true);
            }
            let path = Path::top().key("percona").key("machines");
            match machines.get_mut(ordinal) {
                Some(slot) => *slot = name.to_tree(),
                None => return (format!("{own} has no volume to move."), None, false),
            }
            machines.truncate((ordinal + 1).max(design.percona.machines.len()));
            let edit = Edit::Set { path, value: Some(Tree::Sequence(machines)) };
            (format!("Puts the volume of {own}, and with it {own}, on {name}."), Some(edit), true)
        }
        Cargo::Export => match &design.nfs {
            Some(nfs) if nfs.machine == *name => {
                (format!("The NFS export stays on {name}."), None, true)
            }
            _ => (
                format!(
                    "Moves the NFS export to {name}. Files that are there already do not move by themselves."
                ),
                Some(design.move_export(name)),
                true,
            ),
        },
        Cargo::NewExport => (format!("Puts an NFS export on {name}."), Some(export_on(name)), true),
        Cargo::NewMachine => (String::new(), None, true),
    }
}

/// What is to be said where another member of etcd has that machine.
fn beside(design: &Design, index: usize, name: &Label) -> String {
    let mut members = design.etcd.members.iter().enumerate();
    let there =
        members.find(|(other, member)| *other != index && member.machine.as_ref() == Some(name));
    there.map_or_else(String::new, |(other, _)| {
        format!(" etcd-{other} is there too: both would die with it.")
    })
}

/// Adds an NFS export: on a file server or the control plane if there is one, else on the first machine.
pub fn add_export(design: &Design) -> Option<Edit> {
    let machine = design
        .machines
        .iter()
        .find(|machine| machine.role == Role::Storage)
        .or_else(|| design.machines.iter().find(|machine| machine.role == Role::ControlPlane))
        .or_else(|| design.machines.first())?;
    Some(export_on(&machine.name))
}

fn export_on(machine: &Label) -> Edit {
    let value = Tree::Mapping(vec![("machine".to_owned(), machine.to_tree())]);
    Edit::Set { path: Path::top().key("nfs"), value: Some(value) }
}

fn refused(own: &str, machine: &str, role: &Role) -> String {
    match role {
        Role::Storage => format!("{own} cannot run on {machine}: it is no node of the cluster."),
        _ => format!("{own} cannot run on {machine}: the control plane takes no pods of ours."),
    }
}

/// The machines on which the replicas' volumes lie now, in order.
fn machines_of_replicas(design: &Design, topology: &Topology) -> Vec<Tree> {
    topology
        .pods_of(crate::topology::Tier::Percona)
        .map(|pod| {
            let host = pod.placement.host().and_then(|host| topology.hosts.get(host));
            match (host, design.percona.machines.get(pod.ordinal)) {
                (_, Some(named)) => named.to_tree(),
                (Some(host), None) => host.name.to_tree(),
                (None, None) => Tree::Text(String::new()),
            }
        })
        .collect()
}

/// The new machine, as a person would name it: "the worker node-4 (192.168.56.14, 2 CPU, 4Gi)".
fn described(edit: &Edit) -> String {
    let Edit::Insert { value, .. } = edit else { return "a worker".to_owned() };
    let text = |key: &str| match value.get(key) {
        Some(Tree::Plain(text) | Tree::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let kind = if text("role").is_some() { "control plane" } else { "worker" };
    let name = text("name").unwrap_or_default();
    match text("address") {
        Some(address) => format!("the {kind} {name} with the address {address}"),
        None => format!("the {kind} {name}"),
    }
}

/// The first error in a design after the change that was not in it before.
fn first_new_error(design: &Design, before: &Report, edit: &Edit) -> Option<String> {
    let mut changed = design.clone();
    if let Err(refused) = changed.apply(edit) {
        return Some(refused.to_string());
    }
    let known = |finding: &Finding| {
        before
            .findings()
            .iter()
            .any(|old| old.code == finding.code && old.message == finding.message)
    };
    check(&changed, &Topology::of(&changed))
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .find(|finding| !known(finding))
        .map(|finding| format!("{} {}", finding.code, finding.message))
}
