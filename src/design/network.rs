//! Addresses and networks.

use super::shape::Shape;
use super::value::Single;
use crate::document::Tree;
use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;

/// The address of a machine, IPv4 or IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub IpAddr);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Single for Address {
    const BARE: bool = false;

    fn parse(text: &str) -> Result<Self, String> {
        text.parse()
            .map(Self)
            .map_err(|_| "wanted an address such as 192.168.56.11 or fd00::11".to_owned())
    }

    fn to_tree(&self) -> Tree {
        Tree::Text(self.to_string())
    }

    const SINGLE_SHAPE: Shape =
        Shape::Text { pattern: Some(r"^[0-9A-Fa-f.:]+$"), longest: 45, example: "192.168.56.11" };
}

/// A network: an address and the length of its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(pub IpNet);

impl Cidr {
    /// Whether the two share an address.
    pub fn overlaps(&self, other: &Cidr) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// Whether the address lies in it.
    pub fn contains(&self, address: Address) -> bool {
        self.0.contains(&address.0)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Single for Cidr {
    const BARE: bool = false;

    fn parse(text: &str) -> Result<Self, String> {
        let net: IpNet =
            text.parse().map_err(|_| "wanted a network such as 10.244.0.0/16".to_owned())?;
        if net.network() == net.addr() {
            Ok(Self(net))
        } else {
            Err(format!("wanted the network's first address: {}", net.trunc()))
        }
    }

    fn to_tree(&self) -> Tree {
        Tree::Text(self.to_string())
    }

    const SINGLE_SHAPE: Shape = Shape::Text {
        pattern: Some(r"^[0-9A-Fa-f.:]+/[0-9]+$"),
        longest: 49,
        example: "10.244.0.0/16",
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_begin_at_their_first_address() {
        assert!(Cidr::parse("10.244.0.0/16").is_ok());
        assert!(Cidr::parse("10.244.0.1/16").unwrap_err().contains("10.244.0.0/16"));
        assert!(Cidr::parse("10.244.0.0").is_err());
        assert!(Cidr::parse("fd00::/48").is_ok());
        let pods = Cidr::parse("10.0.0.0/8").unwrap();
        assert!(pods.overlaps(&Cidr::parse("10.96.0.0/12").unwrap()));
    }
}
