//! A start in a link: `&deploy=7&at=126034&break=127s:kill=node-1&break=150s-240s:export-down`: the seed, the
//! millisecond that is looked at, and what breaks in the command line's words.

use super::starting::{Broken, LATEST, MOST_BREAKS, Starting};
use crate::editor::rehearsal::flags::{flag, read};
use crate::simulate::deploy::words::{LONGEST, read_duration};
use std::fmt::Write;

/// So much of a link is looked at: it comes from a stranger.
const MOST: usize = 100;
/// And so many signs of a value are told.
const TOLD: usize = 40;

/// What stands behind the design's word.
pub fn start_to_link(starting: &Starting, at: u64) -> String {
    let mut link = format!("&deploy={}", starting.seed);
    // Writing into a text does not fail.
    if at > 0 {
        let _ = write!(link, "&at={at}");
    }
    for one in &starting.breaks {
        let _ = write!(link, "&break={}s", one.at / 1000);
        if let Some(until) = one.until {
            let _ = write!(link, "-{}s", until / 1000);
        }
        let _ = write!(link, ":{}", flag(&one.what));
    }
    link
}

/// Whether a link has a start.
pub fn carries_start(link: &str) -> bool {
    link.split('&').skip(1).take(MOST).any(|flag| flag.starts_with("deploy="))
}

/// The start of a link, and the moment that is looked at; nothing where it has none. A value that means nothing
/// refuses all of it: a start that is another than was sent would answer another question.
pub fn start_from_link(link: &str) -> Result<Option<(Starting, u64)>, String> {
    if !carries_start(link) {
        return Ok(None);
    }
    let mut starting = Starting::default();
    let mut at = 0;
    let mut seen: Vec<&str> = Vec::new();
    for flag in link.split('&').skip(1).take(MOST) {
        let Some((name, value)) = flag.split_once('=') else { continue };
        match name {
            "deploy" | "at" if seen.contains(&name) => {
                return Err(format!("{name} stands in it twice"));
            }
            "deploy" => starting.seed = number(name, value, u64::MAX)?,
            "at" => at = number(name, value, LONGEST)?,
            "break" if starting.breaks.len() >= MOST_BREAKS => {
                return Err(format!("at most {MOST_BREAKS} things break in it"));
            }
            "break" => starting.put(broken(value)?),
            _ => continue,
        }
        seen.push(name);
    }
    Ok(Some((starting, at)))
}

fn number(name: &str, value: &str, most: u64) -> Result<u64, String> {
    let plain = !value.is_empty() && value.bytes().all(|sign| sign.is_ascii_digit());
    let number = Some(value).filter(|_| plain).and_then(|value| value.parse::<u64>().ok());
    number.filter(|number| *number <= most).ok_or_else(|| {
        format!("{name}: wanted is a whole number of at most {most}, not {:?}", told(value))
    })
}

/// As much of a value as is told.
fn told(value: &str) -> String {
    value.chars().take(TOLD).collect()
}

fn broken(text: &str) -> Result<Broken, String> {
    let wrong = || {
        let found = told(text);
        format!("what breaks is a time and a fault, as 90s:kill=node-1, not {found:?}")
    };
    let (when, what) = text.split_once(':').ok_or_else(wrong)?;
    let what = read(what).ok_or_else(wrong)?;
    let time =
        |text: &str| read_duration(text).ok().filter(|time| *time <= LATEST).ok_or_else(wrong);
    let (at, until) = match when.split_once('-') {
        Some((at, until)) => (time(at)?, Some(time(until)?)),
        None => (time(when)?, None),
    };
    match until {
        Some(until) if until <= at => Err(format!("{:?} ends before it begins", told(text))),
        Some(_) if !what.can_end() => Err(format!("{:?} does not end by itself", told(text))),
        _ => Ok(Broken { at, until, what }),
    }
}
