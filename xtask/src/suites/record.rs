//! What came of the suites, and the table that says so.

use std::fmt::{self, Display, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use crate::consent;

/// What came of a suite.
pub enum Outcome {
    Passed,
    Failed(String),
    NotRun(String),
}

/// A suite's name, what came of it, and how long it took.
pub struct Record {
    pub name: String,
    pub outcome: Outcome,
    pub time: Duration,
}

impl Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, time, .. } = self;
        let seconds = time.as_secs();
        match &self.outcome {
            Outcome::Passed => writeln!(f, "{name:10} passed   {seconds:>5} s"),
            Outcome::Failed(why) => writeln!(f, "{name:10} FAILED   {seconds:>5} s  {why}"),
            Outcome::NotRun(why) => writeln!(f, "{name:10} not run  {seconds:>5} s  {why}"),
        }
    }
}

/// Prints the table and, if anything ran, the counts as the last line alone.
pub fn report(records: &[Record], together: Duration) -> ExitCode {
    let (text, success) = summary(records, together, consent::is_ci());
    print!("{text}");
    if success { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn summary(records: &[Record], together: Duration, ci: bool) -> (String, bool) {
    let mut text = String::from("\n");
    let (mut passed, mut failed) = (0, 0);
    for record in records {
        text.push_str(&record.to_string());
        match record.outcome {
            Outcome::Passed => passed += 1,
            Outcome::Failed(_) => failed += 1,
            Outcome::NotRun(_) if ci => failed += 1,
            Outcome::NotRun(_) => {}
        }
    }
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{:10} {:>14} s", "together", together.as_secs());
    if ci && records.iter().any(|record| matches!(record.outcome, Outcome::NotRun(_))) {
        text.push_str("CI is set: what could not run counts as failed.\n");
    }
    if passed + failed > 0 {
        let _ = writeln!(text, "{passed} passed, {failed} failed");
    }
    (text, failed == 0 && passed > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(2);

    fn record(outcome: Outcome) -> Record {
        Record { name: "one".into(), outcome, time: TIME }
    }

    #[test]
    fn what_did_not_run_fails_only_in_ci() {
        let records = [record(Outcome::Passed), record(Outcome::NotRun("no browser".into()))];
        let (text, success) = summary(&records, TIME, false);
        assert!(success && text.ends_with("\n1 passed, 0 failed\n"), "{text}");
        assert!(text.contains("no browser"), "{text}");
        let (text, success) = summary(&records, TIME, true);
        assert!(!success && text.ends_with("\n1 passed, 1 failed\n"), "{text}");
    }

    #[test]
    fn nothing_run_is_no_success_and_counts_nothing() {
        let (text, success) = summary(&[record(Outcome::NotRun("no browser".into()))], TIME, false);
        assert!(!success && !text.contains("passed,"), "{text}");
        let (_, success) = summary(&[record(Outcome::Failed("broken".into()))], TIME, false);
        assert!(!success);
    }
}
