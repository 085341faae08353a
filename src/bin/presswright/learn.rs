//! `presswright learn`: the chapters of the course, the text of one, and which of its steps hold in a design.

use crate::failure::{Failure, nearest};
use crate::source::Source;
use crate::{Format, Outcome, check, report, terminal};
use clap::Args;
use presswright::design::{Document, modernise};
use presswright::lesson::{CHAPTERS, Chapter, Seen, Step, chapter, start_of, texts};
use presswright::rules;
use presswright::topology::Topology;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// List the chapters of the course, read one, or check a design against it
#[derive(Args)]
pub struct Learn {
    /// The chapter; `all` for the whole course, with a design
    chapter: Option<String>,
    /// The design or bundle (zip or folder) to be checked; - for standard input
    #[arg(conflicts_with = "start")]
    file: Option<PathBuf>,
    /// Print the design that the chapter begins with
    #[arg(long, requires = "chapter")]
    start: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Learn {
    pub fn run(self) -> Result<Outcome, Failure> {
        let Some(name) = self.chapter else {
            return list(self.format);
        };
        let found = chapter(&name);
        let chapters = match (found, &self.file) {
            (None, Some(_)) if name == "all" => &CHAPTERS[..],
            (Some((_, found)), _) => std::slice::from_ref(found),
            (None, _) => {
                let near = nearest(&name, CHAPTERS.iter().map(|chapter| chapter.name));
                return Err(Failure::UnknownChapter { name, near });
            }
        };
        match (self.file, found) {
            (Some(file), _) => hold(chapters, &file, self.format),
            (None, Some((place, _))) if self.start => start(place, self.format),
            _ => read(&name, self.format),
        }
    }
}

fn list(format: Format) -> Result<Outcome, Failure> {
    match format {
        Format::Human => {
            let mut text = String::new();
            for Chapter { name, title, steps } in &CHAPTERS {
                let _ = writeln!(text, "{name:11}  {title} ({} steps)", steps.len());
            }
            terminal::print(&text)?;
        }
        Format::Json => {
            let chapters: Vec<Value> = CHAPTERS
                .iter()
                .map(|chapter| {
                    let steps = chapter.steps.iter();
                    let steps: Vec<Value> =
                        steps.map(|it| json!({"name": it.name, "title": it.title})).collect();
                    json!({"name": chapter.name, "title": chapter.title, "steps": steps})
                })
                .collect();
            terminal::print_json(&json!({ "chapters": chapters }))?;
        }
    }
    Ok(Outcome::Fine)
}

fn read(name: &str, format: Format) -> Result<Outcome, Failure> {
    let (lesson, then) = texts(name).unwrap_or_default();
    match format {
        Format::Human => terminal::print(&format!("{lesson}\n{then}"))?,
        Format::Json => terminal::print_json(&json!({
            "chapter": name, "lesson": lesson, "then_and_now": then,
        }))?,
    }
    Ok(Outcome::Fine)
}

fn start(place: usize, format: Format) -> Result<Outcome, Failure> {
    let document = start_of(place);
    let text = document.as_ref().map_or("", Document::text);
    match format {
        Format::Human => terminal::print(text)?,
        Format::Json => terminal::print_json(&json!({ "text": text }))?,
    }
    Ok(Outcome::Fine)
}

/// Which steps hold in a design. Some do not: it ends as a finding would.
fn hold(chapters: &[Chapter], file: &Path, format: Format) -> Result<Outcome, Failure> {
    let mut source = Source::open(file)?;
    source.text = modernise(&source.text).unwrap_or(source.text);
    let Ok(document) = Document::read(&source.text) else {
        report::tell(&check::find(&source.text), &source, format.into())?;
        return Ok(Outcome::Stopped);
    };
    let design = document.design();
    let topology = Topology::of(design);
    let report = rules::check(design, &topology);
    let seen = Seen { design, topology: &topology, report: &report };
    let steps: Vec<(&Chapter, &Step, bool)> = chapters
        .iter()
        .flat_map(|chapter| chapter.steps.iter().map(move |step| (chapter, step)))
        .map(|(chapter, step)| (chapter, step, step.holds(&seen)))
        .collect();
    let done = steps.iter().filter(|(.., holds)| *holds).count();
    match format {
        Format::Human => {
            let mut text = String::new();
            for (chapter, step, holds) in &steps {
                let mark = if *holds { "done" } else { "open" };
                let _ = writeln!(text, "{mark}  {}/{}: {}", chapter.name, step.name, step.title);
                for finding in step.left(&seen) {
                    let message = terminal::visible(&finding.message);
                    let _ = writeln!(text, "        {}: {message}", finding.code);
                }
            }
            let _ = writeln!(text, "{done} of {} steps hold.", steps.len());
            terminal::print(&text)?;
        }
        Format::Json => {
            let told: Vec<Value> = steps
                .iter()
                .map(|(chapter, step, holds)| {
                    let left: Vec<&str> = step.left(&seen).map(|finding| finding.code).collect();
                    json!({
                        "chapter": chapter.name, "step": step.name, "title": step.title,
                        "holds": holds, "left": left,
                    })
                })
                .collect();
            terminal::print_json(&json!({ "steps": told, "done": done, "all": steps.len() }))?;
        }
    }
    Ok(if done == steps.len() { Outcome::Fine } else { Outcome::Stopped })
}
