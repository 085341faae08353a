//! Presswright's chores. `cargo xtask help` lists them.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod budgets;
mod cluster;
mod consent;
mod dist;
mod imports;
mod process;
mod project;
mod serve;
mod shrink;
mod site;
mod split;
mod suites;
mod text_editor;
mod tools;

use consent::Consent;
use project::Project;

/// Builds, serves and tests Presswright. What a chore needs and is missing, it sets up first.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Set up everything that the other chores need
    Setup {
        /// Install system packages without asking
        #[arg(long)]
        yes: bool,
    },
    /// Build the release page and serve it on this machine
    Serve {
        /// Port to listen on; 0 takes any that is free
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Open the address in the default browser
        #[arg(long)]
        open: bool,
    },
    /// Build the release page into dist/
    Dist,
    /// Make the documentation's site anew, in the built page's docs/
    Docs,
    /// Make the pictures of the icon, of a link to the page and of README.md anew
    Pictures,
    /// Run the tests
    Test(suites::Selection),
    /// A real Kubernetes cluster on this machine, to try a bundle on and to break (Linux, as root)
    Cluster(cluster::Request),
}

fn main() -> ExitCode {
    let done = if split::stands_in() { split::stand_in() } else { run(Arguments::parse().chore) };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<ExitCode> {
    match chore {
        Chore::Setup { yes } => tools::set_up(&Project::find(Consent::new(yes))?),
        Chore::Serve { port, open } => {
            let project = Project::find(Consent::new(false))?;
            dist::build(&project, dist::FromNpm::IfPresent)?;
            serve::until_interrupted(&project.dist(), port, open)?;
            Ok(ExitCode::SUCCESS)
        }
        Chore::Dist => {
            let project = Project::find(Consent::new(false))?;
            dist::build(&project, dist::FromNpm::Required)?;
            let weights = budgets::measure(&project.dist())?;
            print!("{weights}");
            for excess in weights.excesses() {
                println!("over its budget: {excess}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Chore::Docs => {
            let project = Project::find(Consent::new(false))?;
            println!("{}", site::docs(&project)?.display());
            Ok(ExitCode::SUCCESS)
        }
        Chore::Pictures => {
            suites::pictures(&Project::find(Consent::new(false))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Chore::Test(selection) => suites::run(&selection),
        Chore::Cluster(request) => cluster::run(&request),
    }
}
