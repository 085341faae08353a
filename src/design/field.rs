//! One key of a part: how it is read, written and described.
//!
//! There are a hundred fields of forty types. What a field is stands in data (`section!` makes a
//! constant of it), and what does not depend on its type is done in functions of their own: each
//! copy of code would weigh on the page.

use super::shape::{Field, Leavable};
use super::value::{Detail, Reader, Value};
use crate::document::{Entry, Node, Path, Span, Tree};
use std::marker::PhantomData;
use std::slice;

/// The mapping that a part is read from.
pub struct Given<'a> {
    entries: &'a [Entry],
    whole: Span,
    path: &'a Path,
    reader: &'a mut Reader,
}

impl<'a> Given<'a> {
    /// The entries of a mapping with these keys; other keys are mistakes.
    pub fn of(
        node: &'a Node,
        path: &'a Path,
        known: &[&str],
        reader: &'a mut Reader,
    ) -> Option<Self> {
        let entries = reader.mapping(node, path, known)?;
        Some(Given { entries, whole: node.span, path, reader })
    }

    #[inline(never)]
    fn entry(&self, key: &str) -> Option<(&'a Node, Path)> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some((&entry.value, self.path.key(key)))
    }

    #[inline(never)]
    fn missing(&mut self, key: &str) {
        self.reader.missing(self.whole, &self.path.key(key), &format!("`{key}` is missing"));
    }
}

/// A field that must be given.
pub struct Required<T> {
    key: &'static str,
    doc: &'static str,
    value: PhantomData<T>,
}

impl<T: Value> Required<T> {
    pub const fn new(key: &'static str, doc: &'static str) -> Self {
        Required { key, doc: doc.trim_ascii(), value: PhantomData }
    }

    /// The value; on a mistake the reader is told, and nothing comes back.
    #[inline(never)]
    pub fn read(&self, given: &mut Given) -> Option<T> {
        match given.entry(self.key) {
            Some((node, path)) => T::read(node, &path, given.reader),
            None => {
                given.missing(self.key);
                None
            }
        }
    }

    #[inline(never)]
    pub fn write(&self, value: &T, detail: Detail, entries: &mut Vec<(String, Tree)>) {
        add_entry(entries, self.key, value.write(detail));
    }

    pub const fn described(&self) -> Field {
        Field { key: self.key, doc: self.doc, required: true, shape: T::SHAPE, default: None }
    }
}

/// A field that may be left out.
pub struct Optional<T> {
    key: &'static str,
    doc: &'static str,
    default: fn() -> T,
}

impl<T: Value> Optional<T> {
    pub const fn new(key: &'static str, doc: &'static str, default: fn() -> T) -> Self {
        Optional { key, doc: doc.trim_ascii(), default }
    }

    /// The value, or the default; that too after a mistake, which the reader is told.
    #[inline(never)]
    pub fn read(&self, given: &mut Given) -> T {
        // A key without a value stands for its default.
        let entry = given.entry(self.key).filter(|(node, _)| !node.is_null());
        entry
            .and_then(|(node, path)| T::read(node, &path, given.reader))
            .unwrap_or_else(self.default)
    }

    /// Writes it: always, or only where it differs from its default.
    #[inline(never)]
    pub fn write(&self, value: &T, detail: Detail, entries: &mut Vec<(String, Tree)>) {
        if detail == Detail::Full || (self.default)() != *value {
            add_entry(entries, self.key, value.write(detail));
        }
    }

    pub const fn described(&'static self) -> Field {
        let (key, doc) = (self.key, self.doc);
        Field { key, doc, required: false, shape: T::SHAPE, default: Some(self) }
    }
}

impl<T: Value> Leavable for Optional<T> {
    fn default_tree(&self) -> Option<Tree> {
        (self.default)().write(Detail::Full)
    }
}

#[inline(never)]
fn add_entry(entries: &mut Vec<(String, Tree)>, key: &str, tree: Option<Tree>) {
    entries.extend(tree.map(|tree| (key.to_owned(), tree)));
}

/// Takes the next field of what was written in full: its value, or its absence.
#[inline(never)]
pub fn take<T: Value>(entries: &mut slice::Iter<'_, (String, Tree)>, key: &str) -> Option<T> {
    match entries.as_slice() {
        [(next, tree), ..] if next == key => {
            entries.next();
            T::from_full(tree)
        }
        _ => T::absent(),
    }
}

/// The word of a choice as it was written, and what belongs to it.
#[inline(never)]
pub fn word_of(tree: &Tree) -> Option<(&str, Option<&Tree>)> {
    match tree {
        Tree::Text(word) => Some((word, None)),
        Tree::Mapping(entries) => match entries.as_slice() {
            [(word, holds)] => Some((word, Some(holds))),
            _ => None,
        },
        Tree::Plain(_) | Tree::Sequence(_) => None,
    }
}
