//! Reads YAML into nodes with spans. YAML itself is granit-parser's; limits and messages are ours.

use super::{Content, Entry, Mistake, MistakeKind, Node, Path, Span};
use granit_parser::{Event, Parser, ScalarStyle, Span as Found, StructureStyle};
use std::collections::BTreeMap;

/// The largest text that is read, in bytes.
pub const LARGEST_TEXT: usize = 1024 * 1024;
/// The most nodes that a text may hold once its aliases are written out.
const MOST_NODES: usize = 400_000;
/// How deep lists and mappings may lie in each other.
const DEEPEST: usize = 32;

/// Reads one YAML document. Gives its root if the YAML holds together, and every mistake found.
///
/// A text without any value gives an empty mapping, so that a reader can say what is missing.
pub fn parse(text: &str) -> (Option<Node>, Vec<Mistake>) {
    if text.len() > LARGEST_TEXT {
        let message =
            format!("the text has {} bytes; at most {LARGEST_TEXT} (1 MiB) are read", text.len());
        return (
            None,
            vec![Mistake::new(MistakeKind::TooLarge, start_of_text(), &Path::top(), message)],
        );
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                if !builder.take(event, locate(&span)) {
                    return (None, builder.mistakes);
                }
            }
            Err(error) => {
                let marker = error.marker();
                let start = marker.byte_offset().unwrap_or(text.len()).min(text.len());
                let span =
                    Span { start, end: start, line: marker.line(), column: marker.col() + 1 };
                builder.mistakes.push(explain(text, span, &error.info()));
                return (None, builder.mistakes);
            }
        }
    }
    let root = builder.root.take().filter(|root| !root.is_null());
    let empty = Node {
        span: start_of_text(),
        content: Content::Mapping { entries: Vec::new(), flow: false },
        alias: false,
    };
    (Some(root.unwrap_or(empty)), builder.mistakes)
}

fn start_of_text() -> Span {
    Span { start: 0, end: 0, line: 1, column: 1 }
}

fn locate(found: &Found) -> Span {
    let start = found.start.byte_offset().unwrap_or_default();
    Span {
        start,
        end: found.end.byte_offset().unwrap_or(start),
        line: found.start.line(),
        column: found.start.col() + 1,
    }
}

/// The parser's message, with what people most often did wrong.
fn explain(text: &str, span: Span, message: &str) -> Mistake {
    let mistake = Mistake::new(
        MistakeKind::NotYaml,
        span,
        &Path::top(),
        format!("this is not YAML: {message}"),
    );
    let line = text.lines().nth(span.line.saturating_sub(1)).unwrap_or_default();
    let before = text.lines().nth(span.line.saturating_sub(2)).unwrap_or_default();
    if indents_with_tab(line) || indents_with_tab(before) {
        mistake.hint("YAML does not allow tabs for indentation: use spaces")
    } else if message.contains("anchor") {
        mistake.hint("define the anchor with &name above its first use as *name")
    } else {
        mistake.hint("look at the indentation, the colons and the quotes here and one line above")
    }
}

fn indents_with_tab(line: &str) -> bool {
    line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t')
}

/// A list or mapping that is still open.
struct Open {
    span: Span,
    anchor: usize,
    flow: bool,
    holds: Holds,
}

enum Holds {
    Items(Vec<Node>),
    Entries {
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
        /// The line of each key: a text of a hundred thousand keys must not take minutes.
        lines: BTreeMap<String, usize>,
    },
}

#[derive(Default)]
struct Builder {
    root: Option<Node>,
    documents: usize,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    nodes: usize,
    mistakes: Vec<Mistake>,
}

