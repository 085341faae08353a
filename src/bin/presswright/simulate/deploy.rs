//! `presswright simulate deploy`: the start of a bundle, event by event.

use super::Of;
use super::faults::fault_in_words;
use crate::failure::Failure;
use crate::{Format, Outcome, terminal};
use clap::Args;
use clap::builder::PossibleValuesParser;
use presswright::simulate::Site;
use presswright::simulate::deploy::words::{Line, clock, lines, read_duration, summary};
use presswright::simulate::deploy::{Asked, Break, History, Kind, deploy};
use presswright::topology::Topology;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// What can be demanded.
const DEMANDS: [&str; 1] = ["deployed"];

#[derive(Args)]
pub struct Deployed {
    #[command(flatten)]
    of: Of,
    /// Of its chance: one seed, one history
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Something fails midway, as in '90s:kill node-1', or '30s-2m:cut-off node-1' with its end; the faults are those
    /// of `simulate failure`; give it again for more
    #[arg(long = "break", value_name = "AT:FAULT")]
    breaks: Vec<String>,
    /// Stop then, as in 90s, 2m or 2m30s; otherwise when it is over
    #[arg(long, value_name = "TIME", value_parser = read_duration)]
    until: Option<u64>,
    /// End with 1 where this does not hold
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(DEMANDS))]
    require: Option<String>,
}

/// A break as it is written.
fn broken(topology: &Topology, text: &str) -> Result<Break, Failure> {
    let no_break = || Failure::NoBreak(text.to_owned());
    let (when, what) = text.split_once(':').ok_or_else(no_break)?;
    let (at, until) = match when.split_once('-') {
        Some((at, until)) => (at, Some(read_duration(until).map_err(|_| no_break())?)),
        None => (when, None),
    };
    let at = read_duration(at).map_err(|_| no_break())?;
    let fault = fault_in_words(topology, what.trim())?;
    let end = |why| Err(Failure::BreakEnd { text: text.to_owned(), why });
    match until {
        Some(until) if until <= at => end("it ends before it begins"),
        Some(_) if !fault.can_end() => end("this does not end by itself; give it no end"),
        _ => Ok(Break { at, until, fault }),
    }
}

impl Deployed {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let Some(approved) = self.of.approved()? else { return Ok(Outcome::Stopped) };
        let topology = approved.topology();
        let breaks = self.breaks.iter().map(|text| broken(topology, text));
        let breaks = breaks.collect::<Result<Vec<Break>, Failure>>()?;
        let site = Site::drawn(approved.design(), topology, self.of.classes());
        let asked = Asked { seed: self.seed, breaks, until: self.until, ..Asked::default() };
        let history = deploy(&site, &asked);
        match self.of.format {
            Format::Human => terminal::print_lines(&text(&history))?,
            Format::Json => terminal::print_json(&json(&history)?)?,
        }
        let holds = self.require.is_none() || history.is_deployed();
        Ok(if holds { Outcome::Fine } else { Outcome::Stopped })
    }
}

/// The history, and how each thing stands at its end.
fn json(history: &History) -> Result<Value, Failure> {
    let mut value = serde_json::to_value(history)?;
    let stands: Map<String, Value> = history
        .at(history.end)
        .into_iter()
        .map(|(thing, standing)| {
            (thing.to_string(), json!({"phase": standing.phase.word(), "waits": standing.waits}))
        })
        .collect();
    if let Value::Object(all) = &mut value {
        all.insert("stands".to_owned(), Value::Object(stands));
    }
    Ok(value)
}

/// A line; a step of `deploy.sh` is a heading.
fn shown(line: &Line) -> String {
    let at = clock(line.at);
    if line.kind == Kind::Step {
        return format!("\n{at:>9}  == {}\n", line.words);
    }
    if line.who.is_empty() {
        return format!("{at:>9}  {}\n", line.words);
    }
    let because =
        if line.because.is_empty() { String::new() } else { format!(" ({})", line.because) };
    format!("{at:>9}  {:<18}  {}{because}\n", line.who, line.words)
}

fn text(history: &History) -> String {
    let mut text: String = lines(history).iter().map(shown).collect();
    if !history.is_deployed() {
        let waiting: Vec<String> = history
            .at(history.end)
            .into_iter()
            .filter_map(|(thing, standing)| {
                let wait = standing.waits?;
                Some(format!("  {:<18}  for {}: {}\n", thing.word(), wait.on, wait.why))
            })
            .collect();
        if !waiting.is_empty() {
            let _ = write!(text, "\nWaiting then:\n{}", waiting.concat());
        }
    }
    let _ = writeln!(
        text,
        "\n{}\nHow long things take is assumed, and a little else in each seed; --format json says what is assumed.",
        summary(history)
    );
    text.trim_start_matches('\n').to_owned()
}
