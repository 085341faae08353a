//! ## What it does
//! Finds designs whose Secrets are made by somebody else.
//!
//! ## Example
//! ```yaml
//! secrets: existing
//! ```
//! Use instead:
//! ```yaml
//! secrets: generated
//! ```
//!
//! ## How to mend it
//! Nothing has to be mended: the runbook lists each Secret with its keys. Have them in place before
//! `deploy.sh`.
//!
//! ## Source
//! Kubernetes documentation, "Secrets", Using Secrets as environment variables.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Secrets};

pub(super) const RULE: Rule = Rule { code: "PW-X02", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "Secrets must be in the cluster before the bundle is",
    why: "Every pod names them. One that is missing, or a key that is missing in one, keeps its pods in CreateContainerConfigError.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.secrets == Secrets::Existing {
        findings.add(
            Place::part("secrets"),
            format!("Somebody has to make the Secrets in {} first.", view.design.namespace()),
        );
    }
}
