//! ## What it does
//! Places all pods as kube-scheduler would, and finds those for which no machine has room.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, cpu: 1, memory: 1Gi}]
//! percona: {replicas: 1, memory: 4Gi}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, cpu: 4, memory: 8Gi}]
//! percona: {replicas: 1, memory: 4Gi}
//! ```
//!
//! ## How to mend it
//! Larger machines, more of them, or smaller requests.
//!
//! ## Source
//! kubernetes `pkg/scheduler/framework/plugins/noderesources/fit.go`.

use super::rule::Findings;
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{Cpu, Place, Spread};
use crate::topology::{Pod, Tier};
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule { code: "PW-K06", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words { title: "Pods fit no machine", why: "They stay Pending." };

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let machines = view.workers().count();
    if machines == 0 {
        return;
    }
    let mut pending: BTreeMap<Tier, Vec<&Pod>> = BTreeMap::new();
    for pod in &view.topology.pods {
        if pod.placement.host().is_none() {
            pending.entry(pod.tier).or_default().push(pod);
        }
    }
    for (tier, pods) in pending {
        let Some(first) = pods.first() else { continue };
        let all = view.topology.pods_of(tier).count();
        let must_part = match tier {
            Tier::Etcd => true,
            Tier::Percona => view.design.percona.spread == Spread::Required,
            _ => false,
        };
        // Too few machines for pods that keep apart is a finding of its own.
        if must_part && pods.len() <= all.saturating_sub(machines) {
            continue;
        }
        let (part, what) = match tier {
            Tier::Etcd => ("etcd", "members of etcd"),
            Tier::Percona => ("percona", "replicas of the database"),
            Tier::Haproxy => ("percona", "pods of HAProxy"),
            _ => ("wordpress", "replicas of WordPress"),
        };
        findings.add(
            Place::part(part),
            format!(
                "{} of {all} {what} fit no machine: each asks for {} and {}.",
                pods.len(),
                Cpu::millis(first.cpu),
                size(first.memory)
            ),
        );
    }
}
