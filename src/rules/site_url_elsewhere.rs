//! ## What it does
//! Compares `site.url` with the way in: host, scheme and port.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! wordpress: {way-in: {node-port: 30080}, site: {url: "http://192.168.56.11:30081"}}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! wordpress: {way-in: {node-port: 30080}, site: {url: "http://192.168.56.11:30080"}}
//! ```
//!
//! ## How to mend it
//! Leave the address out where it can be derived from the way in. The fix does that. It is not safe
//! if a proxy stands in front.
//!
//! ## Source
//! WordPress documentation, `WP_HOME` and `WP_SITEURL`.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::{Place, WayIn};

pub(super) const RULE: Rule = Rule { code: "PW-W07", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The site's address does not lead to it",
    why: "WordPress sends every visitor to the address that it was told. If that is another host or port, the login page leads away and comes back, for ever.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let wordpress = &view.design.wordpress;
    let Some(url) = &wordpress.site.url else { return };
    let Some((scheme, rest)) = url.as_str().split_once("://") else { return };
    let authority = rest.split('/').next().unwrap_or_default();
    // A colon within brackets belongs to an IPv6 address.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let message = match &wordpress.way_in {
        WayIn::Ingress(ingress) if ingress.host != *host => {
            format!("{url} leads to {host}; the Ingress is for {}.", ingress.host)
        }
        WayIn::Ingress(ingress) if ingress.certificate.is_some() && scheme == "http" => {
            format!("{url} is in clear, though the Ingress has a certificate.")
        }
        WayIn::NodePort(node_port) => {
            // Without a port, or with another host than a machine, a proxy stands in front.
            let machine = view
                .design
                .machines
                .iter()
                .any(|one| one.address.is_some_and(|address| address.to_string() == host));
            let port = port.unwrap_or(if scheme == "https" { "443" } else { "80" });
            if !machine || port == node_port.to_string() {
                return;
            }
            format!("{url} leads to port {port}; the site answers on {node_port}.")
        }
        WayIn::Ingress(_) | WayIn::LoadBalancer => return,
    };
    let place = Place::field("wordpress", "site").key("url");
    let edit = reset(&place);
    findings.add_with_fix(place, message, "Derive it from the way in", edit);
}
