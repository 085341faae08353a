//! Waiting with a bound: a state is asked for again and again until it is there or time is up.

use std::fmt::Display;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Time was up before the state was there.
#[derive(Debug, thiserror::Error)]
#[error("not within {} s: {what}. Last seen: {seen}", bound.as_secs())]
pub struct TimeIsUp {
    /// What was waited for.
    pub what: String,
    /// How long.
    pub bound: Duration,
    /// What the last look said.
    pub seen: String,
}

/// Asks until `state` answers with a value; its error says what is still missing.
pub fn until<T, E: Display>(
    what: &str,
    bound: Duration,
    mut state: impl FnMut() -> Result<T, E>,
) -> Result<T, TimeIsUp> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(20);
    loop {
        match state() {
            Ok(value) => return Ok(value),
            Err(seen) if start.elapsed() >= bound => {
                return Err(TimeIsUp { what: what.to_owned(), bound, seen: seen.to_string() });
            }
            Err(_) => sleep(pause),
        }
        pause = (pause * 3 / 2).min(Duration::from_millis(250));
    }
}
