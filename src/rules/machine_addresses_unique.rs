//! ## What it does
//! Finds a machine whose address another one has too.
//!
//! ## Example
//! ```yaml
//! machines: [{name: a, address: 192.168.56.11}, {name: b, address: 192.168.56.11}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: a, address: 192.168.56.11}, {name: b, address: 192.168.56.12}]
//! ```
//!
//! ## How to mend it
//! Give each its own. The fix takes the next free address for the second. It is safe: two machines
//! with one address have never worked.
//!
//! ## Source
//! RFC 5227, "IPv4 Address Conflict Detection".

use super::addresses::free;
use super::rule::{Findings, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule { code: "PW-M04", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Two machines share an address",
    why: "Two machines with one address answer in turn. Neither joins the cluster for long.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let mut seen = BTreeMap::new();
    let mut free = free(view.design);
    for (index, machine) in view.design.machines.iter().enumerate() {
        let Some(address) = machine.address else { continue };
        if let Some(first) = seen.get(&address) {
            let place = Place::machine(index).key("address");
            let message = format!("{first} and {} both have the address {address}.", machine.name);
            match free.next().map(|next| set_text(&place, &next.to_string())) {
                Some(edit) => {
                    findings.add_with_safe_fix(place, message, "Use a free address", edit);
                }
                None => findings.add(place, message),
            }
        } else {
            seen.insert(address, &machine.name);
        }
    }
}
