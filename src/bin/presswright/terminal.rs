//! What a person sees: colour only on a terminal, and no control character of a stranger's text.

use crate::failure::Failure;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group, Level, Renderer, Report};
use std::io::{self, Write};

/// Writes to standard output, byte for byte: what stands there is for a file or a program, and has
/// no colours.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes to standard output what a person reads: lines in which strangers' text may stand.
pub fn print_lines(text: &str) -> Result<(), Failure> {
    let kept = |character| matches!(character, '\n' | '\t');
    let seen = |character| if kept(character) { character } else { shown(character) };
    print(&text.chars().map(seen).collect::<String>())
}

/// Writes one JSON value to standard output.
pub fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    print(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Writes a remark for a person to standard error.
pub fn remark(text: &str) {
    // There is nobody left to tell when standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Writes what kept a command from being carried out to standard error.
pub fn tell_failure(failure: &Failure) {
    let title = visible(&failure.to_string());
    remark(&render(&[Group::with_title(Level::ERROR.primary_title(title))]));
}

/// A report as text with colours.
pub fn render(report: Report<'_>) -> String {
    Renderer::styled().decor_style(DecorStyle::Ascii).render(report)
}

/// The text with every character that a terminal would act on made visible.
///
/// Names in a design come from strangers; an escape sequence in one could rewrite the screen, and a
/// change of writing direction could hide what stands there. (annotate-snippets does the same to the
/// lines that it shows, except for the controls from U+0080.)
pub fn visible(text: &str) -> String {
    text.chars().map(shown).collect()
}

/// What stands for a character on a terminal: itself, if it is harmless.
pub fn shown(character: char) -> char {
    match character {
        // Unicode has a picture of each control character at U+2400 and on.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_becomes_visible() {
        assert_eq!(
            visible("a\u{1b}[2Jb\nc\u{9b}1md\u{202e}e\u{7f}"),
            "a␛[2Jb␊c\u{fffd}1md\u{fffd}e␡"
        );
        assert_eq!(visible("größe 名前 🙂"), "größe 名前 🙂");
    }
}
