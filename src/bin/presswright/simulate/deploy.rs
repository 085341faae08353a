//! `presswright simulate deploy`: the start of a bundle, event by event.

use super::Of;
use super::faults::fault_in_words;
use crate::failure::Failure;
use crate::{Format, Outcome, terminal};
use clap::Args;
use clap::builder::PossibleValuesParser;
use presswright::simulate::Site;
use presswright::simulate::deploy::{self, Asked, Break, Event, History, Kind, deploy};
use presswright::topology::Topology;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// What can be demanded.
const DEMANDS: [&str; 1] = ["deployed"];
/// The longest time that can be given: a day, in milliseconds.
const MOST: u64 = 24 * 3_600_000;

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
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<u64>,
    /// End with 1 where this does not hold
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(DEMANDS))]
    require: Option<String>,
}

/// Milliseconds of `90s`, `2m`, `2m30s`, `1h` or a bare number of seconds.
fn time(text: &str) -> Result<u64, &'static str> {
    let wrong = "wanted is a time of at most a day, as in 90s, 2m or 2m30s";
    let mut all: u64 = 0;
    let mut number = String::new();
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let text = if bare { format!("{text}s") } else { text.to_owned() };
    for character in text.chars() {
        let unit = match character {
            '0'..='9' => {
                number.push(character);
                continue;
            }
            's' => 1_000,
            'm' => 60_000,
            'h' => 3_600_000,
            _ => return Err(wrong),
        };
        let amount: u64 = number.parse().map_err(|_| wrong)?;
        all = amount.checked_mul(unit).and_then(|more| all.checked_add(more)).ok_or(wrong)?;
        number.clear();
    }
    if number.is_empty() && !text.is_empty() && all <= MOST { Ok(all) } else { Err(wrong) }
}

/// A break as it is written.
fn broken(topology: &Topology, text: &str) -> Result<Break, Failure> {
    let no_break = || Failure::NoBreak(text.to_owned());
    let (when, what) = text.split_once(':').ok_or_else(no_break)?;
    let (at, until) = match when.split_once('-') {
        Some((at, until)) => (at, Some(time(until).map_err(|_| no_break())?)),
        None => (when, None),
    };
    let at = time(at).map_err(|_| no_break())?;
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

/// Minutes and seconds, with tenths.
fn clock(milliseconds: u64) -> String {
    let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000);
    format!("{minutes}:{:02}.{}", rest / 1000, rest % 1000 / 100)
}

/// Minutes and seconds.
fn span(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
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

/// A line of an event.
fn line(event: &Event) -> String {
    let because =
        if event.because.is_empty() { String::new() } else { format!(" ({})", event.because) };
    format!("{:>9}  {:<18}  {}{because}", clock(event.at), event.thing.word(), event.words)
}

fn text(history: &History) -> String {
    let mut text = String::new();
    let mut made: Vec<&Event> = Vec::new();
    for event in &history.events {
        let is_object = event.kind == Kind::Made
            && event.thing.sort == presswright::simulate::deploy::Sort::Object;
        if is_object {
            made.push(event);
            continue;
        }
        write_made(&mut text, &mut made);
        if event.kind == Kind::Step {
            let _ = writeln!(text, "\n{:>9}  == {}", clock(event.at), event.words);
        } else {
            let _ = writeln!(text, "{}", line(event));
        }
    }
    write_made(&mut text, &mut made);
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

/// Objects that were made in a row, on one line a kind.
fn write_made(text: &mut String, made: &mut Vec<&Event>) {
    let kind =
        |event: &Event| event.thing.name.split_once('/').map_or("", |(kind, _)| kind).to_owned();
    let mut rest = made.as_slice();
    while let Some(first) = rest.first() {
        let alike = rest.iter().take_while(|event| kind(event) == kind(first)).count();
        let (now, later) = rest.split_at(alike);
        let names: Vec<&str> = now.iter().map(|event| event.thing.word()).collect();
        let _ = writeln!(text, "{:>9}  made: {}", clock(first.at), names.join(", "));
        rest = later;
    }
    made.clear();
}

/// The sentence that sums up.
fn summary(history: &History) -> String {
    let seed = history.seed;
    match &history.outcome {
        deploy::Outcome::Deployed { at } => {
            let restarts = history.events.iter().filter(|event| event.kind == Kind::Ended).count();
            let restarts = match restarts {
                0 => "no container ended".to_owned(),
                1 => "one container ended and was started again".to_owned(),
                more => format!("containers ended {more} times"),
            };
            format!("Deployed after {}, with seed {seed}: one cluster, {restarts}.", span(*at))
        }
        deploy::Outcome::TwoClusters { at, clusters } => {
            let each: Vec<String> = clusters.iter().map(|members| members.join(", ")).collect();
            format!(
                "Two clusters, with seed {seed}, from {} on: {}. deploy.sh does not see it; verify.sh does, by \
                 wsrep_cluster_size.",
                span(*at),
                each.join(" | ")
            )
        }
        deploy::Outcome::Stopped { at, says } => {
            format!("Not deployed, with seed {seed}: deploy.sh ended after {}: {says}", span(*at))
        }
        deploy::Outcome::Unfinished { at_work } => format!(
            "Not deployed yet after {}, with seed {seed}: deploy.sh was at \"{at_work}\".",
            span(history.end)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_nonsense_is_not() {
        let cases = [
            ("90s", 90_000),
            ("2m", 120_000),
            ("2m30s", 150_000),
            ("45", 45_000),
            ("1h", 3_600_000),
        ];
        for (text, milliseconds) in cases {
            assert_eq!(time(text), Ok(milliseconds), "{text}");
        }
        for text in ["", "s", "1x", "-1s", "1.5s", "25h", "1m30", "99999999999999999999s"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
