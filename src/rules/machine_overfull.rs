//! ## What it does
//! Adds up what pods ask for that are pinned to a machine, or tied to it by their volume, and
//! compares with what it can give.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, cpu: 1, memory: 1Gi}]
//! etcd: {members: [{machine: node-1}], memory: 2Gi}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11, cpu: 2, memory: 4Gi}]
//! etcd: {members: [{machine: node-1}]}
//! ```
//!
//! ## How to mend it
//! A larger machine, another one, or smaller requests.
//!
//! ## Source
//! kubernetes `pkg/scheduler/framework/plugins/noderesources/fit.go`.

use super::rule::Findings;
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::{Cpu, Place};

pub(super) const RULE: Rule = Rule { code: "PW-K07", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Pods that must run on a machine ask for more than it has",
    why: "They can go nowhere else. The last of them stays Pending.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let hosts = &view.topology.hosts;
    let mut asked: Vec<(u64, u64)> =
        hosts.iter().map(|host| (host.system_cpu, host.system_memory)).collect();
    for pod in view.topology.pods.iter().filter(|pod| pod.placement.is_pinned()) {
        if let Some(sum) = pod.placement.host().and_then(|host| asked.get_mut(host)) {
            sum.0 = sum.0.saturating_add(pod.cpu);
            sum.1 = sum.1.saturating_add(pod.memory);
        }
    }
    for (host, (cpu, memory)) in hosts.iter().zip(asked).filter(|(host, _)| host.runs_pods()) {
        if cpu > host.allocatable_cpu || memory > host.allocatable_memory {
            findings.add(
                Place::machine(host.index),
                format!(
                    "Pods that must run on {} ask for {} processors and {}; it can give {} and {}.",
                    host.name,
                    Cpu::millis(cpu),
                    size(memory),
                    Cpu::millis(host.allocatable_cpu),
                    size(host.allocatable_memory)
                ),
            );
        }
    }
}
