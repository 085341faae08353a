//! Presswright: a highly available WordPress on Kubernetes, laid out, checked and exported.
//!
//! A design becomes a topology; everything else reads those two. This library is pure: no files, no
//! clock, no randomness, no browser. The command line and the page are thin around it.

#![cfg_attr(
    not(test),
    deny(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types)
)]

pub mod bundle;
pub mod design;
pub mod document;
pub mod drawing;
pub mod editor;
pub mod file;
pub mod hands;
pub mod lesson;
pub mod manifest;
pub mod provision;
pub mod rules;
pub mod share;
pub mod simulate;
pub mod topology;
