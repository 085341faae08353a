//! A person's text together with what it means.

use super::value::{Detail, Reader, Value};
use super::versions::{NEWEST_FORMAT, format_of};
use super::{Design, Place};
use crate::document::{Content, Mistake, MistakeKind, Node, Path, Span, Tree, parse, reconcile};

/// A text that can be read, and its design. The text is kept byte for byte.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    root: Node,
    design: Design,
}

/// A text that cannot be read, with all that is wrong with it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{} in the design: {}", count(.mistakes), .mistakes.first().map(ToString::to_string).unwrap_or_default())]
pub struct Unreadable {
    /// Every mistake, in the order of the text.
    pub mistakes: Vec<Mistake>,
}

fn count(mistakes: &[Mistake]) -> String {
    match mistakes.len() {
        1 => "1 mistake".to_owned(),
        more => format!("{more} mistakes"),
    }
}

impl Document {
    /// Reads a text. Every mistake is reported at once.
    pub fn read(text: &str) -> Result<Document, Unreadable> {
        let (root, mut mistakes) = parse(text);
        let Some(root) = root else { return Err(Unreadable { mistakes }) };
        match format_of(&root) {
            Some((found, span)) if found != NEWEST_FORMAT => {
                let (message, hint) = if found > NEWEST_FORMAT {
                    (
                        format!(
                            "this design has format {found}; this Presswright reads up to {NEWEST_FORMAT}"
                        ),
                        "use a newer Presswright; nothing was changed".to_owned(),
                    )
                } else {
                    (
                        format!("this design has the old format {found}"),
                        "bring it to today's with: presswright open FILE".to_owned(),
                    )
                };
                let path = Path::top().key("presswright");
                return Err(Unreadable {
                    mistakes: vec![
                        Mistake::new(MistakeKind::OtherFormat, span, &path, message).hint(hint),
                    ],
                });
            }
            _ => {}
        }
        let mut reader = Reader::default();
        let design = Design::read(&root, &Path::top(), &mut reader);
        mistakes.append(&mut reader.mistakes);
        mistakes.sort_by_key(|mistake| mistake.span.start);
        match design {
            Some(design) if mistakes.is_empty() => {
                Ok(Document { text: text.to_owned(), root, design })
            }
            _ => Err(Unreadable { mistakes }),
        }
    }

    /// A fresh text for a design.
    pub fn write(design: &Design) -> Document {
        let text = fresh_text(design);
        match Document::read(&text) {
            Ok(document) => document,
            // What was written is always read; a test sweeps it. Should it ever not be, keep the design.
            Err(_) => Document {
                root: node_of(&tree(design, Detail::Short)),
                text,
                design: design.clone(),
            },
        }
    }

    /// The person's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it means.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The text and what it means, without the nodes.
    pub fn into_parts(self) -> (String, Design) {
        (self.text, self.design)
    }

    /// The same text with only those lines changed whose values differ from the new design's.
    #[must_use]
    pub fn reconciled(&self, design: &Design) -> Document {
        if self.design == *design {
            return self.clone();
        }
        let (text, exact) = self.spliced(design);
        match Document::read(&text) {
            Ok(document) if exact => document,
            // Aliases can change more than one place at once: then the whole text is written anew.
            _ => Document::write(design),
        }
    }

    /// The text with the new values spliced in, and whether it means just the new design.
    pub(super) fn spliced(&self, design: &Design) -> (String, bool) {
        let text = reconcile(
            &self.text,
            &self.root,
            &tree(&self.design, Detail::Short),
            &tree(design, Detail::Short),
            &tree(design, Detail::Full),
        );
        let exact = Document::read(&text).is_ok_and(|document| document.design == *design);
        (text, exact)
    }

    /// Where a person looks for a place in the text: the value itself, or the nearest thing that
    /// holds it; of what is written in lines below its key, the key.
    pub fn span(&self, place: &Place) -> Span {
        self.root.find(place.path())
    }

    /// All that is written of a place, its key with it, as bytes of the text; nothing if it is left
    /// to its default.
    pub fn extent(&self, place: &Place) -> Option<(usize, usize)> {
        self.root.extent(place.path())
    }

    /// The place that stands at a byte of the text, or the one before it.
    pub fn place_at(&self, byte: usize) -> Place {
        Place::at(self.root.path_at(byte))
    }
}

fn tree(design: &Design, detail: Detail) -> Tree {
    design.write(detail).unwrap_or(Tree::Mapping(Vec::new()))
}

fn fresh_text(design: &Design) -> String {
    let mut text = tree(design, Detail::Short).to_block(0);
    text.push('\n');
    text
}

/// A tree as if it had been read, without places.
pub(super) fn node_of(tree: &Tree) -> Node {
    let content = match tree {
        Tree::Plain(text) => Content::Scalar { text: text.clone(), plain: true },
        Tree::Text(text) => Content::Scalar { text: text.clone(), plain: false },
        Tree::Sequence(items) => {
            Content::Sequence { items: items.iter().map(node_of).collect(), flow: true }
        }
        Tree::Mapping(entries) => Content::Mapping {
            entries: entries
                .iter()
                .map(|(key, value)| crate::document::Entry {
                    key: key.clone(),
                    key_span: Span::default(),
                    value: node_of(value),
                })
                .collect(),
            flow: true,
        },
    };
    Node { span: Span::default(), content, alias: false }
}
