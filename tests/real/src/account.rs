//! What readers and writers met around the time when something happened.

use std::fmt;
use std::time::Duration;

use crate::visitor::{Attempt, Visits, longest_outage};

/// How long a visitor may be without an answer while nothing fails: one request that is tried again after the ten
/// seconds that it is waited for.
pub const HICCUP: Duration = Duration::from_secs(15);

/// One kind of visit, before and after something happened.
#[derive(Debug, Clone)]
pub struct Account {
    what: &'static str,
    /// How many there were.
    pub all: usize,
    /// How many failed.
    pub failed: usize,
    /// How many had failed before it happened.
    pub failed_before: usize,
    /// When the last that failed began, after it happened.
    pub last_failure: Duration,
    /// When the last that succeeded ended, after it happened.
    pub last_success: Duration,
    /// How many succeeded after it happened.
    pub fine_after: usize,
    /// For how long nothing succeeded, at the longest.
    pub longest: Duration,
    /// The last failure's words.
    pub said: String,
}

impl Account {
    /// Counts attempts around the time when something happened.
    pub fn of(what: &'static str, attempts: &[Attempt], event: Duration) -> Self {
        let failures = || attempts.iter().filter(|one| one.done.is_err());
        let fine = || attempts.iter().filter(|one| one.done.is_ok());
        let last = failures().next_back();
        Self {
            what,
            all: attempts.len(),
            failed: failures().count(),
            failed_before: failures().filter(|one| one.at + one.took < event).count(),
            last_failure: last.map_or(Duration::ZERO, |one| one.at.saturating_sub(event)),
            last_success: fine()
                .next_back()
                .map_or(Duration::ZERO, |one| (one.at + one.took).saturating_sub(event)),
            fine_after: fine().filter(|one| one.at > event).count(),
            longest: longest_outage(attempts),
            said: last.and_then(|one| one.done.clone().err()).unwrap_or_default(),
        }
    }

    /// Reads and writes.
    pub fn of_both(visits: &Visits, event: Duration) -> [Self; 2] {
        [Self::of("reads", &visits.reads, event), Self::of("writes", &visits.writes, event)]
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} {} failed", self.failed, self.all, self.what)?;
        if self.failed > 0 {
            write!(
                f,
                ", the last {} s after, the longest time without one {} s",
                self.last_failure.as_secs(),
                self.longest.as_secs()
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_counted_from_what_happened() {
        let attempt = |at, fine: bool| Attempt {
            at: Duration::from_secs(at),
            took: Duration::from_secs(1),
            done: if fine { Ok(None) } else { Err(format!("at {at}")) },
        };
        let attempts = [
            attempt(0, true),
            attempt(2, false),
            attempt(10, true),
            attempt(12, false),
            attempt(14, true),
        ];
        let account = Account::of("reads", &attempts, Duration::from_secs(8));
        assert_eq!((account.all, account.failed, account.failed_before), (5, 2, 1));
        assert_eq!(account.last_failure, Duration::from_secs(4));
        assert_eq!(account.last_success, Duration::from_secs(7));
        assert_eq!(account.fine_after, 2);
        assert_eq!(account.said, "at 12");
        assert_eq!(
            account.to_string(),
            "2 of 5 reads failed, the last 4 s after, the longest time without one 10 s"
        );
    }
}
