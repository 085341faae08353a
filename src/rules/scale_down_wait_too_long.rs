//! ## What it does
//! Finds more than an hour of low load before replicas are taken away.
//!
//! ## Example
//! ```yaml
//! wordpress: {autoscaling: {scale-down-after: 7200}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {autoscaling: {scale-down-after: 3600}}
//! ```
//!
//! ## How to mend it
//! An hour at most. The fix makes it an hour. It is safe: the autoscaler could not be made.
//!
//! ## Source
//! kubernetes `pkg/apis/autoscaling/validation/validation.go`: `stabilizationWindowSeconds` 0 to
//! 3600.

use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-A08", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The autoscaler may not wait that long",
    why: "The API server refuses a stabilisation window of more than 3600 seconds.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(auto) = &view.design.wordpress.autoscaling else { return };
    let seconds = auto.scale_down_after.get();
    if seconds > 3600 {
        let place = Place::field("wordpress", "autoscaling").key("scale-down-after");
        let edit = set(&place, 3600);
        let message = format!("The autoscaler is to wait {seconds} s; 3600 are the most.");
        findings.add_with_safe_fix(place, message, "Wait an hour", edit);
    }
}
