//! What the page asks its worker, and what it answers.

use presswright::rules::Handover;
use serde::{Deserialize, Serialize};

/// What the page asks.
#[derive(Serialize, Deserialize)]
pub enum Ask {
    /// The files of this design's bundle; `earlier` is whether it is what the design was before.
    Files { revision: u64, earlier: bool, design: Handover },
    /// This design's bundle as a zip; it is kept as that of `id`.
    Zip { id: String, design: Handover },
    /// The design in this bundle.
    Open { name: String, bytes: Vec<u8> },
}

/// What the worker answers.
#[derive(Serialize, Deserialize)]
pub enum Answer {
    /// Path and text of each file; file, kind, name and place of each Kubernetes object in them.
    Files { revision: u64, earlier: bool, files: Vec<(String, String)>, objects: Vec<[String; 4]> },
    /// A zip, the name that it should have, and path and text of each file in it.
    Zip { id: String, name: String, bytes: Vec<u8>, files: Vec<(String, String)> },
    /// The text of a design that was in a bundle.
    Opened { name: String, text: String },
    /// Why not.
    Failed { text: String },
}
