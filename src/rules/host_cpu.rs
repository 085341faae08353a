//! ## What it does
//! Finds a machine with more processors than the host, and machines with more than twice the host's
//! processors together.
//!
//! ## Example
//! ```yaml
//! cluster: {host-cpu: 4}
//! machines: [{name: a, cpu: 8}]
//! ```
//! Use instead:
//! ```yaml
//! cluster: {host-cpu: 8}
//! machines: [{name: a, cpu: 2}]
//! ```
//!
//! ## How to mend it
//! Give the machines fewer processors.
//!
//! ## Source
//! VirtualBox manual, "Processor tab": do not give a machine more processors than the host has.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-M11", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The machines want more processors than the host has",
    why: "VirtualBox is slow with a machine that is wider than its host, and beyond twice the host's processors machines wait for each other long enough for heartbeats to be missed.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(host) = view.design.cluster.host_cpu else { return };
    if !view.is_vagrant() {
        return;
    }
    let host = u64::from(host.get()) * 1000;
    for (index, machine) in view.design.machines.iter().enumerate() {
        if machine.cpu.millicores() > host {
            findings.add(
                Place::machine(index).key("cpu"),
                format!(
                    "{} has {} processors, the host {}.",
                    machine.name,
                    machine.cpu,
                    host / 1000
                ),
            );
        }
    }
    let sum: u64 = view.design.machines.iter().map(|machine| machine.cpu.millicores()).sum();
    if sum > 2 * host {
        findings.add(
            Place::field("cluster", "host-cpu"),
            format!(
                "The machines have {} processors together, more than twice the host's {}.",
                sum.div_ceil(1000),
                host / 1000
            ),
        );
    }
}
