//! ## What it does
//! Adds up the memory of all virtual machines and compares it with the host's, less 2 `GiB` for
//! itself.
//!
//! ## Example
//! ```yaml
//! cluster: {host-memory: 8Gi}
//! machines: [{name: a, memory: 4Gi}, {name: b, memory: 4Gi}]
//! ```
//! Use instead:
//! ```yaml
//! cluster: {host-memory: 16Gi}
//! machines: [{name: a, memory: 4Gi}, {name: b, memory: 4Gi}]
//! ```
//!
//! ## How to mend it
//! Fewer or smaller machines, or another host. The preset `small` fits 8 `GiB` of virtual machine.
//!
//! ## Source
//! VirtualBox manual, "Base memory": the amount is taken from the host while the machine runs.

use super::rule::Findings;
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-M10", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The machines want more memory than the host has",
    why: "The host begins to swap, or the last machine does not start. Both look like a broken cluster: members time out, and etcd changes its leader again and again.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(host) = &view.design.cluster.host_memory else { return };
    if !view.is_vagrant() {
        return;
    }
    let sum =
        view.design.machines.iter().map(|one| one.memory.bytes()).fold(0, u64::saturating_add);
    if sum.saturating_add(2 << 30) > host.bytes() {
        findings.add(
            Place::field("cluster", "host-memory"),
            format!(
                "The machines have {} of memory together, the host {}, of which it wants 2 GiB for itself.",
                size(sum),
                size(host.bytes())
            ),
        );
    }
}
