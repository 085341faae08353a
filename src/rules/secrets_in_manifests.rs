//! ## What it does
//! Finds designs that want passwords and keys in the manifests.
//!
//! ## Example
//! ```yaml
//! secrets: in-manifests
//! ```
//! Use instead:
//! ```yaml
//! secrets: generated
//! ```
//!
//! ## How to mend it
//! Let make-secrets.sh make them where the cluster is. The fix is safe: there is no bundle with the
//! others.
//!
//! ## Source
//! Kubernetes documentation, "Good practices for Kubernetes Secrets"; the article's closing
//! remarks.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Secrets};

pub(super) const RULE: Rule = Rule { code: "PW-X01", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "Passwords would stand in clear in the manifests",
    why: "Who has the bundle, its repository or a copy of it has the site. Presswright writes no password into a file, so such a bundle cannot be made.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if view.design.secrets == Secrets::InManifests {
        let place = Place::part("secrets");
        let edit = reset(&place);
        let message = "Passwords and keys would stand in clear in the manifests.".to_owned();
        findings.add_with_safe_fix(place, message, "Make them where the cluster is", edit);
    }
}
