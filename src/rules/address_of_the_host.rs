//! ## What it does
//! Finds machines with an address that the host, its DHCP server or the network itself uses: .0, .1
//! and .255, on VirtualBox .2 and .100 too.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.1}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! ```
//!
//! ## How to mend it
//! Choose another. The fix takes the next free address. It is safe: with this one the machine has
//! never worked.
//!
//! ## Source
//! Vagrant documentation, "Private networks", static IP; VirtualBox manual, "Host-only networking"
//! (host .1, DHCP server .100, both of its default network).

use super::addresses::{free, taken_for};
use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-M07", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The host has this address already",
    why: "The host takes the first address of each network that it shares with the machines. A machine with the same one cannot be reached.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    // Machines with the same address, or none, take theirs from the same row.
    let mut free = free(view.design).skip(view.design.machines.len());
    for (index, machine) in view.design.machines.iter().enumerate() {
        let Some(address) = machine.address else { continue };
        if let Some(what) = taken_for(address, view.is_virtualbox()) {
            let place = Place::machine(index).key("address");
            let message = format!("{} has {address}, which is for {what}.", machine.name);
            match free.next().map(|next| set_text(&place, &next.to_string())) {
                Some(edit) => {
                    findings.add_with_safe_fix(place, message, "Use a free address", edit);
                }
                None => findings.add(place, message),
            }
        }
    }
}
