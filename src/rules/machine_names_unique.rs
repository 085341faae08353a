//! ## What it does
//! Finds a machine whose name another one has too.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1}, {name: node-1}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1}, {name: node-2}]
//! ```
//!
//! ## How to mend it
//! Give it another name. The fix takes the first free one; it is not safe, since members that are
//! pinned by the old name stay with the first machine.
//!
//! ## Source
//! Kubernetes documentation, "Nodes": the name identifies a Node.

use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, unreferred_name};

pub(super) const RULE: Rule = Rule { code: "PW-M01", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Two machines share a name",
    why: "A node is known by its name. The second machine would take the first one's place in the cluster, and what is pinned by that name could run on either.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    for (index, machine) in view.design.machines.iter().enumerate() {
        if view.position(&machine.name) != Some(index) {
            let place = Place::machine(index).key("name");
            let edit = set_text(&place, &unreferred_name(view.design, "node-"));
            let message = format!("Two machines are called {}.", machine.name);
            findings.add_with_fix(place, message, "Give it a free name", edit);
        }
    }
}
