//! ## What it does
//! Finds a Pod Security level below `restricted`.
//!
//! ## Example
//! ```yaml
//! cluster: {pod-security: baseline}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {pod-security: restricted}
//! ```
//!
//! ## How to mend it
//! Use `restricted`. The fix is safe: it holds for new pods, and ours keep to it.
//!
//! ## Source
//! Kubernetes documentation, "Pod Security Standards".

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Files, Place, PodSecurity};

pub(super) const RULE: Rule = Rule { code: "PW-X03", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The namespace lets pods do more than ours need",
    why: "All pods of the bundle keep to `restricted`. A lower level helps only whoever gets a pod of their own into the namespace: to root on the machine, on `privileged`.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let (level, host_path) = (
        &view.design.cluster.pod_security,
        matches!(view.design.wordpress.files, Files::HostPath(_)),
    );
    let word = match level {
        PodSecurity::Restricted => return,
        PodSecurity::Baseline => "baseline",
        PodSecurity::Privileged => "privileged",
    };
    let place = Place::field("cluster", "pod-security");
    let message = format!("The namespace allows {word} pods; ours are restricted.");
    if host_path {
        // A host path needs the low level, as long as it is there.
        findings.add(place, message);
    } else {
        let edit = reset(&place);
        findings.add_with_safe_fix(place, message, "Use restricted", edit);
    }
}
