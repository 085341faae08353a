//! `presswright schema`: the JSON Schema by which an editor completes and checks a design.

use crate::failure::Failure;
use crate::{Format, Outcome, terminal};
use clap::Args;
use presswright::design::json_schema;

/// Print the JSON Schema of a design
#[derive(Args)]
pub struct Schema {
    /// How the schema is written: indented for a person, on one line for a program
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Schema {
    pub fn run(self) -> Result<Outcome, Failure> {
        match self.format {
            Format::Human => terminal::print_json(&json_schema())?,
            Format::Json => terminal::print(&format!("{}\n", json_schema()))?,
        }
        Ok(Outcome::Fine)
    }
}
