//! The three clocks: the machine's, in microseconds since 1970; the API's, in whole seconds; and the library's.

use std::time::{SystemTime, UNIX_EPOCH};

use time::UtcDateTime;
use time::format_description::well_known::Rfc3339;

use crate::rehearsal::Failure;

/// How many seconds of the library's clock pass in one of the machine's. Windows, periods and flags of the controller
/// are divided by it. 15, as the API takes whole seconds and the shortest period that the bundle writes is 15 s.
pub const SPEED: u64 = 15;

/// Microseconds of a second.
pub const SECOND: u64 = 1_000_000;

const DAY: u64 = 24 * 3600 * SECOND;

/// Now.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// That moment on the library's clock, which counts milliseconds.
pub fn library(micros: u64) -> u64 {
    micros * SPEED / 1000
}

/// That second as the API writes it.
pub fn written(second: u64) -> Result<String, Failure> {
    Ok(UtcDateTime::from_unix_timestamp(i64::try_from(second)?)?.format(&Rfc3339)?)
}

/// The moment that a line of a program's log begins with, `I1130 04:31:49.123456`, which names no year: that within
/// half a day of `near`.
pub fn of_log(line: &str, near: u64) -> Option<u64> {
    let (clock, micros) = line.split(' ').nth(1)?.split_once('.')?;
    let mut seconds = 0;
    for part in clock.split(':') {
        seconds = seconds * 60 + part.parse::<u64>().ok()?;
    }
    let at = near / DAY * DAY + seconds * SECOND + micros.parse::<u64>().ok()?;
    Some(if at + DAY / 2 < near {
        at + DAY
    } else if at > near + DAY / 2 {
        at - DAY
    } else {
        at
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_as_the_api_has_them() {
        assert_eq!(written(951_782_399).unwrap(), "2000-02-28T23:59:59Z");
    }

    #[test]
    fn a_line_of_a_log_has_its_moment_also_around_midnight() {
        let midnight = 20_000 * DAY;
        let line = |clock: &str| format!("I1130 {clock}       1 horizontal.go:1] \"Said\"");
        let of = |clock: &str, near| of_log(&line(clock), near).unwrap();
        assert_eq!(of("00:00:01.000002", midnight + 5), midnight + SECOND + 2);
        assert_eq!(of("00:00:01.000002", midnight - 5), midnight + SECOND + 2);
        assert_eq!(of("23:59:59.000000", midnight + 5), midnight - SECOND);
        assert_eq!(of_log("goroutine 1 [running]:", midnight), None);
    }
}
