//! System packages change the person's machine: they are installed only with consent.

use std::env;
use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::Result;

/// Whether system packages may be installed, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// `CI` is set, or `--yes` was given.
    Given,
    /// Standard input is a terminal: the person can be asked.
    Ask,
    /// Nobody is there to be asked.
    Withheld,
}

impl Consent {
    pub fn new(yes: bool) -> Self {
        Self::from_signs(yes || is_ci(), io::stdin().is_terminal())
    }

    fn from_signs(given: bool, terminal: bool) -> Self {
        match (given, terminal) {
            (true, _) => Self::Given,
            (false, true) => Self::Ask,
            (false, false) => Self::Withheld,
        }
    }

    /// Puts the question where nobody has answered it yet.
    pub fn obtain(self, question: &str) -> Result<bool> {
        match self {
            Self::Given => Ok(true),
            Self::Withheld => Ok(false),
            Self::Ask => {
                eprint!("{question} [y/N] ");
                io::stderr().flush()?;
                let mut answer = String::new();
                io::stdin().lock().read_line(&mut answer)?;
                Ok(is_yes(&answer))
            }
        }
    }
}

/// `CI` is set to something that is not a plain no.
pub fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_counts_more_than_a_terminal() {
        assert_eq!(Consent::from_signs(true, true), Consent::Given);
        assert_eq!(Consent::from_signs(true, false), Consent::Given);
        assert_eq!(Consent::from_signs(false, true), Consent::Ask);
        assert_eq!(Consent::from_signs(false, false), Consent::Withheld);
    }

    #[test]
    fn silence_is_no() {
        assert!(is_yes("Yes\n"));
        assert!(is_yes("y"));
        assert!(!is_yes("\n"));
        assert!(!is_yes("yo"));
    }
}
