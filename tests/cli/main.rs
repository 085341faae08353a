//! The command line as a person or a pipeline meets it: a process with arguments, input and exit code.

mod check;
mod documented;
mod format;
mod generate;
mod open;
mod program;
mod schema;
mod start;
mod terminal;
