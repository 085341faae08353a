//! ## What it does
//! Finds replicas with their own copy of the code, from an image whose tag moves with every patch.
//!
//! ## Example
//! ```yaml
//! wordpress: {share: uploads, image: "wordpress:7.1-php8.3-apache"}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {share: uploads, image: "wordpress:7.1.0-php8.3-apache"}
//! ```
//!
//! ## How to mend it
//! Name the patch version, or a digest.
//!
//! ## Source
//! docker-library/wordpress, tags; Kubernetes documentation, "Images", `imagePullPolicy`
//! `IfNotPresent`.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Share};

pub(super) const RULE: Rule = Rule { code: "PW-W11", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "Replicas may run different versions of WordPress",
    why: "The image's tag is the version then. A replica that starts on a machine with an older copy of the image serves older code than its neighbours.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    let image = wordpress.image.as_str();
    let tag = wordpress.image.tag().unwrap_or_default();
    let numbers = tag.split('-').next().unwrap_or_default();
    let pinned = image.contains('@') || numbers.split('.').count() >= 3;
    if wordpress.share == Share::Uploads && !pinned && wordpress.image.version().is_some() {
        findings.add(
            Place::field("wordpress", "image"),
            format!(
                "{image} moves with every patch, and each replica has its own copy of the code."
            ),
        );
    }
}
