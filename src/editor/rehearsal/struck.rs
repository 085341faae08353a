//! What faults make of machines, their links and the NFS export on a drawing, of a failure and of a start alike.

use crate::design::{Design, Role};
use crate::editor::Thing;
use crate::editor::scene::{MachineBox, Point, Scene};
use crate::simulate::fault::Fault;
use crate::topology::Topology;

/// How a machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Struck {
    /// It is away.
    Away(&'static str),
    /// It lives, and does not do its work.
    Ails(&'static str),
}

/// What these faults make of a machine; nothing where they leave it as it is.
pub(super) fn struck(design: &Design, faults: &[Fault], index: usize) -> Option<Struck> {
    let machine = design.machines.get(index);
    let is_plane =
        machine.is_some_and(|machine| matches!(machine.role, Role::ControlPlane | Role::Single));
    match machine_word(faults, index) {
        Some(word) => Some(Struck::Away(word)),
        None => (is_plane && faults.contains(&Fault::ControlPlaneDown))
            .then_some(Struck::Ails("API server away")),
    }
}

/// A machine says how it stands in place of what it has to give.
pub(super) fn say(machine: &mut MachineBox, word: &str) {
    word.clone_into(&mut machine.capacity);
    machine.load = None;
    machine.spoken = format!("{}, {word}", machine.spoken);
}

/// What these faults make of a machine, in a word.
pub(super) fn machine_word(faults: &[Fault], host: usize) -> Option<&'static str> {
    [
        (Fault::DiskLost(host), "lost"),
        (Fault::MachineDown(host), "down"),
        (Fault::MachineUnreachable(host), "cut off"),
    ]
    .into_iter()
    .find(|(fault, _)| faults.contains(fault))
    .map(|(_, word)| word)
}

/// What became of the export, in a word that it says; with its machine, or by itself.
pub(super) fn export(
    design: &Design,
    topology: &Topology,
    faults: &[Fault],
    scene: &mut Scene,
) -> Option<(Thing, &'static str)> {
    let nfs = design.nfs.as_ref()?;
    let server = topology.hosts.iter().position(|host| host.name == nfs.machine);
    let gone = server.and_then(|host| machine_word(faults, host));
    let word = gone.or(faults.contains(&Fault::ExportDown).then_some("down"))?;
    if let Some(export) = &mut scene.export {
        export.spoken = format!("{}, {word}", export.spoken);
        export.path = format!("{word}: {}", export.path);
    }
    Some((Thing::Export, word))
}

/// From head to head of machines that do not reach each other.
pub(super) fn cuts(faults: &[Fault], scene: &Scene) -> Vec<(Point, Point)> {
    let head = |at: usize| {
        let machine = scene.machines.iter().find(|machine| machine.index == at);
        machine.map(|machine| machine.head().middle())
    };
    faults
        .iter()
        .filter_map(|fault| match fault {
            Fault::LinkCut(a, b) => Some((head(*a)?, head(*b)?)),
            _ => None,
        })
        .collect()
}
