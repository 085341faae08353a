//! The text as a tree of nodes that know where they stand.

use super::{Path, Step};

/// A part of the text: bytes from `start` up to `end`, and where it starts for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte in characters, from 1.
    pub column: usize,
}

/// A value of the document and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands. A block list or mapping ends where its last value ends.
    pub span: Span,
    /// What stands there.
    pub content: Content,
    /// Whether it is written as `*name`, a copy of an anchor elsewhere.
    pub alias: bool,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Text, number or truth value: YAML's types are left to whoever reads the field.
    Scalar {
        /// The value after YAML's escapes.
        text: String,
        /// Written without quotes, so that a YAML reader may take it for another type.
        plain: bool,
    },
    /// A list.
    Sequence {
        /// Its items in order.
        items: Vec<Node>,
        /// Written as `[a, b]`.
        flow: bool,
    },
    /// A mapping.
    Mapping {
        /// Its entries in the order of the text; a key stands once.
        entries: Vec<Entry>,
        /// Written as `{a: b}`.
        flow: bool,
    },
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Whether the value was left out or written as `null` or `~`.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The text of a single value.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.content {
            Content::Mapping { entries, .. } => {
                entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
            }
            _ => None,
        }
    }

    /// The node at `path`, or the nearest one above it that stands in the text.
    pub fn nearest(&self, path: &Path) -> &Node {
        let mut node = self;
        for step in path.steps() {
            let next = match (step, &node.content) {
                (Step::Key(key), Content::Mapping { .. }) => node.get(key),
                (Step::Index(index), Content::Sequence { items, .. }) => items.get(*index),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// Whether the value at `path` is written, and not left to its default.
    pub fn has(&self, path: &Path) -> bool {
        let mut node = Some(self);
        for step in path.steps() {
            node = node.and_then(|node| match (step, &node.content) {
                (Step::Key(key), _) => node.get(key),
                (Step::Index(index), Content::Sequence { items, .. }) => items.get(*index),
                _ => None,
            });
        }
        node.is_some()
    }

    /// Where a person looks for the value at `path`: the value, or the key of what is written in
    /// lines below it. For a value that is left out, the same of what would hold it.
    pub fn find(&self, path: &Path) -> Span {
        let mut node = self;
        let mut span = self.span;
        for step in path.steps() {
            let next = match (step, &node.content) {
                (Step::Key(key), Content::Mapping { entries, .. }) => entries
                    .iter()
                    .find(|entry| entry.key == *key)
                    .map(|entry| (&entry.value, Some(entry.key_span))),
                (Step::Index(index), Content::Sequence { items, .. }) => {
                    items.get(*index).map(|item| (item, None))
                }
                _ => None,
            };
            let Some((next, key)) = next else { break };
            let in_lines = matches!(
                next.content,
                Content::Mapping { flow: false, .. } | Content::Sequence { flow: false, .. }
            );
            span = key.filter(|_| in_lines).unwrap_or(next.span);
            node = next;
        }
        span
    }

    /// All that stands in the text for the value at `path`, its key with it, from its first byte to
    /// behind its last; nothing if it is left out.
    pub fn extent(&self, path: &Path) -> Option<(usize, usize)> {
        let mut node = self;
        let mut start = self.span.start;
        for step in path.steps() {
            (node, start) = match (step, &node.content) {
                (Step::Key(key), Content::Mapping { entries, .. }) => {
                    let entry = entries.iter().find(|entry| entry.key == *key)?;
                    (&entry.value, entry.key_span.start)
                }
                (Step::Index(index), Content::Sequence { items, .. }) => {
                    let item = items.get(*index)?;
                    (item, item.span.start)
                }
                _ => return None,
            };
        }
        Some((start, node.span.end.max(start)))
    }

    /// The path of the innermost value that begins at or before a byte of the text.
    pub fn path_at(&self, byte: usize) -> Path {
        let mut path = Path::top();
        let mut node = self;
        loop {
            let next = match &node.content {
                Content::Mapping { entries, .. } => entries
                    .iter()
                    .rfind(|entry| entry.key_span.start <= byte)
                    .map(|entry| (path.key(&entry.key), &entry.value)),
                Content::Sequence { items, .. } => items
                    .iter()
                    .enumerate()
                    .rfind(|(_, item)| item.span.start <= byte)
                    .map(|(index, item)| (path.index(index), item)),
                Content::Scalar { .. } => None,
            };
            // What an alias holds stands elsewhere.
            match next.filter(|_| !node.alias) {
                Some((deeper, child)) => (path, node) = (deeper, child),
                None => return path,
            }
        }
    }

    /// What a person would call it in a message: "nothing", "a list", "a mapping".
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Scalar { .. } if self.is_null() => "nothing",
            Content::Scalar { .. } => "a single value",
            Content::Sequence { .. } => "a list",
            Content::Mapping { .. } => "a mapping",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::parse;

    #[test]
    fn a_person_looks_at_the_value_or_at_the_key_above_lines() {
        let text = "name: blog\npercona:\n  replicas: 3\nmachines:\n  - {name: a}\n";
        let root = parse(text).0.unwrap();
        let at = |path: &str| {
            let span = root.find(&path.parse().unwrap());
            (span.line, text.get(span.start..span.end).unwrap())
        };
        for (path, written) in [
            ("name", true),
            ("percona.replicas", true),
            ("percona.storage", false),
            ("machines[0].name", true),
            ("machines[1]", false),
        ] {
            assert_eq!(root.has(&path.parse().unwrap()), written, "{path}");
        }
        assert_eq!(at("name"), (1, "blog"));
        assert_eq!(at("percona"), (2, "percona"));
        assert_eq!(at("percona.storage"), (2, "percona"));
        assert_eq!(at("percona.replicas"), (3, "3"));
        assert_eq!(at("machines[0]"), (5, "{name: a}"));
        assert_eq!(at("machines[0].memory"), (5, "{name: a}"));
        assert_eq!(at("machines[7]"), (4, "machines"));
    }

    #[test]
    fn what_stands_at_a_byte_and_where_it_all_stands() {
        let text =
            "name: blog\npercona:\n  replicas: 3 # odd\n\nmachines:\n  - {name: a, cpu: 2}\n";
        let root = parse(text).0.unwrap();
        for (looked_for, path) in [
            ("name", "name"),
            ("percona", "percona"),
            ("3", "percona.replicas"),
            ("odd", "percona.replicas"),
            ("cpu", "machines[0].cpu"),
        ] {
            let byte = text.find(looked_for).unwrap();
            assert_eq!(root.path_at(byte).to_string(), path, "{looked_for}");
        }
        let all = |path: &str| {
            let (start, end) = root.extent(&path.parse().unwrap())?;
            text.get(start..end)
        };
        assert_eq!(all("percona"), Some("percona:\n  replicas: 3"));
        assert_eq!(all("machines[0]"), Some("{name: a, cpu: 2}"));
        assert_eq!(all("machines[1]"), None);
    }
}
