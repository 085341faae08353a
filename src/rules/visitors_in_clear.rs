//! ## What it does
//! Finds an Ingress without a certificate, and a load balancer whose address does not begin with
//! https.
//!
//! ## Example
//! ```yaml
//! cluster: {kind: existing}
//! wordpress: {way-in: {ingress: {class: public, host: blog.example.org}}}
//! ```
//! Use instead:
//! ```yaml
//! cluster: {kind: existing}
//! wordpress: {way-in: {ingress: {class: public, host: blog.example.org, certificate: blog-tls}}}
//! ```
//!
//! ## How to mend it
//! Name a Secret with a certificate, from cert-manager or your own. Behind a load balancer that
//! ends TLS, set `site.url` to the https address.
//!
//! ## Source
//! Kubernetes documentation, "Ingress", TLS; WordPress documentation, "HTTPS".

use super::rule::Findings;
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, WayIn};

pub(super) const RULE: Rule = Rule { code: "PW-W06", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Logins reach WordPress in clear",
    why: "Anyone on the way reads passwords and cookies of those who log in, and can change the pages.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    let https = wordpress.site.url.as_ref().is_some_and(|url| url.as_str().starts_with("https://"));
    let place = Place::field("wordpress", "way-in");
    match &wordpress.way_in {
        WayIn::Ingress(ingress) if ingress.certificate.is_none() && !https => {
            findings.add(
                place.key("ingress"),
                format!("The Ingress for {} has no certificate.", ingress.host),
            );
        }
        WayIn::LoadBalancer if !https => {
            findings
                .add(place, "The load balancer passes visitors on without encryption.".to_owned());
        }
        _ => {}
    }
}
