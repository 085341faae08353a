//! ## What it does
//! Finds a node port that is given twice.
//!
//! ## Example
//! ```yaml
//! etcd: {node-port: 30080}
//! wordpress: {way-in: {node-port: 30080}}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {node-port: 30079}
//! wordpress: {way-in: {node-port: 30080}}
//! ```
//!
//! ## How to mend it
//! Give each its own. The fix takes the first free one for the later. It is safe: the Service could
//! not be made.
//!
//! ## Source
//! Kubernetes documentation, "Service", type NodePort.

use super::node_ports::{free, node_ports};
use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};

pub(super) const RULE: Rule = Rule { code: "PW-K04", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Two Services want the same node port",
    why: "The API server refuses the second Service.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let ports = node_ports(view.design);
    // Ports out of range take theirs from the same row, first.
    let mut free = free(&ports).skip(ports.len());
    for (index, (port, what, place)) in ports.iter().enumerate() {
        let Some((_, first, _)) = ports.iter().take(index).find(|(other, ..)| other == port) else {
            continue;
        };
        let message = format!("{first} and {what} both want port {port}.");
        match free.next() {
            Some(free) => {
                let edit = set(place, free);
                findings.add_with_safe_fix(place.clone(), message, &format!("Use {free}"), edit);
            }
            None => findings.add(place.clone(), message),
        }
    }
}
