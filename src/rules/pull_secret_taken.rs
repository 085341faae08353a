//! ## What it does
//! Finds a pull secret that has the name of a Secret of the bundle.
//!
//! ## Example
//! ```yaml
//! cluster: {pull-secret: wordpress}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {pull-secret: registry}
//! ```
//!
//! ## How to mend it
//! Give it a name of its own. The fix calls it `registry`; it is not safe, since the Secret has to be
//! made anew under that name.
//!
//! ## Source
//! Kubernetes documentation, "Pull an Image from a Private Registry": the type is
//! kubernetes.io/dockerconfigjson, and the type of a Secret cannot change.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;
use crate::topology::secrets;

pub(super) const RULE: Rule = Rule { code: "PW-X06", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The pull secret has the name of another Secret",
    why: "One Secret cannot be both: a registry's key is of a type of its own, which the other keys do not fit. The machines would ask the registry without a key, or make-secrets.sh would stop.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(name) = &view.design.cluster.pull_secret else { return };
    if secrets(view.design).iter().any(|secret| *name == secret.name) {
        let place = Place::field("cluster", "pull-secret");
        let edit = set_text(&place, "registry");
        let message = format!("The bundle has a Secret {name} already.");
        findings.add_with_fix(place, message, "Call it registry", edit);
    }
}
