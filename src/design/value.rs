//! How a value is read from a document, written to one, and described.

use super::shape::Shape;
use crate::document::{
    Content, Entry, Mistake, MistakeKind, Node, Path, Span, Tree, reads_as_another_type,
};

/// Anything that can stand in a design.
pub trait Value: Sized + Clone + PartialEq + 'static {
    /// Reads it. On a mistake the reader is told; then nothing comes back, or nothing of use.
    fn read(node: &Node, path: &Path, reader: &mut Reader) -> Option<Self>;
    /// Writes it; nothing if it is absent.
    fn write(&self, detail: Detail) -> Option<Tree>;
    /// What it may be.
    const SHAPE: Shape;
    /// The value whose tree in [`Detail::Full`] this is, or nothing. It has no words for mistakes, so
    /// that the worker, which needs no more than this, does not carry them.
    fn from_full(tree: &Tree) -> Option<Self>;
    /// The value of which nothing is written.
    fn absent() -> Option<Self> {
        None
    }
}

/// How much is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Only what differs from its default.
    Short,
    /// Everything.
    Full,
}

/// A value that stands in one scalar.
pub trait Single: Sized + Clone + PartialEq + 'static {
    /// Whether it is a number or truth value to YAML, or (measures) is read from the bare text.
    const BARE: bool;
    /// Reads it, or says what is allowed.
    fn parse(text: &str) -> Result<Self, String>;
    /// As it stands in a document.
    fn to_tree(&self) -> Tree;
    /// What it may be.
    const SINGLE_SHAPE: Shape;
}

impl<T: Single> Value for T {
    fn read(node: &Node, path: &Path, reader: &mut Reader) -> Option<Self> {
        let text = reader.single(node, path, !T::BARE)?;
        match T::parse(text) {
            Ok(value) => Some(value),
            Err(allowed) => {
                reader.refuse(node.span, path, text, &allowed);
                None
            }
        }
    }

    fn write(&self, _: Detail) -> Option<Tree> {
        Some(self.to_tree())
    }

    const SHAPE: Shape = T::SINGLE_SHAPE;

    fn from_full(tree: &Tree) -> Option<Self> {
        match tree {
            Tree::Plain(text) | Tree::Text(text) => T::parse(text).ok(),
            Tree::Sequence(_) | Tree::Mapping(_) => None,
        }
    }
}

impl<T: Value> Value for Option<T> {
    fn read(node: &Node, path: &Path, reader: &mut Reader) -> Option<Self> {
        if node.is_null() { Some(None) } else { T::read(node, path, reader).map(Some) }
    }

    fn write(&self, detail: Detail) -> Option<Tree> {
        self.as_ref().and_then(|value| value.write(detail))
    }

    const SHAPE: Shape = T::SHAPE;

    fn from_full(tree: &Tree) -> Option<Self> {
        T::from_full(tree).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// The most items of any list: that many machines and no more are read.
pub const LONGEST_LIST: usize = 5000;

impl<T: Value> Value for Vec<T> {
    fn read(node: &Node, path: &Path, reader: &mut Reader) -> Option<Self> {
        let items = reader.items(node, path)?;
        let mut read = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            read.extend(T::read(item, &path.index(position), reader));
        }
        (read.len() == items.len()).then_some(read)
    }

    fn write(&self, detail: Detail) -> Option<Tree> {
        Some(Tree::Sequence(self.iter().filter_map(|value| value.write(detail)).collect()))
    }

    const SHAPE: Shape = Shape::List { item: &T::SHAPE, most: LONGEST_LIST };

    fn from_full(tree: &Tree) -> Option<Self> {
        match tree {
            Tree::Sequence(items) => items.iter().map(T::from_full).collect(),
            _ => None,
        }
    }
}

/// Gathers the mistakes of one reading.
#[derive(Debug, Default)]
pub struct Reader {
    /// What was found so far, in the order of reading.
    pub mistakes: Vec<Mistake>,
}

impl Reader {
    /// Notes a value that is not allowed where it stands.
    pub fn fail(&mut self, span: Span, path: &Path, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(MistakeKind::WrongValue, span, path, message));
    }

    /// Notes a text that is not what is allowed.
    fn refuse(&mut self, span: Span, path: &Path, text: &str, allowed: &str) {
        self.fail(span, path, format!("found `{}`: {allowed}", shorten(text)));
    }

    /// Notes a key that must be there and is not; `span` is that of the mapping.
    pub fn missing(&mut self, span: Span, path: &Path, message: &str) {
        self.mistakes.push(Mistake::new(MistakeKind::MissingKey, span, path, message));
    }

