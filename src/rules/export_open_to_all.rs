//! ## What it does
//! Finds a range of NFS clients that is public or wider than a /16 (IPv6: a /48).
//!
//! ## Example
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files, clients: 0.0.0.0/0}
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: files, role: storage, address: 192.168.56.9}]
//! nfs: {machine: files}
//! ```
//!
//! ## How to mend it
//! Leave `clients` out: then just the cluster's machines may mount it. The fix is not safe if
//! somebody else mounts it on purpose.
//!
//! ## Source
//! exports(5), "Security"; RFC 1918, RFC 4193.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;
use ipnet::IpNet;

pub(super) const RULE: Rule = Rule { code: "PW-N05", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "The export is open to more than the cluster",
    why: "NFS knows its clients by their addresses and nothing else. Who may mount the export can read the database's files and change WordPress' code.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let Some(clients) = view.design.nfs.as_ref().and_then(|nfs| nfs.clients) else { return };
    let (wide, public) = match clients.0 {
        IpNet::V4(net) => (net.prefix_len() < 16, !net.network().is_private()),
        IpNet::V6(net) => {
            let first = net.network();
            (net.prefix_len() < 48, !first.is_unique_local() && !first.is_unicast_link_local())
        }
    };
    if wide || public {
        let place = Place::field("nfs", "clients");
        let edit = reset(&place);
        let what = if public { "public addresses" } else { "a very wide range" };
        let message = format!("{clients} may mount the export: {what}.");
        findings.add_with_fix(place, message, "Let in just the cluster's machines", edit);
    }
}
