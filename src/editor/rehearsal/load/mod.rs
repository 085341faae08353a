//! Load in a rehearsal: a curve and what else a person sets, what comes of it, and how that is shown: plots on one
//! time axis, what holds the site back, a moment in words and on the drawing, a table behind each plot.
//!
//! What happens is computed by `simulate::load`, a little at a time.

mod course;
mod drawn;
mod flags;
mod lanes;
mod loading;
mod plot;
mod scale;
mod standing;
#[cfg(test)]
mod tests;
mod told;

pub use course::Course;
pub use drawn::{Column, MOST_DRAWN, Sheet, added, moved, nudged, read_time, removed, typed};
pub use flags::{carries_load, load_from_link, load_to_link};
pub use lanes::{Lane, lanes};
pub use loading::{Loading, Shape};
pub use plot::{Drawing, Form, HEIGHT, Limit, Line, Plot, WIDTH};
pub use scale::{Scale, figure};
pub use standing::at_load;
pub use told::{Table, shown, spoken};
