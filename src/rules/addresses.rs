//! Addresses of machines: which are taken by the host, and which are free.

use crate::design::{Address, Design, first_address, free_address};
use std::net::IpAddr;

/// What the computer that runs the virtual machines, or VirtualBox' DHCP server, uses the address
/// for; nothing if a machine may have it. Source: VirtualBox manual, "Host-only networking";
/// OPS-NC/Vagrant-kubeadm keeps the same addresses free.
pub(super) fn taken_for(address: Address, virtualbox: bool) -> Option<&'static str> {
    let IpAddr::V4(v4) = address.0 else { return None };
    match (v4.octets()[3], virtualbox) {
        (0, _) => Some("the network itself"),
        (255, _) => Some("broadcasts"),
        (1, _) => Some("the computer that runs the machines"),
        (2, true) => Some("VirtualBox"),
        (100, true) => Some("VirtualBox' DHCP server"),
        _ => None,
    }
}

/// Addresses behind the highest that a machine has, one after the other, as long as a machine may
/// have them: outside the networks of pods and Services, of their family, and among the export's
/// clients.
pub(super) fn free(design: &Design) -> impl Iterator<Item = Address> + use<> {
    let (pods, services) = (design.cluster.pod_network, design.cluster.service_network);
    let clients = design.nfs.as_ref().and_then(|nfs| nfs.clients);
    let fits = move |address: &Address| {
        !pods.contains(*address)
            && !services.contains(*address)
            && address.0.is_ipv4() == (pods.0.max_prefix_len() == 32)
            && clients.is_none_or(|clients| clients.contains(*address))
    };
    let first = free_address(design).or_else(|| first_address(design));
    std::iter::successors(first, |address| {
        let mut next = behind(*address)?;
        while taken_for(next, true).is_some() {
            next = behind(next)?;
        }
        Some(next)
    })
    .take_while(fits)
}

fn behind(address: Address) -> Option<Address> {
    match address.0 {
        IpAddr::V4(v4) => u32::from(v4).checked_add(1).map(|bits| IpAddr::V4(bits.into())),
        IpAddr::V6(v6) => u128::from(v6).checked_add(1).map(|bits| IpAddr::V6(bits.into())),
    }
    .map(Address)
}
