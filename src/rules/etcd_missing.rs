//! ## What it does
//! Finds designs without a member of etcd.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! etcd: {members: []}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! etcd: {members: [{machine: node-1}]}
//! ```
//!
//! ## How to mend it
//! Add members: three bear the loss of one. The fix adds up to three, each on a machine of its own;
//! it is not safe, since it decides where they lie.
//!
//! ## Source
//! percona/percona-docker `entrypoint.sh`, `DISCOVERY_SERVICE`; docs/decisions on discovery.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Design, Edit, EtcdMember, Place};
use crate::document::Tree;

pub(super) const RULE: Rule = Rule { code: "PW-E01", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "There are no members of etcd",
    why: "The database's replicas find each other through etcd, whichever way of discovery is chosen. Without it none of them starts.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let etcd = &view.design.etcd;
    if !etcd.members.is_empty() {
        return;
    }
    let place = Place::field("etcd", "members");
    let message = "There are no members of etcd.".to_owned();
    let workers: Vec<&str> = view.workers().take(3).map(|host| host.name.as_str()).collect();
    let odd = workers.len().saturating_sub(1) / 2 * 2 + 1;
    let members = workers
        .iter()
        .take(odd)
        .map(|name| Tree::Mapping(vec![("machine".to_owned(), Tree::Text((*name).to_owned()))]));
    let value = Tree::Sequence(members.collect());
    let pinned = |design: &mut Design| {
        let names = view.workers().take(odd).map(|host| host.name.clone());
        design.etcd.members = names.map(|name| EtcdMember { machine: Some(name) }).collect();
    };
    if workers.is_empty() || !view.fits_with(pinned) {
        findings.add(place, message);
    } else {
        let edit = Edit::Set { path: place.path().clone(), value: Some(value) };
        findings.add_with_fix(place, message, &format!("Add {odd}"), edit);
    }
}
