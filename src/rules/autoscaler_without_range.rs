//! ## What it does
//! Finds an autoscaler whose `min` equals its `max`.
//!
//! ## Example
//! ```yaml
//! wordpress: {autoscaling: {min: 3, max: 3}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {replicas: 3}
//! ```
//!
//! ## How to mend it
//! Raise `max`, or use `replicas`. The fix uses `replicas`. It is safe: the number stays.
//!
//! ## Source
//! kubernetes `pkg/controller/podautoscaler/horizontal.go`: the result is clamped to min and max.

use super::rule::{Findings, reset, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Edit, Place};

pub(super) const RULE: Rule = Rule { code: "PW-A07", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "The autoscaler has nothing to choose",
    why: "It can only ever keep that number. `replicas` says the same with less.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(auto) = &view.design.wordpress.autoscaling else { return };
    if auto.min == auto.max {
        let place = Place::field("wordpress", "autoscaling");
        let edit =
            Edit::Many(vec![reset(&place), set(&Place::field("wordpress", "replicas"), auto.min)]);
        let message = format!("The autoscaler keeps {} to {} replicas.", auto.min, auto.max);
        findings.add_with_safe_fix(place, message, &format!("Keep {}", auto.min), edit);
    }
}
