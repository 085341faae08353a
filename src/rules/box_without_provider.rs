//! ## What it does
//! Finds a bento box on libvirt.
//!
//! ## Example
//! ```yaml
//! cluster: {provider: libvirt, box: bento/ubuntu-24.04}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {provider: libvirt}
//! ```
//!
//! ## How to mend it
//! Leave the box out: one that fits the provider is taken. The fix is not safe: machines that exist
//! keep their old box until they are made anew.
//!
//! ## Source
//! chef/bento README, table of providers.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Provider};

pub(super) const RULE: Rule = Rule { code: "PW-C08", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The box is not made for this provider",
    why: "The bento project publishes no boxes for libvirt, so `vagrant up` finds nothing to download.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let cluster = &view.design.cluster;
    let Some(image_box) = &cluster.image_box else { return };
    if view.is_vagrant()
        && cluster.provider == Provider::Libvirt
        && image_box.as_str().starts_with("bento/")
    {
        let place = Place::field("cluster", "box");
        let edit = reset(&place);
        findings.add_with_fix(
            place,
            format!("{image_box} has no edition for libvirt."),
            "Use a box that fits",
            edit,
        );
    }
}
