//! What may stand where in a design, as data: the schema, the inspector and the messages read it.
//!
//! All of it is constant: code that would build it weighs more on the page.

use crate::document::Tree;
use std::fmt;

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text in quotes or bare.
    Text {
        /// A regular expression (ECMA 262) that it matches, anchored at both ends.
        pattern: Option<&'static str>,
        /// The most characters.
        longest: usize,
        /// One that would be taken.
        example: &'static str,
    },
    /// A whole number.
    Number {
        /// The least that is allowed.
        least: i64,
        /// The most that is allowed.
        most: i64,
    },
    /// A number with its unit: `4Gi`, `500m`, `50%`.
    Measure {
        /// A regular expression (ECMA 262) that it matches, anchored at both ends.
        pattern: &'static str,
        /// Whether a bare number is allowed too.
        bare: bool,
        /// One that would be taken.
        example: &'static str,
    },
    /// `true` or `false`.
    Truth,
    /// One of several, each a word or a word with what belongs to it.
    Choice(&'static [Variant]),
    /// A mapping with fixed keys.
    Section(&'static [Field]),
    /// A list.
    List {
        /// What each item may be.
        item: &'static Shape,
        /// The most items.
        most: usize,
    },
}

/// One of the values of a [`Shape::Choice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The word that stands in the document.
    pub key: &'static str,
    /// What it means, in one line.
    pub doc: &'static str,
    /// What belongs to it; then it is written `{key: value}`.
    pub holds: Option<Shape>,
}

/// One key of a [`Shape::Section`].
#[derive(Clone, Copy)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What it does in the cluster, with unit and range, in a line or two.
    pub doc: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What it may be.
    pub shape: Shape,
    pub(super) default: Option<&'static dyn Leavable>,
}

/// What can be left out.
pub(super) trait Leavable: Sync {
    /// What holds then; nothing if there is nothing then.
    fn default_tree(&self) -> Option<Tree>;
}

impl Field {
    /// What holds when it is left out; nothing if leaving it out means that there is none.
    pub fn default(&self) -> Option<Tree> {
        self.default.and_then(Leavable::default_tree)
    }

    /// What belongs to a variant, as a field of its own.
    pub fn held_by(variant: &Variant, shape: Shape) -> Field {
        Field { key: variant.key, doc: variant.doc, required: true, shape, default: None }
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        (self.key, self.doc, self.shape) == (other.key, other.doc, other.shape)
    }
}

impl Eq for Field {}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("key", &self.key)
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}

impl Shape {
    /// The field or item shape one step down, if there is one.
    pub fn below(&self, step: &crate::document::Step) -> Option<Shape> {
        use crate::document::Step;
        match (self, step) {
            (Shape::Section(fields), Step::Key(key)) => {
                fields.iter().find(|field| field.key == key).map(|field| field.shape)
            }
            (Shape::Choice(variants), Step::Key(key)) => {
                variants.iter().find(|variant| variant.key == key).and_then(|variant| variant.holds)
            }
            (Shape::List { item, .. }, Step::Index(_)) => Some(**item),
            _ => None,
        }
    }
}
