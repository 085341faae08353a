//! ## What it does
//! Finds the namespaces `default` and those that begin with `kube-`.
//!
//! ## Example
//! ```yaml
//! namespace: kube-system
//! ```
//! Use instead:
//! ```yaml
//! namespace: blog
//! ```
//!
//! ## How to mend it
//! Use a namespace of its own; left out, it is the design's name. The fix leaves it out. It is not
//! safe if volumes are bound in the other.
//!
//! ## Source
//! Kubernetes documentation, "Namespaces": avoid the prefix kube-.

use super::rule::{Findings, reset, set_text};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-K02", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The namespace belongs to Kubernetes",
    why: "The bundle gives its namespace a Pod Security level and default-deny policies, and the teardown deletes it. In kube-system that ends the cluster.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let namespace = view.design.namespace();
    if namespace == "default" || namespace.starts_with("kube-") {
        let message = format!("Everything would be in the namespace {namespace}.");
        let own = view.design.name.as_str();
        if view.design.namespace.is_some() && own != "default" && !own.starts_with("kube-") {
            let place = Place::part("namespace");
            let edit = reset(&place);
            findings.add_with_fix(place, message, &format!("Use {own}"), edit);
        } else {
            let place = Place::part("namespace");
            let edit = set_text(&place, "presswright");
            findings.add_with_fix(place, message, "Use presswright", edit);
        }
    }
}
