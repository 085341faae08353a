//! ## What it does
//! Finds machines of a Vagrant cluster without an address.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! ```
//!
//! ## How to mend it
//! Give it an address of the machines' network. The fix takes the next free one. It is safe:
//! without an address the machine could not be made.
//!
//! ## Source
//! Vagrant documentation, "Private networks"; Kubernetes documentation, kubelet `--node-ip`.

use super::addresses::free;
use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-M05", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A machine has no address",
    why: "The machines reach each other by these addresses: they go into the virtual network, the certificates, every node's host names and the export's list of clients.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    // The first free ones behind the highest may be wanted by machines that share an address.
    let shared = view.design.machines.iter().filter(|machine| machine.address.is_some()).count();
    let mut free = free(view.design).skip(shared);
    for (index, machine) in view.design.machines.iter().enumerate() {
        if machine.address.is_none() {
            let place = Place::machine(index).key("address");
            let message = format!("{} has no address.", machine.name);
            match free.next().map(|next| set_text(&place, &next.to_string())) {
                Some(edit) => {
                    findings.add_with_safe_fix(place, message, "Give it a free one", edit);
                }
                None => findings.add(place, message),
            }
        }
    }
}
