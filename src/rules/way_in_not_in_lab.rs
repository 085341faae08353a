//! ## What it does
//! Finds a load balancer or an Ingress on a cluster that the bundle makes.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: vagrant}
//! wordpress: {way-in: load-balancer}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: vagrant}
//! wordpress: {way-in: {node-port: 30080}}
//! ```
//!
//! ## How to mend it
//! Use a node port, or install a controller after `vagrant up`. The fix uses port 30080, or the
//! next free one; it is not safe, since visitors know another address.
//!
//! ## Source
//! Kubernetes documentation, "Service", type LoadBalancer; "Ingress Controllers": not started with
//! a cluster.

use super::node_ports::{free, node_ports};
use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Edit, Place, WayIn};
use crate::document::Tree;

pub(super) const RULE: Rule = Rule { code: "PW-W14", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The virtual machines bring nothing that serves this way in",
    why: "There is no cloud that hands out addresses and no controller that reads an Ingress. The site runs, and nobody reaches it.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if !view.is_vagrant() {
        return;
    }
    let what = match &view.design.wordpress.way_in {
        WayIn::NodePort(_) => return,
        WayIn::LoadBalancer => "hands out load balancers",
        WayIn::Ingress(_) => "serves an Ingress",
    };
    let place = Place::field("wordpress", "way-in");
    let message = format!("Nothing in the Vagrant cluster {what}.");
    match free(&node_ports(view.design)).next() {
        Some(port) => {
            let value = vec![("node-port".to_owned(), Tree::Plain(port.to_string()))];
            let edit = Edit::Set { path: place.path().clone(), value: Some(Tree::Mapping(value)) };
            findings.add_with_fix(place, message, &format!("Use port {port}"), edit);
        }
        None => findings.add(place, message),
    }
}
