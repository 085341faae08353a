//! ## What it does
//! Finds node ports outside 30000 to 32767.
//!
//! ## Example
//! ```yaml
//! wordpress: {way-in: {node-port: 80}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {way-in: {node-port: 30080}}
//! ```
//!
//! ## How to mend it
//! Choose one from 30000 to 30085, which Kubernetes never hands out by itself. The fix takes the
//! first free one. It is safe: the Service could not be made.
//!
//! ## Source
//! kube-apiserver `--service-node-port-range`.

use super::node_ports::{NODE_PORTS, free, node_ports};
use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};

pub(super) const RULE: Rule = Rule { code: "PW-K03", severity: Severity::Error, check };

pub(super) const WORDS: Words =
    Words { title: "A node port is out of range", why: "The API server refuses the Service." };

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let ports = node_ports(view.design);
    let mut free = free(&ports);
    for (port, what, place) in ports.clone() {
        if !NODE_PORTS.contains(&port) {
            let message = format!("Port {port} for {what} is not one of 30000 to 32767.");
            match free.next() {
                Some(free) => {
                    let edit = set(&place, free);
                    findings.add_with_safe_fix(place, message, &format!("Use {free}"), edit);
                }
                None => findings.add(place, message),
            }
        }
    }
}
