//! ## What it does
//! Finds designs in which all replicas of WordPress are expected on one machine, though there are
//! others.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, memory: 8Gi}, {name: node-2, address: 192.168.56.12, cpu: 0.5, memory: 512Mi}]
//! wordpress: {replicas: 2}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, memory: 8Gi}, {name: node-2, address: 192.168.56.12, memory: 8Gi}]
//! wordpress: {replicas: 2}
//! ```
//!
//! ## How to mend it
//! Make room for a replica on a second machine.
//!
//! ## Source
//! Kubernetes documentation, "Pod Topology Spread Constraints".

use super::rule::Findings;
use super::tier_spread::fullest;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;
use crate::topology::Tier;

pub(super) const RULE: Rule = Rule { code: "PW-W04", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "All replicas of WordPress are on one machine",
    why: "They go together, and the site with them.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let replicas = view.topology.pods_of(Tier::Wordpress).count();
    let Some((host, there)) = fullest(view, Tier::Wordpress) else { return };
    if replicas > 1 && there == replicas && view.workers().nth(1).is_some() {
        findings.add(
            Place::part("wordpress"),
            format!("All {replicas} replicas of WordPress would run on {}.", host.name),
        );
    }
}