impl Builder {
    /// Takes one event; false when it makes no sense to go on.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.fail(
                        MistakeKind::NotForDesigns,
                        span,
                        "a second document starts here; a design is one document",
                        "remove the line `---` and what follows it, or save it in a file of its own",
                    );
                    return false;
                }
                true
            }
            Event::Scalar(text, style, anchor, tag) => {
                if tag.is_some() {
                    self.refuse_tag(span);
                }
                let plain = style == ScalarStyle::Plain;
                let content = Content::Scalar { text: text.into_owned(), plain };
                self.place(Node { span, content, alias: false }, anchor)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some((node, size)) => {
                    let node = Node { span, content: node.content.clone(), alias: true };
                    self.nodes += size;
                    self.place(node, 0)
                }
                None => {
                    self.fail(
                        MistakeKind::NotYaml,
                        span,
                        "this alias names an anchor that is not finished",
                        "an anchor cannot hold itself",
                    );
                    false
                }
            },
            Event::SequenceStart(style, anchor, tag) => {
                self.start(span, anchor, style, tag.is_some(), Holds::Items(Vec::new()))
            }
            Event::MappingStart(style, anchor, tag) => {
                let holds =
                    Holds::Entries { entries: Vec::new(), key: None, lines: BTreeMap::new() };
                self.start(span, anchor, style, tag.is_some(), holds)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => true,
        }
    }

    fn fail(&mut self, kind: MistakeKind, span: Span, message: &str, hint: &str) {
        self.mistakes.push(Mistake::new(kind, span, &Path::top(), message).hint(hint));
    }

    fn refuse_tag(&mut self, span: Span) {
        self.fail(
            MistakeKind::NotForDesigns,
            span,
            "tags such as !!str are not read in a design",
            "write the value alone",
        );
    }

    fn start(
        &mut self,
        span: Span,
        anchor: usize,
        style: StructureStyle,
        tag: bool,
        holds: Holds,
    ) -> bool {
        if tag {
            self.refuse_tag(span);
        }
        if self.open.len() >= DEEPEST {
            let message = format!("lists and mappings lie more than {DEEPEST} deep in each other");
            self.fail(
                MistakeKind::TooLarge,
                span,
                &message,
                "no design needs that: look at the indentation",
            );
            return false;
        }
        self.open.push(Open { span, anchor, flow: style == StructureStyle::Flow, holds });
        true
    }

    fn end(&mut self, end: Span) -> bool {
        let Some(Open { mut span, anchor, flow, holds }) = self.open.pop() else { return true };
        let content = match holds {
            Holds::Items(items) => {
                // The event of a block's end lies behind the comments that follow it.
                let last = items.last().map_or(span.start, |item| item.span.end);
                span.end = if flow { end.end } else { last };
                Content::Sequence { items, flow }
            }
            Holds::Entries { entries, .. } => {
                let last =
                    entries.last().map_or(span.start, |e| e.value.span.end.max(e.key_span.end));
                span.end = if flow { end.end } else { last };
                Content::Mapping { entries, flow }
            }
        };
        self.place(Node { span, content, alias: false }, anchor)
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, node: Node, anchor: usize) -> bool {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message = format!(
                "the text holds more than {MOST_NODES} values once its aliases are written out"
            );
            self.fail(MistakeKind::TooLarge, node.span, &message, "write fewer aliases");
            return false;
        }
        if anchor != 0 {
            let size = count(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.holds) {
            None => self.root = Some(node),
            Some(Holds::Items(items)) => items.push(node),
            Some(Holds::Entries { entries, key, lines }) => match key.take() {
                None => {
                    let span = node.span;
                    if let Content::Scalar { text, .. } = node.content {
                        *key = Some((text, span));
                    } else {
                        *key = Some((String::new(), span));
                        self.fail(
                            MistakeKind::NotForDesigns,
                            span,
                            "a key must be a single word",
                            "write key: value",
                        );
                    }
                }
                Some((text, key_span)) => {
                    if let Some(line) = lines.get(&text) {
                        let message = format!(
                            "`{text}` stands twice in this mapping; the first is on line {line}"
                        );
                        self.fail(
                            MistakeKind::RepeatedKey,
                            key_span,
                            &message,
                            "keep one of the two",
                        );
                    } else {
                        lines.insert(text.clone(), key_span.line);
                        entries.push(Entry { key: text, key_span, value: node });
                    }
                }
            },
        }
        true
    }
}

fn count(node: &Node) -> usize {
    match &node.content {
        Content::Scalar { .. } => 1,
        Content::Sequence { items, .. } => 1 + items.iter().map(count).sum::<usize>(),
        Content::Mapping { entries, .. } => {
            1 + entries.iter().map(|entry| count(&entry.value)).sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// Comparing each key with all before it would take minutes here, and hang a page.
    #[test]
    fn many_keys_are_read_and_the_one_that_stands_twice_is_found() {
        let mut text = String::new();
        for number in 0..100_000 {
            let _ = writeln!(text, "k{number}:");
        }
        text.push_str("k7:\n");
        let (_, mistakes) = parse(&text);
        assert_eq!(mistakes.len(), 1);
        assert_eq!(mistakes[0].kind, MistakeKind::RepeatedKey);
        assert_eq!(mistakes[0].span.line, 100_001);
        assert!(mistakes[0].message.ends_with("the first is on line 8"));
    }
}
