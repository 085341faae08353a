//! ## What it does
//! Finds volumes for WordPress' files below 1 `GiB`.
//!
//! ## Example
//! ```yaml
//! wordpress: {volume: 512Mi}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {volume: 10Gi}
//! ```
//!
//! ## How to mend it
//! 10 `GiB` do for most sites. The fix is not safe: a claim that exists grows only if its class
//! allows it.
//!
//! ## Source
//! WordPress documentation, image sizes; docker-library/wordpress, /usr/src/wordpress.

use super::rule::{Findings, reset};
use super::view::{View, size};
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-W13", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The volume for WordPress' files is very small",
    why: "WordPress itself takes about 100 MiB, plugins and themes as much again, and each picture is kept in six sizes.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let volume = &view.design.wordpress.volume;
    if volume.bytes() < 1 << 30 {
        let place = Place::field("wordpress", "volume");
        let edit = reset(&place);
        let message = format!("WordPress' files have {}.", size(volume.bytes()));
        findings.add_with_fix(place, message, "Make it 10 GiB", edit);
    }
}
