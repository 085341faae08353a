//! ## What it does
//! Finds volumes that do not name their claim.
//!
//! ## Example
//! ```yaml
//! percona: {binding: any}
//! ```
//! Use instead:
//! ```yaml
//! percona: {binding: reserved}
//! ```
//!
//! ## How to mend it
//! Let each volume name its claim. The fix is not safe: on a living cluster the volumes are bound
//! already, perhaps the other way round.
//!
//! ## Source
//! Kubernetes documentation, "Persistent Volumes", Reserving a PersistentVolume.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Binding, PerconaStorage, Place};

pub(super) const RULE: Rule = Rule { code: "PW-N12", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Which replica gets which volume is left to chance",
    why: "All claims ask for the same, so any of them takes any volume: replica 0 may get the folder of replica 2, and another application's claim may take one. After a teardown they come back in another order, each on another's data.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let percona = &view.design.percona;
    let ours = !matches!(percona.storage, PerconaStorage::Class(_));
    if percona.binding == Binding::Any && ours {
        let place = Place::field("percona", "binding");
        let edit = reset(&place);
        let message = match percona.replicas.get() {
            1 => "Any claim may take the database's volume.".to_owned(),
            n => format!("Any of the {n} claims of the database may take any of its volumes."),
        };
        // A local volume then ties its replica to one machine, which must have room.
        let local = percona.storage == PerconaStorage::Local;
        if !local || view.fits_with(|design| design.percona.binding = Binding::Reserved) {
            findings.add_with_fix(place, message, "Let each volume name its claim", edit);
        } else {
            findings.add(place, message);
        }
    }
}
