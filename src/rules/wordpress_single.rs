//! ## What it does
//! Finds WordPress with one replica at times.
//!
//! ## Example
//! ```yaml
//! wordpress: {replicas: 1}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {replicas: 2}
//! ```
//!
//! ## How to mend it
//! Two or more. The fix makes it two. It is not safe: the second replica asks for memory and
//! processors.
//!
//! ## Source
//! Kubernetes documentation, "Disruptions".

use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Count, Design, Edit, Place};

pub(super) const RULE: Rule = Rule { code: "PW-W03", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "There is one replica of WordPress",
    why: "Whenever it is replaced, moved or restarted, visitors see an error.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    if wordpress.replica_bounds().0 > 1 {
        return;
    }
    let message = "There are times with one replica of WordPress.".to_owned();
    let (place, edits) = match &wordpress.autoscaling {
        Some(auto) => {
            let place = Place::field("wordpress", "autoscaling");
            let mut edits = vec![set(&place.key("min"), 2)];
            if auto.max.get() < 2 {
                edits.push(set(&place.key("max"), 2));
            }
            (place.key("min"), edits)
        }
        None => {
            let place = Place::field("wordpress", "replicas");
            (place.clone(), vec![set(&place, 2)])
        }
    };
    let two = |design: &mut Design| match &mut design.wordpress.autoscaling {
        Some(auto) => auto.min = Count::new(2),
        None => design.wordpress.replicas = Some(Count::new(2)),
    };
    // Without a machine nothing fits, and that is another rule's finding.
    if view.workers().next().is_none() || view.fits_with(two) {
        findings.add_with_fix(place, message, "Keep two", Edit::Many(edits));
    } else {
        findings.add(place, message);
    }
}
