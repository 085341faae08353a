//! ## What it does
//! Finds images of etcd other than 3.5, 3.6 and 3.7.
//!
//! ## Example
//! ```yaml
//! etcd: {image: "quay.io/coreos/etcd:v3.3.27"}
//! ```
//! Use instead:
//! ```yaml
//! etcd: {image: "gcr.io/etcd-development/etcd:v3.6.14"}
//! ```
//!
//! ## How to mend it
//! Use a line in support, one minor at a time.
//!
//! ## Source
//! etcd-io/etcd, supported branches; 3.4 ended with 3.4.45 on 2026-06-01.

use super::rule::Findings;
use super::support::ETCD_LINES;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-E13", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "This line of etcd is not in support",
    why: "Mistakes that lose data have been found in every line; only those in support get the mends.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    if let Some((major, minor, _)) = view.design.etcd.image.version()
        && !ETCD_LINES.contains(&(major, minor))
    {
        findings.add(
            Place::field("etcd", "image"),
            format!("etcd {major}.{minor} is not in support; 3.5, 3.6 and 3.7 are."),
        );
    }
}
