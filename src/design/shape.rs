//! What may stand where in a design, as data: the schema, the inspector and the messages read it.

use crate::document::Tree;

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
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
    Choice(Vec<Variant>),
    /// A mapping with fixed keys.
    Section(Vec<Field>),
    /// A list.
    List {
        /// What each item may be.
        item: Box<Shape>,
        /// The most items.
        most: usize,
    },
}

/// One of the values of a [`Shape::Choice`].
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The word that stands in the document.
    pub key: &'static str,
    /// What it means, in one line.
    pub doc: &'static str,
    /// What belongs to it; then it is written `{key: value}`.
    pub holds: Option<Shape>,
}

/// One key of a [`Shape::Section`].
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What it does in the cluster, with unit and range, in a line or two.
    pub doc: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What holds when it is left out; nothing if leaving it out means that there is none.
    pub default: Option<Tree>,
    /// What it may be.
    pub shape: Shape,
}

impl Shape {
    /// The field or item shape one step down, if there is one.
    pub fn below(&self, step: &crate::document::Step) -> Option<Shape> {
        use crate::document::Step;
        match (self, step) {
            (Shape::Section(fields), Step::Key(key)) => {
                fields.iter().find(|field| field.key == key).map(|field| field.shape.clone())
            }
            (Shape::Choice(variants), Step::Key(key)) => variants
                .iter()
                .find(|variant| variant.key == key)
                .and_then(|variant| variant.holds.clone()),
            (Shape::List { item, .. }, Step::Index(_)) => Some((**item).clone()),
            _ => None,
        }
    }
}
