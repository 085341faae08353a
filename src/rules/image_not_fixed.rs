//! ## What it does
//! Finds images without a tag, or with the tag `latest`, and without a digest.
//!
//! ## Example
//! ```yaml
//! wordpress: {image: wordpress}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {image: "wordpress:7.1-php8.3-apache"}
//! ```
//!
//! ## How to mend it
//! Name a version. The fix takes the default; it is not safe, since another version may run
//! already.
//!
//! ## Source
//! Kubernetes documentation, "Images": avoid the :latest tag.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};

pub(super) const RULE: Rule = Rule { code: "PW-K01", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "An image has no fixed version",
    why: "What runs then depends on the day and the machine: two pods of one tier can run different versions, and a restart is an upgrade that nobody asked for.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    for (image, what, place) in view.images() {
        let loose = image.tag().is_none_or(|tag| tag == "latest");
        if loose && !image.as_str().contains('@') {
            let edit = reset(&place);
            let message = format!("{what} runs {image}: whichever version that is on the day.");
            findings.add_with_fix(place, message, "Use a fixed version", edit);
        }
    }
}
