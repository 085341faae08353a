//! `presswright rules`: what can be found, and the page of one rule.

use crate::catalogue::{Entry, entries, entry};
use crate::failure::{Failure, nearest};
use crate::{Format, Outcome, terminal};
use clap::Args;
use serde_json::json;
use std::fmt::Write;

/// List the rules, or explain one
#[derive(Args)]
pub struct Rules {
    /// The code of a rule, such as PW-S04: its page is printed
    code: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Rules {
    pub fn run(self) -> Result<Outcome, Failure> {
        match self.code {
            None => list(self.format)?,
            Some(code) => {
                let Some(entry) = entry(&code) else {
                    let near = nearest(&code, entries().iter().map(|entry| entry.code));
                    return Err(Failure::UnknownRule { code, near });
                };
                explain(&entry, self.format)?;
            }
        }
        Ok(Outcome::Fine)
    }
}

fn list(format: Format) -> Result<(), Failure> {
    let entries = entries();
    match format {
        Format::Human => {
            let mut text = String::new();
            for Entry { code, severity, title, .. } in &entries {
                let _ = writeln!(text, "{code}  {severity:7}  {title}");
            }
            terminal::print(&text)
        }
        Format::Json => terminal::print_json(&json!({ "rules": entries })),
    }
}

fn explain(entry: &Entry, format: Format) -> Result<(), Failure> {
    match format {
        Format::Human => terminal::print(&entry.page()),
        Format::Json => {
            let mut value = json!(entry);
            if let Some(object) = value.as_object_mut() {
                object.insert("page".to_owned(), json!(entry.page()));
            }
            terminal::print_json(&value)
        }
    }
}
