//! ## What it does
//! Takes away the machine whose loss leaves least room, and counts how many replicas of WordPress
//! fit the others.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, cpu: 2, memory: 2Gi}, {name: node-2, address: 192.168.56.12, cpu: 2, memory: 2Gi}]
//! percona: {replicas: 1, access: service}
//! wordpress: {replicas: 6}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, cpu: 4, memory: 8Gi}, {name: node-2, address: 192.168.56.12, cpu: 4, memory: 8Gi}]
//! percona: {replicas: 1, access: service}
//! wordpress: {replicas: 3}
//! ```
//!
//! ## How to mend it
//! Larger machines, one more, or smaller requests.
//!
//! ## Source
//! kubernetes `pkg/scheduler/framework/plugins/noderesources/fit.go`.

use super::room::Room;
use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-K08", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "With one machine gone, WordPress does not fit",
    why: "Replicas that do not fit stay Pending until the machine is back, just when the rest have more to do.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(room) = Room::of(view) else { return };
    let Some((host, fits)) = room.worst_loss() else { return };
    let replicas = room.replicas();
    if replicas > fits {
        findings.add(
            Place::part("wordpress"),
            format!("Without {} only {fits} of {replicas} replicas of WordPress fit.", host.name),
        );
    }
}
