//! `presswright completions`: what a shell reads to complete our words.

use crate::failure::Failure;
use crate::{Arguments, Outcome, terminal};
use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

/// Print a script by which a shell completes the words of this program
#[derive(Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut Arguments::command(), "presswright", &mut script);
        terminal::print(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Fine)
    }
}
