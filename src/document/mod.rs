//! The person's text, kept whole: read with spans, and changed only on the lines whose values differ.
//!
//! This module knows YAML and nothing of what a design means. `design` gives the nodes a meaning and
//! turns a changed design into a [`Tree`]; [`reconcile`] carries that change back into the text.

mod mistake;
mod node;
mod parse;
mod path;
mod reconcile;
mod tree;

pub use mistake::{Mistake, MistakeKind};
pub use node::{Content, Entry, Node, Span};
pub use parse::{LARGEST_TEXT, parse};
pub use path::{NotAPath, Path, Step};
pub use reconcile::reconcile;
pub use tree::{Tree, needs_quotes, reads_as_another_type};
