//! ## What it does
//! Finds shared code without a way to the internet.
//!
//! ## Example
//! ```yaml
//! wordpress: {share: site, internet: false}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {share: uploads, internet: false}
//! ```
//!
//! ## How to mend it
//! Allow it, or share uploads only: then the image brings the code.
//!
//! ## Source
//! WordPress documentation, "Updating WordPress"; docker-library/wordpress `docker-entrypoint.sh`
//! copies only into an empty folder.

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, Share};

pub(super) const RULE: Rule = Rule { code: "PW-W12", severity: Severity::Advice, check };

pub(super) const WORDS: Words = Words {
    title: "WordPress cannot fetch updates",
    why: "The code lies on the shared volume, so a newer image does not change it; updates come from wordpress.org, by port 443. Without that way, holes stay open until somebody copies files.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    if wordpress.share == Share::Site && !wordpress.internet && view.design.cluster.network_policies
    {
        findings.add(
            Place::field("wordpress", "internet"),
            "WordPress' code is on the shared volume, and it may not fetch updates.".to_owned(),
        );
    }
}
