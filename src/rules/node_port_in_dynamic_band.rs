//! ## What it does
//! Finds node ports from 30086 up.
//!
//! ## Example
//! ```yaml
//! wordpress: {way-in: {node-port: 31362}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {way-in: {node-port: 30080}}
//! ```
//!
//! ## How to mend it
//! Use one from 30000 to 30085. The fix takes the first free one; it is not safe, since visitors
//! know the old one.
//!
//! ## Source
//! Kubernetes documentation, "Service", Choosing your own port; KEP 3668, stable since 1.29.

use super::node_ports::{NODE_PORTS, STATIC_BAND, free, node_ports};
use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};

pub(super) const RULE: Rule = Rule { code: "PW-K05", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "Kubernetes may hand out this node port to somebody else",
    why: "From there Kubernetes chooses ports for Services that ask for none. If another Service got it first, this one is refused, at the worst moment: when everything is set up anew.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let ports = node_ports(view.design);
    let mut free = free(&ports);
    for (port, what, place) in ports.clone() {
        if NODE_PORTS.contains(&port) && !STATIC_BAND.contains(&port) {
            let message =
                format!("Port {port} for {what} is one that Kubernetes hands out by itself.");
            match free.next() {
                Some(free) => {
                    let edit = set(&place, free);
                    findings.add_with_fix(place, message, &format!("Use {free}"), edit);
                }
                None => findings.add(place, message),
            }
        }
    }
}
