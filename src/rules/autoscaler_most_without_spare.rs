//! ## What it does
//! Counts how many replicas of WordPress fit when the machine with most room is gone, and compares
//! with `max`.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, memory: 4Gi}, {name: node-2, address: 192.168.56.12, memory: 4Gi}]
//! percona: {replicas: 1, access: service}
//! wordpress: {autoscaling: {min: 2, max: 11}}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, memory: 4Gi}, {name: node-2, address: 192.168.56.12, memory: 4Gi}]
//! percona: {replicas: 1, access: service}
//! wordpress: {autoscaling: {min: 2, max: 4}}
//! ```
//!
//! ## How to mend it
//! Lower `max`, ask for less, or add machines.
//!
//! ## Source
//! Kubernetes documentation, "Resource Management": requests are summed against allocatable.

use super::room::Room;
use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-A05", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "With one machine gone, the autoscaler's most does not fit",
    why: "The loss of a machine and the most visitors come together more often than chance has it: when one machine is gone, the others are busier.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(auto) = &view.design.wordpress.autoscaling else { return };
    let Some(room) = Room::of(view) else { return };
    let most = auto.max.get() as usize;
    let all = room.free_slots() + room.replicas();
    let Some((host, fits)) = room.worst_loss() else { return };
    // What does not fit at all, or not even the least, is another rule's finding.
    if most <= all && most > fits && room.replicas() <= fits {
        findings.add(
            Place::field("wordpress", "autoscaling").key("max"),
            format!("The autoscaler may want {most} replicas; without {} {fits} fit.", host.name),
        );
    }
}
