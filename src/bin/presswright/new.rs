//! `presswright new`: a design to start from.

use crate::failure::{Failure, nearest};
use crate::{Format, Outcome, replace, terminal};
use clap::Args;
use presswright::design::{preset, starts};
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;

/// Start a design from a preset
#[derive(Args)]
pub struct New {
    /// The preset to start from
    #[arg(default_value = "lab")]
    preset: String,
    /// Write to this file instead of standard output; one that is there already is left alone
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// List the presets
    #[arg(long, conflicts_with_all = ["preset", "output"])]
    list: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl New {
    pub fn run(self) -> Result<Outcome, Failure> {
        if self.list {
            return list(self.format);
        }
        let found = preset(&self.preset).ok_or_else(|| Failure::UnknownPreset {
            near: nearest(&self.preset, starts().map(|preset| preset.name)),
            name: self.preset.clone(),
        })?;
        if let Some(path) = &self.output {
            replace::create(path, found.text.as_bytes())?;
            let shown = terminal::visible(&path.display().to_string());
            if self.format == Format::Human {
                terminal::remark(&format!("Wrote {shown}. Next: presswright check {shown}"));
            }
        }
        match (self.format, &self.output) {
            (Format::Human, Some(_)) => {}
            (Format::Human, None) => terminal::print(found.text)?,
            (Format::Json, written) => terminal::print_json(&json!({
                "preset": found.name,
                "text": found.text,
                "written": written.as_ref().map(|path| path.display().to_string()),
            }))?,
        }
        Ok(Outcome::Fine)
    }
}

fn list(format: Format) -> Result<Outcome, Failure> {
    match format {
        Format::Human => {
            let widest = starts().map(|preset| preset.name.len()).max().unwrap_or_default();
            let mut text = String::new();
            for preset in starts() {
                let _ = writeln!(text, "{:widest$}  {}", preset.name, preset.title);
            }
            terminal::print(&text)?;
        }
        Format::Json => {
            let presets: Vec<_> = starts()
                .map(|preset| json!({"name": preset.name, "title": preset.title}))
                .collect();
            terminal::print_json(&json!({ "presets": presets }))?;
        }
    }
    Ok(Outcome::Fine)
}
