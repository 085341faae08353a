//! ## What it does
//! Finds an autoscaler whose `min` is above its `max`.
//!
//! ## Example
//! ```yaml
//! wordpress: {autoscaling: {min: 5, max: 3}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {autoscaling: {min: 3, max: 5}}
//! ```
//!
//! ## How to mend it
//! Exchange the two. The fix does that. It is safe: the autoscaler could not be made.
//!
//! ## Source
//! kubernetes `pkg/apis/autoscaling/validation/validation.go`: `maxReplicas` must be greater than
//! or equal to `minReplicas`.

use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Edit, Place};

pub(super) const RULE: Rule = Rule { code: "PW-A01", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The autoscaler's least is more than its most",
    why: "The API server refuses it.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(auto) = &view.design.wordpress.autoscaling else { return };
    if auto.min > auto.max {
        let place = Place::field("wordpress", "autoscaling");
        let edit =
            Edit::Many(vec![set(&place.key("min"), auto.max), set(&place.key("max"), auto.min)]);
        let message = format!("At least {} replicas, and at most {}.", auto.min, auto.max);
        findings.add_with_safe_fix(place.key("max"), message, "Exchange the two", edit);
    }
}
