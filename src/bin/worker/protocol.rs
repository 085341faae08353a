//! What the page asks its worker, and what it answers.

use presswright::rules::Handover;
use serde::{Deserialize, Serialize};

/// What the page asks.
#[derive(Serialize, Deserialize)]
pub enum Ask {
    /// The files of this design's bundle.
    Files { revision: u64, design: Handover },
    /// This design's bundle as a zip.
    Zip { design: Handover },
    /// The design in this bundle.
    Open { name: String, bytes: Vec<u8> },
}

/// What the worker answers.
#[derive(Serialize, Deserialize)]
pub enum Answer {
    /// Path and text of each file, and how many Kubernetes objects there are in them.
    Files { revision: u64, files: Vec<(String, String)>, objects: usize },
    /// A zip and the name that it should have.
    Zip { name: String, bytes: Vec<u8> },
    /// The text of a design that was in a bundle.
    Opened { name: String, text: String },
    /// Why not.
    Failed { text: String },
}