    /// The text of a scalar. For text fields (`typed`) a bare word that some YAML reader takes for
    /// a number, a time or a truth value is a mistake: it must stand in quotes.
    fn single<'n>(&mut self, node: &'n Node, path: &Path, typed: bool) -> Option<&'n str> {
        let Content::Scalar { text, plain } = &node.content else {
            self.fail(
                node.span,
                path,
                format!("a single value is wanted here, found {}", node.kind()),
            );
            return None;
        };
        if node.is_null() && text.is_empty() {
            self.fail(node.span, path, "a value is missing behind the colon");
            return None;
        }
        if typed && *plain && reads_as_another_type(text) {
            let message = format!(
                "`{}` is text here, but some YAML readers take it for a number, a time or a truth value",
                shorten(text)
            );
            self.mistakes.push(
                Mistake::new(MistakeKind::Ambiguous, node.span, path, message)
                    .hint(format!("write it in quotes: \"{text}\""))
                    .mend(Some(format!("\"{text}\""))),
            );
            return None;
        }
        Some(text)
    }

    /// The items of a list; a key without a value stands for an empty one.
    fn items<'n>(&mut self, node: &'n Node, path: &Path) -> Option<&'n [Node]> {
        let Content::Sequence { items, .. } = &node.content else {
            if node.is_null() {
                return Some(&[]);
            }
            self.fail(node.span, path, format!("a list is wanted here, found {}", node.kind()));
            return None;
        };
        if items.len() > LONGEST_LIST {
            let message = format!("{} items; at most {LONGEST_LIST} are read", items.len());
            self.mistakes.push(Mistake::new(MistakeKind::TooLarge, node.span, path, message));
            return None;
        }
        Some(items)
    }

    /// The entries of a mapping whose keys are all known; unknown ones are mistakes.
    pub fn mapping<'n>(
        &mut self,
        node: &'n Node,
        path: &Path,
        known: &[&str],
    ) -> Option<&'n [Entry]> {
        let Content::Mapping { entries, .. } = &node.content else {
            if node.is_null() {
                return Some(&[]);
            }
            let message = format!("a mapping (key: value) is wanted here, found {}", node.kind());
            self.fail(node.span, path, message);
            return None;
        };
        for entry in entries {
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            let message = format!("`{}` is not a key here", shorten(&entry.key));
            let place = path.key(&entry.key);
            let mistake = |kind| Mistake::new(kind, entry.key_span, &place, &message);
            self.mistakes.push(if entry.key == "<<" {
                mistake(MistakeKind::NotForDesigns)
                    .hint("merge keys are not read: write the values out")
            } else {
                suggest(mistake(MistakeKind::UnknownKey), &entry.key, known)
            });
        }
        Some(entries)
    }

    /// A choice: the word, and what belongs to it.
    pub fn variant<'n>(
        &mut self,
        node: &'n Node,
        path: &Path,
        known: &[&str],
    ) -> Option<(&'n str, Option<&'n Node>)> {
        let (word, span, holds) = match &node.content {
            Content::Scalar { text, .. } => (text.as_str(), node.span, None),
            Content::Mapping { entries, .. } => match entries.as_slice() {
                [entry] => (entry.key.as_str(), entry.key_span, Some(&entry.value)),
                _ => {
                    let message = format!(
                        "one of {} is wanted here, found {} keys",
                        list(known),
                        entries.len()
                    );
                    self.fail(node.span, path, message);
                    return None;
                }
            },
            Content::Sequence { .. } => {
                self.fail(
                    node.span,
                    path,
                    format!("one of {} is wanted here, found a list", list(known)),
                );
                return None;
            }
        };
        if known.contains(&word) {
            return Some((word, holds));
        }
        let message = format!("found `{}`, wanted one of {}", shorten(word), list(known));
        let mistake = Mistake::new(MistakeKind::WrongValue, span, path, message);
        self.mistakes.push(suggest(mistake, word, known));
        None
    }

    /// Whether nothing belongs to a choice's word that stands alone; if something does, it is noted.
    pub fn stands_alone(&mut self, held: Option<&Node>, path: &Path, word: &str) -> bool {
        if let Some(held) = held {
            let message = format!("`{word}` stands alone, without anything behind it");
            self.fail(held.span, &path.key(word), message);
        }
        held.is_none()
    }

    /// What belongs to a choice's word, and its place; if nothing does, that is noted.
    pub fn held<'n>(
        &mut self,
        node: &Node,
        held: Option<&'n Node>,
        path: &Path,
        word: &str,
    ) -> Option<(&'n Node, Path)> {
        if held.is_none() {
            self.fail(node.span, path, format!("`{word}` wants a value: {{{word}: …}}"));
        }
        held.map(|held| (held, path.key(word)))
    }
}

/// "did you mean", or what there is.
fn suggest(mistake: Mistake, word: &str, known: &[&str]) -> Mistake {
    let word = word.to_ascii_lowercase();
    let near = known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(&word, candidate), *candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((_, candidate)) => {
            mistake.hint(format!("did you mean `{candidate}`?")).mend(Some((*candidate).to_owned()))
        }
        None => mistake.hint(format!("known here: {}", list(known))),
    }
}

fn list(words: &[&str]) -> String {
    words.join(", ")
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        text.chars().take(59).chain(['…']).collect()
    }
}
