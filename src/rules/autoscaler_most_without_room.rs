//! ## What it does
//! Counts how many replicas of WordPress fit beside everything else, and compares with `max`.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, memory: 8Gi}]
//! wordpress: {autoscaling: {min: 2, max: 50}}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, memory: 8Gi}]
//! percona: {replicas: 1, access: service}
//! wordpress: {autoscaling: {min: 2, max: 3}}
//! ```
//!
//! ## How to mend it
//! Lower `max`, ask for less, or add machines. The fix lowers `max` to what fits; it is not safe,
//! since it takes replicas away that may run.
//!
//! ## Source
//! Kubernetes documentation, "Resource Management": requests are summed against allocatable.

use super::room::Room;
use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;
use crate::topology::Tier;

pub(super) const RULE: Rule = Rule { code: "PW-A04", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "No machine can hold the autoscaler's most",
    why: "The rest stay Pending just when they are needed. The autoscaler counts them as if they came.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(auto) = &view.design.wordpress.autoscaling else { return };
    let Some(room) = Room::of(view) else { return };
    let least = view.topology.pods_of(Tier::Wordpress).count();
    let fits = room.free_slots() + room.replicas();
    let most = auto.max.get() as usize;
    if room.replicas() == least && most > fits {
        let place = Place::field("wordpress", "autoscaling").key("max");
        let edit = set(&place, fits);
        let message = format!("The autoscaler may want {most} replicas; {fits} fit the machines.");
        findings.add_with_fix(place, message, &format!("At most {fits}"), edit);
    }
}
