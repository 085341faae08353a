//! ## What it does
//! Finds machines of the role `storage` that the NFS export is not on.
//!
//! ## Example
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! ```
//!
//! ## How to mend it
//! Move the export there, give it another role, or take it away. Moving the export is not for a
//! click: the files do not move by themselves.
//!
//! ## Source
//! The roles of machines in design.yaml.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Role};

pub(super) const RULE: Rule = Rule { code: "PW-M14", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "A file server serves nothing",
    why: "Such a machine is no node of the cluster, so it runs no pods either. It costs memory and does nothing.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    for (index, machine) in view.design.machines.iter().enumerate() {
        let serves = view.design.nfs.as_ref().is_some_and(|nfs| nfs.machine == machine.name);
        if machine.role == Role::Storage && !serves {
            findings.add(
                Place::machine(index).key("role"),
                format!("{} is a file server, but the export is not on it.", machine.name),
            );
        }
    }
}
