//! ## What it does
//! Finds control planes with fewer than two processors or less than 1700 MB of memory.
//!
//! ## Example
//! ```yaml
//! machines: [{name: master, role: control-plane, cpu: 1, memory: 1Gi}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: master, role: control-plane, cpu: 2, memory: 4Gi}]
//! ```
//!
//! ## How to mend it
//! Two processors and 2 `GiB` are the least. The fix is safe: with less the machine could not
//! become a control plane.
//!
//! ## Source
//! kubeadm `preflight/checks.go`: `NumCPU` 2, Mem 1700 MB.

use super::rule::{Findings, set};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{Place, Quantity, Role};

pub(super) const RULE: Rule = Rule { code: "PW-M03", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "kubeadm refuses so small a control plane",
    why: "kubeadm checks both before it begins, and stops.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    for (index, machine) in view.design.machines.iter().enumerate() {
        if !matches!(machine.role, Role::ControlPlane | Role::Single) {
            continue;
        }
        if machine.cpu.millicores() < 2000 {
            let place = Place::machine(index).key("cpu");
            let edit = set(&place, 2);
            let message =
                format!("{} has {} processors; kubeadm wants two.", machine.name, machine.cpu);
            findings.add_with_safe_fix(place, message, "Give it two processors", edit);
        }
        if machine.memory.bytes() < LEAST_MEMORY {
            let place = Place::machine(index).key("memory");
            let edit = set(&place, Quantity::gibibytes(2));
            let message = format!(
                "{} has {} of memory; kubeadm wants 1700 MB.",
                machine.name,
                size(machine.memory.bytes())
            );
            findings.add_with_safe_fix(place, message, "Give it 2 GiB", edit);
        }
    }
}

/// What kubeadm's check lets pass, in bytes. It counts in MB of 1024 × 1024.
pub(super) const LEAST_MEMORY: u64 = 1700 << 20;
