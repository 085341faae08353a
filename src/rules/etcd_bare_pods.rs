//! ## What it does
//! Finds members of etcd that are bare Pods.
//!
//! ## Example
//! ```yaml
//! etcd: {workload: pod}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {workload: stateful-set}
//! ```
//!
//! ## How to mend it
//! Use a StatefulSet of one for each member. The fix is not safe: the Pods have to be deleted
//! first. A bundle is never made with bare Pods: a drawing of the article's files shows what they do.
//!
//! ## Source
//! Kubernetes documentation, "Pod Lifecycle": Pods do not heal themselves.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{EtcdWorkload, Place};

pub(super) const RULE: Rule = Rule { code: "PW-E11", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "A dead member of etcd stays dead",
    why: "Nothing makes a bare Pod anew when its process ends or its machine is drained. In the article they are never even restarted. Sooner or later the majority is gone.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.etcd.workload == EtcdWorkload::Pod {
        let place = Place::field("etcd", "workload");
        let edit = reset(&place);
        let message = "Members of etcd are bare Pods: nothing brings one back.".to_owned();
        findings.add_with_fix(place, message, "Use StatefulSets", edit);
    }
}
