//! ## What it does
//! Finds an image of WordPress that is `fpm`, `cli` or `alpine`, and an image of wp-cli that is not
//! `cli`.
//!
//! ## Example
//! ```yaml
//! wordpress: {image: "wordpress:7.1-php8.3-fpm"}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {image: "wordpress:7.1-php8.3-apache"}
//! ```
//!
//! ## How to mend it
//! Use the Apache variant. The fix takes the default; it is not safe, since plugins may want
//! another version of PHP.
//!
//! ## Source
//! docker-library/docs `wordpress/content.md`, Image Variants; docker-library/wordpress Dockerfiles
//! (user 82 on alpine).

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Image, Place};

pub(super) const RULE: Rule = Rule { code: "PW-W08", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "The image of WordPress is of another variant",
    why: "The pods count on Apache on port 80 and on user 33. `fpm` speaks another protocol on port 9000, `alpine` has other users, and only the `cli` image has the command that installs the site.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    // An image of one's own may be called as one likes.
    let official = |image: &Image| {
        let name = image.as_str().split(['@', ':']).next().unwrap_or_default();
        name == "wordpress" || name.ends_with("/wordpress")
    };
    let tag = wordpress.image.tag().unwrap_or_default();
    if official(&wordpress.image) {
        let parts: Vec<&str> = tag.split('-').collect();
        if let Some(variant) = ["fpm", "cli", "alpine"].into_iter().find(|one| parts.contains(one))
        {
            let place = Place::field("wordpress", "image");
            let edit = reset(&place);
            let message =
                format!("{} is the {variant} variant; Apache's is wanted.", wordpress.image);
            findings.add_with_fix(place, message, "Use the Apache variant", edit);
        }
    }
    let cli = &wordpress.cli_image;
    if official(cli) && !cli.tag().unwrap_or_default().starts_with("cli") {
        let place = Place::field("wordpress", "cli-image");
        let edit = reset(&place);
        let message = format!("{cli} does not hold wp-cli.");
        findings.add_with_fix(place, message, "Use the cli image", edit);
    }
}
