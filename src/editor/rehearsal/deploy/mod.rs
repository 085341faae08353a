//! Deploy in a rehearsal: the start of the bundle with a clock, what a person breaks midway, and how that is shown:
//! what happened by a moment, what waits for what, the drawing as it stands then.
//!
//! The whole history is computed once, by `simulate::deploy`; a moment of it is looked up.

mod breaks;
mod course;
mod flags;
#[cfg(test)]
mod link_tests;
mod pods;
mod stage;
mod starting;
#[cfg(test)]
mod tests;
mod told;
mod waiting;

pub use breaks::{Times, breakable, typed};
pub use course::{Course, Moment, Stood};
pub use flags::{carries_start, start_from_link, start_to_link};
pub use stage::{At, at_start};
pub use starting::{Broken, LATEST, MOST_BREAKS, Starting, next_second};
pub use told::{sections, sentence, spoken};
pub use waiting::{Waiting, waiting};
