//! Findings as annotations of a GitHub workflow.
//!
//! Escapes as in @actions/core, `command.ts`: `escapeData` and `escapeProperty`.

use crate::finding::{Findings, Severity};
use crate::source::Source;
use crate::terminal::visible;
use std::fmt::Write;

pub fn write(findings: &Findings, source: &Source) -> String {
    let mut text = String::new();
    for finding in &findings.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        // From standard input there is no file that GitHub could show.
        let file = source.path.as_ref().map(|path| {
            format!("file={},", property(&path.display().to_string().replace('\\', "/")))
        });
        let title = format!("{} {}", finding.code, finding.title);
        let _ = writeln!(
            text,
            "::{command} {}line={},col={},title={}::{}",
            file.unwrap_or_default(),
            finding.place.line,
            finding.place.column,
            property(&title),
            data(&format!("{}\n{}", visible(&finding.message), finding.why)),
        );
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_command_of_its_own() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
