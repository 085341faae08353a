//! ## What it does
//! Finds spots on the canvas for machines that the design does not have, or that have one already.
//!
//! ## Example
//! ```yaml
//! canvas: [{machine: node-9, left: 10, top: 10}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-9, address: 192.168.56.19}]
//! canvas: [{machine: node-9, left: 10, top: 10}]
//! ```
//!
//! ## How to mend it
//! Take the spot out. The fix is safe: the cluster never sees it.
//!
//! ## Source
//! Format of design.yaml.

use super::rule::Findings;
use super::view::{View, list};
use super::{Rule, Severity, Words};
use crate::design::{Edit, Place};
use crate::document::Path;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule { code: "PW-M13", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "The canvas remembers a machine that is gone",
    why: "They draw nothing. They only make the document longer, and a later machine of that name would appear where nobody put it.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let mut seen = BTreeSet::new();
    let spots: Vec<(usize, &str)> = view
        .design
        .canvas
        .iter()
        .enumerate()
        .filter(|(_, spot)| {
            !seen.insert(spot.machine.as_str()) || view.position(&spot.machine).is_none()
        })
        .map(|(index, spot)| (index, spot.machine.as_str()))
        .collect();
    let Some((first, _)) = spots.first() else { return };
    let list_path = Path::top().key("canvas");
    // From the last to the first, so that each place still holds when its turn comes.
    let edits = spots
        .iter()
        .rev()
        .map(|(index, _)| Edit::Remove { list: list_path.clone(), index: *index });
    let names: Vec<&str> = spots.iter().map(|(_, name)| *name).collect();
    findings.add_with_safe_fix(
        Place::at(list_path.index(*first)),
        format!("The canvas has spots that nothing stands on: {}.", list(&names)),
        "Forget them",
        Edit::Many(edits.collect()),
    );
}
