//! What a text editor asks of a design: what can stand at the cursor, what differs between two texts,
//! and how its places are counted.

mod caret;
mod change;
mod completion;
mod units;

pub use change::{Change, changes};
pub use completion::{Completion, Offer, complete, help_of};
pub use units::{byte_at, unit_at};
