//! ## What it does
//! Finds a memory limit below the memory that is asked for.
//!
//! ## Example
//! ```yaml
//! wordpress: {memory: 512Mi, memory-limit: 256Mi}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {memory: 256Mi, memory-limit: 512Mi}
//! ```
//!
//! ## How to mend it
//! Raise the limit. The fix makes it equal to what is asked for. It is safe: no pod could be made
//! with the lower one.
//!
//! ## Source
//! Kubernetes `pkg/apis/core/validation`: a request must be less than or equal to the limit.

use super::rule::{Findings, set};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-W10", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "WordPress may use less memory than it asks for",
    why: "The API server refuses such a pod.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    if wordpress.memory_limit.bytes() < wordpress.memory.bytes() {
        let place = Place::field("wordpress", "memory-limit");
        let edit = set(&place, &wordpress.memory);
        let message = format!(
            "A replica of WordPress asks for {} and may use {}.",
            wordpress.memory, wordpress.memory_limit
        );
        findings.add_with_safe_fix(place, message, "Raise the limit", edit);
    }
}
