//! No time at all: what k8s-openapi needs of jiff where no object has a time.
//!
//! Every object of Kubernetes may hold times in its metadata, so k8s-openapi links jiff, with its
//! calendar, its time zones and its printer, into whoever serialises one: 32 kB (gzip) of the page's
//! worker. Presswright writes no time: only a cluster sets them. Here a [`Timestamp`] is a type
//! without values, so that the compiler sees as much and drops what would have printed one. The
//! calls that k8s-openapi makes are all here, so an update of it that needs more does not compile.
//!
//! It stands in this workspace alone; who builds the library from elsewhere has jiff itself, and the
//! same bundles.

#![no_std]

use serde::de::{Deserialize, Deserializer, Error as _};

/// A point in time, of which there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timestamp {}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("no object of Presswright has a time"))
    }
}

/// Printing, of what cannot be there.
pub mod fmt {
    /// Printing by a pattern.
    pub mod strtime {
        use crate::Timestamp;
        use core::convert::Infallible;

        /// A time by that pattern.
        pub fn format(_: &str, time: Timestamp) -> Result<&'static str, Infallible> {
            match time {}
        }
    }
}
