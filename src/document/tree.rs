//! A value without a place in a text, and how it is written as YAML.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// A value to be written: what a design says, in the order in which it says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tree {
    /// A number or truth value, written as it stands.
    Plain(String),
    /// Text, quoted where a reader of YAML 1.1 or 1.2 would take it for something else.
    Text(String),
    /// A list.
    Sequence(Vec<Tree>),
    /// A mapping, in order.
    Mapping(Vec<(String, Tree)>),
}

/// The longest line that a mapping within a list is written on in one piece.
const WIDEST: usize = 100;

impl Tree {
    /// The value of `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Tree::Mapping(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// On one line: `{name: node-1, memory: 4Gi}`.
    pub fn to_flow(&self) -> String {
        let mut out = String::new();
        self.write_flow(&mut out);
        out
    }

    /// In block form, each line but the first indented by `indent` spaces; without a last line feed.
    pub fn to_block(&self, indent: usize) -> String {
        let pieces: Vec<String> = match self {
            Tree::Mapping(entries) if !entries.is_empty() => {
                entries.iter().map(|(key, value)| value.entry(key, indent)).collect()
            }
            Tree::Sequence(items) if !items.is_empty() => {
                items.iter().map(|item| item.item(indent)).collect()
            }
            _ => return self.to_flow(),
        };
        pieces.join(&format!("\n{}", " ".repeat(indent)))
    }

    /// `key: value` as it stands in a block mapping that is indented by `indent`.
    pub fn entry(&self, key: &str, indent: usize) -> String {
        let key = scalar(key);
        let in_block = match self {
            Tree::Mapping(entries) => !entries.is_empty() && !self.fits_one_line(indent == 0),
            Tree::Sequence(items) => items.iter().any(|item| !item.is_single()),
            _ => false,
        };
        if in_block {
            let deeper = indent + 2;
            format!("{key}:\n{}{}", " ".repeat(deeper), self.to_block(deeper))
        } else {
            format!("{key}: {}", self.to_flow())
        }
    }

    /// `- value` as it stands in a block list whose dashes are indented by `indent`.
    pub fn item(&self, indent: usize) -> String {
        let flow = self.to_flow();
        match self {
            Tree::Mapping(entries) if !entries.is_empty() && flow.len() > WIDEST => {
                format!("- {}", self.to_block(indent + 2))
            }
            _ => format!("- {flow}"),
        }
    }

    fn is_single(&self) -> bool {
        matches!(self, Tree::Plain(_) | Tree::Text(_))
    }

    /// Small mappings of single values read best on one line; a part of the design does not.
    fn fits_one_line(&self, is_part: bool) -> bool {
        match self {
            Tree::Mapping(entries) => {
                !is_part
                    && entries.iter().all(|(_, value)| value.is_single())
                    && self.to_flow().len() <= WIDEST / 2
            }
            _ => true,
        }
    }

    fn write_flow(&self, out: &mut String) {
        match self {
            Tree::Plain(text) => out.push_str(text),
            Tree::Text(text) => out.push_str(&scalar(text)),
            Tree::Sequence(items) => {
                out.push('[');
                for (position, item) in items.iter().enumerate() {
                    out.push_str(if position > 0 { ", " } else { "" });
                    item.write_flow(out);
                }
                out.push(']');
            }
            Tree::Mapping(entries) => {
                out.push('{');
                for (position, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if position > 0 { ", " } else { "" });
                    out.push_str(&scalar(key));
                    out.push_str(": ");
                    value.write_flow(out);
                }
                out.push('}');
            }
        }
    }
}

/// The text as a YAML scalar, in double quotes where it needs any.
fn scalar(text: &str) -> String {
    if !needs_quotes(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_unprintable(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What YAML does not print, or some reader takes for a line break.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a reader of YAML 1.1 or 1.2 would take the bare text for something other than this text.
///
/// Strict on purpose: what starts like a number, or is a word that some reader knows, is quoted.
pub fn needs_quotes(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let plain = text.chars().all(|c| c.is_alphanumeric() || "-_./:@%+ ()".contains(c));
    !plain
        || !(first.is_alphanumeric() || matches!(first, '/' | '.' | '_' | '('))
        || is_known_word(text)
        || looks_like_number_or_time(text)
        || text.ends_with([' ', ':'])
        || text.contains(": ")
}

/// Whether some reader of YAML takes the bare text for a number, a time, a truth value or nothing.
pub fn reads_as_another_type(text: &str) -> bool {
    text.is_empty() || text == "~" || is_known_word(text) || looks_like_number_or_time(text)
}

fn is_known_word(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null" | ".nan"
    ) || word.trim_start_matches(['+', '-']) == ".inf"
}

/// Integers, floats, sexagesimals, dates and times of YAML 1.1, with their underscores.
fn looks_like_number_or_time(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let radix = ["0x", "0o", "0b"].iter().any(|prefix| text.starts_with(prefix));
    let digits = text.chars().all(|c| c.is_ascii_digit() || "+-._:eETtZz ".contains(c));
    // An address such as 192.168.56.10 has more than one dot, and no reader takes it for a number.
    starts && (radix || (digits && text.matches('.').count() < 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_could_mistake_is_quoted() {
        for text in [
            "no",
            "Yes",
            "y",
            "null",
            "",
            "0o644",
            "1_000",
            "12:30",
            "1e3",
            "1.36",
            "2001-01-01",
            "a: b",
            "a #b",
            "- x",
            "{",
            "\u{85}",
            "=",
            "-",
            "+1",
            ".5",
            " a",
            "a ",
            "*x",
            "é\n",
            "@x",
            "%x",
            "x:",
            "'",
            "# c",
            "~",
            "<<",
            ".inf",
            "0x1f",
            "190:20:30.15",
        ] {
            assert!(needs_quotes(text), "{text:?}");
        }
        for text in [
            "node-1",
            "4Gi",
            "192.168.56.10",
            "/srv/presswright",
            "50%",
            "10.244.0.0/16",
            "wordpress:7.1-php8.3-apache",
            "A title",
            "über",
            "500m",
        ] {
            assert!(!needs_quotes(text), "{text:?}");
        }
    }

    #[test]
    fn parts_are_blocks_and_list_items_lines() {
        let machine = |name: &str| {
            let cpu = ("cpu".to_owned(), Tree::Plain("2".to_owned()));
            Tree::Mapping(vec![("name".to_owned(), Tree::Text(name.to_owned())), cpu])
        };
        let nfs = Tree::Mapping(vec![("machine".to_owned(), Tree::Text("a".to_owned()))]);
        let tree = Tree::Mapping(vec![
            ("name".to_owned(), Tree::Text("no".to_owned())),
            ("machines".to_owned(), Tree::Sequence(vec![machine("a"), machine("b")])),
            ("nfs".to_owned(), nfs),
        ]);
        let expected = "name: \"no\"\nmachines:\n  - {name: a, cpu: 2}\n  - {name: b, cpu: 2}\nnfs:\n  machine: a";
        assert_eq!(tree.to_block(0), expected);
    }
}
