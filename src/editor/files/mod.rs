//! The files of an export as a person goes through them: a tree of them, what differs from earlier
//! ones, and which thing of the drawing an object in them is of.

mod difference;
mod objects;
mod tree;

pub use difference::{FileChange, Hunk, Line, added_and_removed, changed_files, hunks};
pub use objects::{FileObject, Lines, NoSpot, Spot, lines_of, object_at, spot_of};
pub use tree::{Entry, Kind, Row, Step, rows, step};
