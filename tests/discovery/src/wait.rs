//! Bounded waiting.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::CaseError;

/// Looks four times a second until `look` says that it is so. `look` gives what is still missing.
pub fn within(
    seconds: u64,
    what: &str,
    mut look: impl FnMut() -> Result<(), String>,
) -> Result<(), CaseError> {
    let start = Instant::now();
    loop {
        let Err(missing) = look() else { return Ok(()) };
        if start.elapsed() > Duration::from_secs(seconds) {
            return Err(CaseError::Late { seconds, what: format!("{what}: {missing}") });
        }
        sleep(Duration::from_millis(250));
    }
}
