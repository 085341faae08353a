//! A rehearsal of the design that is open: what a person let fail, what becomes of the site, the drawing that
//! says so, and what would stop the site.
//!
//! What happens is computed by `simulate`, as the command line has it computed; here it is put into words and
//! places. A design with errors has no cluster, and so nothing to rehearse.

mod answer;
pub mod deploy;
mod failing;
mod flags;
pub mod load;
mod pods;
mod stage;
mod struck;
#[cfg(test)]
mod tests;
mod weakness;

pub use answer::{Answer, Use, answer, no_cluster};
pub use failing::{Failing, can_be_pressed, faults_of, link_between, thing_of, toggled};
pub use flags::{from_link, goes_along, to_link};
pub use stage::{Phase, Staged, staged};
pub use weakness::{Looking, Remedy, Weak, Weakness};
