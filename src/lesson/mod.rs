//! The course: the article's nine sections, on a design of the learner's own that begins as the article's
//! files of 2017 and ends as one that can be exported.
//!
//! A [`Chapter`] has [`Step`]s. A step names the findings that it is about; it holds when none of them is
//! found any more, however that came about. Its solution is one way there, and what the next steps of a
//! learner who begins later start from. A [`Question`] is answered by the simulator or the topology, for the
//! design as it stands. The texts are files of their own (`lessons/`), which the page fetches when a
//! chapter is opened: [`text`] reads them.
//!
//! To add a step: its lines in the chapter's file, and its section in the chapter's text. The tests play the
//! whole course.

mod chapter;
mod chapters;
mod course;
mod exercise;
mod outcome;
mod progress;
mod question;
#[cfg(test)]
mod tests;
pub mod text;
mod texts;

pub use chapter::{Change, Chapter, Mend, Seen, Step, To};
pub use course::{CHAPTERS, chapter, ready_for, start_of};
pub use exercise::{DEMANDS, Demand, Exercise, demand};
pub use outcome::{Blow, OUTCOMES, Outcome, outcome, struck};
pub use progress::Progress;
pub use question::{Answer, Question, answer};
pub use texts::texts;
