//! ## What it does
//! Finds less than a minute of low load before replicas are taken away.
//!
//! ## Example
//! ```yaml
//! wordpress: {autoscaling: {scale-down-after: 15}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {autoscaling: {scale-down-after: 300}}
//! ```
//!
//! ## How to mend it
//! Five minutes, as Kubernetes has it. The fix is safe: replicas stay a little longer.
//!
//! ## Source
//! Kubernetes documentation, "Horizontal Pod Autoscaling", Flapping; default 300 s.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-A09", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "The autoscaler takes replicas away at every pause",
    why: "Visitors come in waves. Replicas then come and go with each, and each new one starts cold.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(auto) = &view.design.wordpress.autoscaling else { return };
    let seconds = auto.scale_down_after.get();
    if seconds < 60 {
        let place = Place::field("wordpress", "autoscaling").key("scale-down-after");
        let edit = reset(&place);
        let message = format!("Replicas go {seconds} s after the load does.");
        findings.add_with_safe_fix(place, message, "Wait 300 s", edit);
    }
}
