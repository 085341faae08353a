//! The command line as a person or a pipeline meets it: a process with arguments, input and exit code.

// clippy.toml lets tests panic; it does not see that what they call is of the test, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod article;
mod check;
mod deploy;
mod diff;
mod documented;
mod format;
mod generate;
mod learn;
mod open;
mod program;
mod schema;
mod share;
mod simulate;
mod start;
mod terminal;
