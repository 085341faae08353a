//! ## What it does
//! Finds an image of WordPress whose tag names a PHP before 8.2.
//!
//! ## Example
//! ```yaml
//! wordpress: {image: "wordpress:6.4-php8.0-apache"}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {image: "wordpress:7.1-php8.3-apache"}
//! ```
//!
//! ## How to mend it
//! Use an image with PHP 8.3 or later. The fix takes the default; it is not safe, since plugins
//! may not be ready for it.
//!
//! ## Source
//! docker-library/wordpress `versions.json`; php.net, supported versions.

use super::rule::{Findings, reset};
use super::support::PHP_LINES;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-W09", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The image's PHP gets no more fixes",
    why: "Nobody mends the holes of that PHP any more, and no new images are made with it.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let image = &view.design.wordpress.image;
    let tag = image.tag().unwrap_or_default();
    let Some(php) = tag.split('-').find_map(|part| part.strip_prefix("php")) else { return };
    let line = php.split('.').take(2).collect::<Vec<_>>().join(".");
    let known = php.contains('.') && !PHP_LINES.contains(&line.as_str());
    if known && PHP_LINES.first().is_some_and(|oldest| line.as_str() < *oldest) {
        let place = Place::field("wordpress", "image");
        let edit = reset(&place);
        let message = format!("PHP {line} gets no more fixes.");
        findings.add_with_fix(place, message, "Use a current image", edit);
    }
}
