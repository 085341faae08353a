//! ## What it does
//! Finds machines of a VirtualBox cluster with addresses that VirtualBox does not allow by itself.
//!
//! ## Example
//! ```yaml
//! machines: [{name: node-1, address: 10.245.1.3}]
//! ```
//! Use instead:
//! ```yaml
//! machines: [{name: node-1, address: 192.168.56.11}]
//! ```
//!
//! ## How to mend it
//! Use addresses from 192.168.56.0/21, or add the line of the runbook to networks.conf. The fix
//! renumbers the machines; it is not safe, since a living cluster has the old addresses in its
//! certificates.
//!
//! ## Source
//! hashicorp/vagrant `plugins/providers/virtualbox/action/network.rb`; VirtualBox manual,
//! "Host-only networking".

use super::rule::{Findings, reset, set_text};
use super::view::{View, list};
use super::{Rule, Severity, Words};
use crate::design::{Cidr, Edit, Machine, Place, Single};
use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const RULE: Rule = Rule { code: "PW-M06", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "VirtualBox refuses addresses outside 192.168.56.0/21",
    why: "Since 6.1.28 VirtualBox makes host-only networks only in 192.168.56.0/21, unless /etc/vbox/networks.conf on the host allows more. Without that line `vagrant up` stops at the first machine.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    const ALLOWED: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(192, 168, 56, 0), 21);
    const LINK_LOCAL: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10);
    if !view.is_virtualbox() {
        return;
    }
    let outside: Vec<(usize, &Machine)> = view
        .design
        .machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| {
            machine.address.is_some_and(|address| match address.0 {
                IpAddr::V4(v4) => !ALLOWED.contains(&v4),
                IpAddr::V6(v6) => !LINK_LOCAL.contains(&v6),
            })
        })
        .collect();
    let Some((first, _)) = outside.first() else { return };
    let names: Vec<&str> = outside.iter().map(|(_, machine)| machine.name.as_str()).collect();
    let place = Place::machine(*first).key("address");
    let message = format!("VirtualBox does not allow the addresses of {} by itself.", list(&names));
    match renumbered(view) {
        Some(edit) => findings.add_with_fix(place, message, "Use 192.168.56.0/24", edit),
        None => findings.add(place, message),
    }
}

/// All machines on 192.168.56.0/24, in order; nothing if there is no room for them.
fn renumbered(view: &View<'_>) -> Option<Edit> {
    let design = view.design;
    let network: Cidr = Cidr::parse("192.168.56.0/24").ok()?;
    let taken = network.overlaps(&design.cluster.pod_network)
        || network.overlaps(&design.cluster.service_network)
        || design.cluster.pod_network.0.max_prefix_len() != 32;
    if taken || design.machines.len() > 80 {
        return None;
    }
    let edits = (10..).zip(0..design.machines.len()).map(|(host, index)| {
        let address = Ipv4Addr::new(192, 168, 56, host);
        set_text(&Place::machine(index).key("address"), &address.to_string())
    });
    let mut edits: Vec<Edit> = edits.collect();
    if design.nfs.as_ref().is_some_and(|nfs| nfs.clients.is_some()) {
        edits.push(reset(&Place::field("nfs", "clients")));
    }
    Some(Edit::Many(edits))
}
