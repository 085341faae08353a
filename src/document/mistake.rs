//! What is wrong with a text: where, what was found, and how to mend it.

use super::{Path, Span};
use std::fmt;

/// What kind of mistake it is. Each has a code, as the rules have: reading comes before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MistakeKind {
    /// The text is not YAML.
    NotYaml,
    /// The text is larger, deeper or longer than a design may be.
    TooLarge,
    /// A part of YAML that a design does not use: tags, merge keys, a second document.
    NotForDesigns,
    /// A key stands twice.
    RepeatedKey,
    /// A key that a design does not have.
    UnknownKey,
    /// A key that must be there is not.
    MissingKey,
    /// A value that is not allowed where it stands.
    WrongValue,
    /// A bare word that YAML readers take for different things.
    Ambiguous,
    /// The design has another format than the one that is read.
    OtherFormat,
}

impl MistakeKind {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 9] = [
        Self::NotYaml,
        Self::TooLarge,
        Self::NotForDesigns,
        Self::RepeatedKey,
        Self::UnknownKey,
        Self::MissingKey,
        Self::WrongValue,
        Self::Ambiguous,
        Self::OtherFormat,
    ];

    /// Its code. A code is never given to anything else.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotYaml => "PW-D01",
            Self::TooLarge => "PW-D02",
            Self::NotForDesigns => "PW-D03",
            Self::RepeatedKey => "PW-D04",
            Self::UnknownKey => "PW-D05",
            Self::MissingKey => "PW-D06",
            Self::WrongValue => "PW-D07",
            Self::Ambiguous => "PW-D08",
            Self::OtherFormat => "PW-D09",
        }
    }

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::NotYaml => "The text is not YAML",
            Self::TooLarge => "The design is too large",
            Self::NotForDesigns => "A part of YAML that designs do not use",
            Self::RepeatedKey => "A key stands twice",
            Self::UnknownKey => "A key that is not known",
            Self::MissingKey => "A key is missing",
            Self::WrongValue => "A value that is not allowed here",
            Self::Ambiguous => "A word that YAML readers do not agree on",
            Self::OtherFormat => "A design of another format",
        }
    }

    /// Why it matters.
    pub fn why(self) -> &'static str {
        match self {
            Self::NotYaml => {
                "Nothing behind this place can be read, so nothing in the design can be checked."
            }
            Self::TooLarge => {
                "The limits keep a page or a pipeline from hanging on a text that no person wrote."
            }
            Self::NotForDesigns => {
                "One text must mean one design, to this reader and to every other."
            }
            Self::RepeatedKey => {
                "YAML readers do not agree on which of the two counts; some refuse the text."
            }
            Self::UnknownKey => {
                "A misspelt key would leave its setting at the default, and nobody would notice."
            }
            Self::MissingKey => "There is no default that would be right for everyone.",
            Self::WrongValue => "No cluster could be made from it.",
            Self::Ambiguous => {
                "A YAML 1.1 reader takes words such as no, 010 or 12:30 for something else than a YAML 1.2 reader does."
            }
            Self::OtherFormat => "What the keys mean can change from one format to the next.",
        }
    }
}

/// One mistake in a document. Reading collects them all; none stops it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What kind it is.
    pub kind: MistakeKind,
    /// Where it stands in the text.
    pub span: Span,
    /// The value it concerns, as far as one can be named.
    pub path: Path,
    /// What was found and what is allowed, in one sentence.
    pub message: String,
    /// How to mend it, if there is more to say.
    pub hint: Option<String>,
    /// What would mend it in place of the span, where that is plain.
    pub mend: Option<String>,
}

impl Mistake {
    /// A mistake at `span`, without a hint.
    pub fn new(kind: MistakeKind, span: Span, path: &Path, message: impl Into<String>) -> Self {
        Self { kind, span, path: path.clone(), message: message.into(), hint: None, mend: None }
    }

    /// The same mistake with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same mistake with what would mend it in place of its span.
    #[must_use]
    pub fn mend(mut self, mend: Option<String>) -> Self {
        self.mend = mend;
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
