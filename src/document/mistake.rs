//! What is wrong with a text: where, what was found, and how to mend it.

use super::{Path, Span};
use std::fmt;

/// One mistake in a document. Reading collects them all; none stops it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands in the text.
    pub span: Span,
    /// The value it concerns, as far as one can be named.
    pub path: Path,
    /// What was found and what is allowed, in one sentence.
    pub message: String,
    /// How to mend it, if there is more to say.
    pub hint: Option<String>,
}

impl Mistake {
    /// A mistake at `span`, without a hint.
    pub fn new(span: Span, path: &Path, message: impl Into<String>) -> Self {
        Self { span, path: path.clone(), message: message.into(), hint: None }
    }

    /// The same mistake with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.span.line, self.span.column, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}
