//! The command line: a thin layer over the library, which knows all that is said here.
//!
//! Standard output holds what was asked for and nothing else; findings for a person, failures and
//! remarks go to standard error.

mod catalogue;
mod check;
mod completions;
mod diff;
mod failure;
mod finding;
mod folder;
mod generate;
mod learn;
mod new;
mod open;
mod replace;
mod report;
mod rules;
mod schema;
mod share;
mod simulate;
mod source;
mod terminal;
mod threads;

use clap::{Parser, Subcommand, ValueEnum};
use std::process::ExitCode;

/// Lay out a highly available WordPress on Kubernetes, have it checked, export the bundle
#[derive(Parser)]
#[command(
    name = "presswright",
    version,
    after_help = "Exit codes: 0 fine, 1 findings that stop, 2 misuse or a file that cannot be read or written."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(new::New),
    Check(check::Check),
    Generate(generate::Generate),
    Open(open::Open),
    Share(share::Share),
    Diff(diff::Diff),
    Simulate(simulate::Simulate),
    Learn(learn::Learn),
    Rules(rules::Rules),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

/// How a command that did what it was asked for ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing stands in the way.
    Fine,
    /// There are findings that stop.
    Stopped,
}

/// How the result is written.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Human,
    /// For a program: one JSON value on standard output
    Json,
}

fn main() -> ExitCode {
    // On misuse clap says what is wrong and ends with 2; `--help` and `--version` end with 0.
    let outcome = match Arguments::parse().command {
        Command::New(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Generate(command) => command.run(),
        Command::Open(command) => command.run(),
        Command::Share(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Simulate(command) => command.run(),
        Command::Learn(command) => command.run(),
        Command::Rules(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Completions(command) => command.run(),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Stopped) => ExitCode::from(1),
        // Whoever reads our output has seen enough: `presswright rules | head`.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::tell_failure(&failure);
            ExitCode::from(2)
        }
    }
}
