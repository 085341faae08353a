//! Data for scripts: settings, lists, and the quotes around them.

use std::fmt::Write as _;

/// A value as `settings.sh` reads it, and as a shell would: in single quotes, on one line.
///
/// ```
/// assert_eq!(presswright::provision::quote("it's\n$(here)"), r"'it'\''s'$'\n''$(here)'");
/// ```
pub fn quote(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('\'');
    for character in value.chars() {
        match character {
            '\'' => out.push_str(r"'\''"),
            '\n' => out.push_str(r"'$'\n''"),
            // A shell has no text with NUL, and no value of a design holds one.
            '\0' => {}
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}

/// A value in double quotes that a YAML 1.1 and a YAML 1.2 reader take for the same text. What one of them could
/// take for a line break or refuse (control characters, U+2028, a byte order mark) is escaped.
pub fn quote_yaml(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            ' '..='~' | '\u{a1}'..='\u{1fff}' | '\u{3001}'..='\u{d7ff}' => out.push(character),
            other if u32::from(other) <= 0xffff => {
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
            other => {
                let _ = write!(out, "\\U{:08x}", u32::from(other));
            }
        }
    }
    out.push('"');
    out
}

/// The lines of a settings file: `KEY='value'`.
#[derive(Debug, Default)]
pub(super) struct Settings(String);

impl Settings {
    pub(super) fn new(about: &str) -> Self {
        Self(format!("# {about}\n"))
    }

    pub(super) fn set(&mut self, key: &str, value: &str) -> &mut Self {
        let _ = writeln!(self.0, "{key}={}", quote(value));
        self
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

/// The rows of a list file, one space between columns. Only its last column may be quoted.
#[derive(Debug)]
pub(super) struct Rows(String);

impl Rows {
    /// A list whose first line says what its columns are.
    pub(super) fn new(columns: &str) -> Self {
        Self(format!("# {columns}\n"))
    }

    pub(super) fn push(&mut self, columns: &[&str]) {
        self.0.push_str(&columns.join(" "));
        self.0.push('\n');
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}
