//! ## What it does
//! Finds a target above 90 % of the CPU that is asked for.
//!
//! ## Example
//! ```yaml
//! wordpress: {autoscaling: {min: 3, max: 5, cpu: 100%}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {autoscaling: {min: 3, max: 5, cpu: 60%}}
//! ```
//!
//! ## How to mend it
//! 50 % to 80 %. The fix takes 80 %; it is not safe, since more replicas will run.
//!
//! ## Source
//! kubernetes `pkg/controller/podautoscaler/replica_calculator.go`: tolerance 0.1.

use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-A06", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "The autoscaler acts when it is too late",
    why: "The autoscaler leaves a tenth on either side alone, and a new replica takes a minute. With a target near 100 % visitors wait before anything happens.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(auto) = &view.design.wordpress.autoscaling else { return };
    if auto.cpu.percent() > 90 {
        let place = Place::field("wordpress", "autoscaling").key("cpu");
        let edit = set(&place, "80%");
        let message =
            format!("The autoscaler adds replicas only above {} of the CPU asked for.", auto.cpu);
        findings.add_with_fix(place, message, "Use 80%", edit);
    }
}
