//! Bounded waiting.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::CaseError;

/// How much longer than on an idle machine something may take before it counts as never.
const PATIENCE: u64 = 4;

/// Looks twice a second until `look` says that it is so. `look` gives what is still missing. `seconds`
/// are those of an idle machine.
pub fn within(
    seconds: u64,
    what: &str,
    mut look: impl FnMut() -> Result<(), String>,
) -> Result<(), CaseError> {
    let seconds = seconds * PATIENCE;
    let start = Instant::now();
    loop {
        let Err(missing) = look() else { return Ok(()) };
        if start.elapsed() > Duration::from_secs(seconds) {
            return Err(CaseError::Late { seconds, what: format!("{what}: {missing}") });
        }
        sleep(Duration::from_millis(500));
    }
}
