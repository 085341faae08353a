//! ## What it does
//! Finds boxes whose makers have stopped: generic/*, ubuntu/* and centos/*.
//!
//! ## Example
//! ```yaml
//! cluster: {box: generic/ubuntu2204}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {box: bento/ubuntu-24.04}
//! ```
//!
//! ## How to mend it
//! Leave the box out, or use one of bento or cloud-image. The fix is not safe: machines that exist
//! keep their old box until they are made anew.
//!
//! ## Source
//! lavabit/robox (last commit 2025-02); rails/rails-dev-box issue 215, which quotes Ubuntu's
//! release notes.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-C09", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The box is no longer maintained",
    why: "An old box has old packages and expired keys. Canonical makes no boxes from Ubuntu 24.04 on, and the generic boxes have not changed since early 2025.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(image_box) = &view.design.cluster.image_box else { return };
    let owner = image_box.as_str().split('/').next().unwrap_or_default();
    if view.is_vagrant() && ["generic", "ubuntu", "centos"].contains(&owner) {
        let place = Place::field("cluster", "box");
        let edit = reset(&place);
        findings.add_with_fix(
            place,
            format!("The boxes of {owner} are no longer maintained."),
            "Use a box that is",
            edit,
        );
    }
}
