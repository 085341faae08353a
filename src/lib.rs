//! Presswright: a highly available WordPress on Kubernetes, laid out, checked and exported.

pub mod design;
pub mod document;
pub mod topology;
