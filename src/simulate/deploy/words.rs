//! A start in sentences: those of the command line and of the page.

use super::history::{Event, History, Kind, Outcome, Sort};

/// The longest time that can be asked for: a day, in milliseconds.
pub const LONGEST: u64 = 24 * 3_600_000;

/// What a machine does before a container of an image can run on it.
pub const LOADS: &str = "loads its image";

/// Minutes and seconds, with tenths: `2:06.0`.
pub fn clock(milliseconds: u64) -> String {
    let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000);
    format!("{minutes}:{:02}.{}", rest / 1000, rest % 1000 / 100)
}

/// Minutes and seconds: `2 min 6 s`.
pub fn span(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// Milliseconds of `90s`, `2m`, `2m30s`, `1h` or a bare number of seconds; otherwise what is wanted.
pub fn read_duration(text: &str) -> Result<u64, &'static str> {
    let wrong = "wanted is a time of at most a day, as in 90s, 2m or 2m30s";
    let mut all: u64 = 0;
    let mut number = String::new();
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    for character in text.chars().chain(bare.then_some('s')) {
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
    if number.is_empty() && !text.is_empty() && all <= LONGEST { Ok(all) } else { Err(wrong) }
}

/// A line of what is told: an event, or objects that were made in a row, of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it began, in milliseconds.
    pub at: u64,
    /// When the last of it happened.
    pub until: u64,
    /// Who; nothing for a step of `deploy.sh` and for objects.
    pub who: String,
    /// What.
    pub words: String,
    /// By which rule or fact; empty where the words say it.
    pub because: &'static str,
    /// What it is about.
    pub kind: Kind,
}

/// All that is told of a history, in order.
pub fn lines(history: &History) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = history.events.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let kind = object_kind(first);
        let alike = after.iter().take_while(|event| kind.is_some() && object_kind(event) == kind);
        let (alike, later) = after.split_at(alike.count());
        rest = later;
        let told = Line {
            at: first.at,
            until: alike.last().unwrap_or(first).at,
            who: String::new(),
            words: first.words.clone(),
            because: first.because,
            kind: first.kind,
        };
        lines.push(match (kind, first.kind) {
            (Some(_), _) => {
                let names: Vec<&str> =
                    [first].into_iter().chain(alike).map(|event| event.thing.word()).collect();
                Line { words: format!("made: {}", names.join(", ")), ..told }
            }
            (None, Kind::Step) => told,
            (None, _) => Line { who: first.thing.word().to_owned(), ..told },
        });
    }
    lines
}

/// The kind of an object that was made; nothing of anything else.
fn object_kind(event: &Event) -> Option<&str> {
    let made = event.kind == Kind::Made && event.thing.sort == Sort::Object;
    made.then(|| event.thing.name.split_once('/').map_or("", |(kind, _)| kind))
}

/// The sentence that sums up.
pub fn summary(history: &History) -> String {
    let seed = history.seed;
    match &history.outcome {
        Outcome::Deployed { at } => {
            let restarts = history.events.iter().filter(|event| event.kind == Kind::Ended).count();
            let restarts = match restarts {
                0 => "no container ended".to_owned(),
                1 => "one container ended and was started again".to_owned(),
                more => format!("containers ended {more} times"),
            };
            format!("Deployed after {}, with seed {seed}: one cluster, {restarts}.", span(*at))
        }
        Outcome::TwoClusters { at, clusters } => {
            let each: Vec<String> = clusters.iter().map(|members| members.join(", ")).collect();
            format!(
                "Two clusters, with seed {seed}, from {} on: {}. deploy.sh does not see it; verify.sh does, by \
                 wsrep_cluster_size.",
                span(*at),
                each.join(" | ")
            )
        }
        Outcome::Stopped { at, says } => {
            format!("Not deployed, with seed {seed}: deploy.sh ended after {}: {says}", span(*at))
        }
        Outcome::Unfinished { at_work } => format!(
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
            assert_eq!(read_duration(text), Ok(milliseconds), "{text}");
        }
        for text in ["", "s", "1x", "-1s", "1.5s", "25h", "1m30", "99999999999999999999s"] {
            assert!(read_duration(text).is_err(), "{text}");
        }
        assert_eq!((clock(126_034), span(126_034)), ("2:06.0".to_owned(), "2 min 6 s".to_owned()));
        assert_eq!((span(59_999), span(120_000)), ("59 s".to_owned(), "2 min".to_owned()));
    }
}
