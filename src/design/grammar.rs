//! Two macros in which the parts of a design are written down once: struct, reading, writing,
//! default, schema and inspector all come from the same lines.

use super::shape::Field;
use super::value::{Detail, Reader, Value};
use crate::document::{Entry, Path, Span, Tree};
use std::slice;

/// A mapping with fixed keys. A field with `= value` may be left out; one without must be given.
/// `pub struct Name: Default` asks that every field has a default, and gives the part one.
macro_rules! section {
    (@default $type:ty) => { None::<fn() -> $type> };
    (@default $type:ty, $default:expr) => { Some((|| $default) as fn() -> $type) };
    ($(#[doc = $doc:literal])+ pub struct $name:ident : Default {
        $($(#[doc = $field_doc:literal])+ $field:ident $key:literal : $type:ty = $default:expr),+ $(,)?
    }) => {
        $crate::design::grammar::section! {
            $(#[doc = $doc])+
            pub struct $name { $($(#[doc = $field_doc])+ $field $key : $type = $default),+ }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }
    };
    ($(#[doc = $doc:literal])+ pub struct $name:ident {
        $($(#[doc = $field_doc:literal])+ $field:ident $key:literal : $type:ty $(= $default:expr)?),+ $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[doc = $field_doc])+ pub $field: $type),+ }

        impl $crate::design::value::Value for $name {
            fn read(node: &$crate::document::Node, path: &$crate::document::Path, reader: &mut $crate::design::value::Reader) -> Option<Self> {
                let entries = reader.mapping(node, path, &[$($key),+])?;
                $(
                    let default = section!(@default $type $(, $default)?);
                    let $field =
                        $crate::design::grammar::read_field(entries, $key, default, node.span, path, reader);
                )+
                Some(Self { $($field: $field?),+ })
            }

            fn write(&self, detail: $crate::design::value::Detail) -> Option<$crate::document::Tree> {
                let mut entries = Vec::new();
                $(
                    let default = section!(@default $type $(, $default)?);
                    $crate::design::grammar::write_field(&mut entries, $key, &self.$field, default, detail);
                )+
                Some($crate::document::Tree::Mapping(entries))
            }

            fn shape() -> $crate::design::shape::Shape {
                $crate::design::shape::Shape::Section(vec![$({
                    let default = section!(@default $type $(, $default)?);
                    let doc = concat!($($field_doc),+).trim_ascii();
                    $crate::design::grammar::shape_field::<$type>($key, doc, default)
                }),+])
            }

            fn from_full(tree: &$crate::document::Tree) -> Option<Self> {
                let $crate::document::Tree::Mapping(entries) = tree else { return None };
                let mut entries = entries.iter();
                $(let $field = $crate::design::grammar::take_field(&mut entries, $key)?;)+
                entries.next().is_none().then_some(Self { $($field),+ })
            }
        }
    };
}

/// A choice: a word, or a word with what belongs to it (`{class: {…}}`).
macro_rules! choice {
    ($(#[doc = $doc:literal])+ pub enum $name:ident {
        $($(#[doc = $variant_doc:literal])+ $variant:ident $key:literal $(($holds:ty))?),+ $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name { $($(#[doc = $variant_doc])+ $variant $(($holds))?),+ }

        impl $crate::design::value::Value for $name {
            #[allow(unused_variables)]
            fn read(node: &$crate::document::Node, path: &$crate::document::Path, reader: &mut $crate::design::value::Reader) -> Option<Self> {
                let (word, holds) = reader.variant(node, path, &[$($key),+])?;
                $(
                    if word == $key {
                        return choice!(@read $name $variant $key holds node path reader $($holds)?);
                    }
                )+
                None
            }

            #[allow(unused_variables)]
            fn write(&self, detail: $crate::design::value::Detail) -> Option<$crate::document::Tree> {
                match self {
                    $(choice!(@pattern $name $variant held $($holds)?) => choice!(@write $key held detail $($holds)?)),+
                }
            }

            fn shape() -> $crate::design::shape::Shape {
                $crate::design::shape::Shape::Choice(vec![$($crate::design::shape::Variant {
                    key: $key,
                    doc: concat!($($variant_doc),+).trim_ascii(),
                    holds: choice!(@shape $($holds)?),
                }),+])
            }

            #[allow(unused_variables)]
            fn from_full(tree: &$crate::document::Tree) -> Option<Self> {
                let (word, holds) = $crate::design::grammar::word_of(tree)?;
                $(
                    if word == $key {
                        return choice!(@from $name $variant holds $($holds)?);
                    }
                )+
                None
            }
        }
    };
    (@read $name:ident $variant:ident $key:literal $held:ident $node:ident $path:ident $reader:ident) => {
        match $held {
            None => Some($name::$variant),
            Some(held) => {
                $reader.fail(held.span, &$path.key($key), concat!("`", $key, "` stands alone, without anything behind it"));
                None
            }
        }
    };
    (@read $name:ident $variant:ident $key:literal $held:ident $node:ident $path:ident $reader:ident $holds:ty) => {
        match $held {
            Some(held) => <$holds as $crate::design::value::Value>::read(held, &$path.key($key), $reader).map($name::$variant),
            None => {
                $reader.fail($node.span, $path, concat!("`", $key, "` wants a value: {", $key, ": …}"));
                None
            }
        }
    };
    (@pattern $name:ident $variant:ident $held:ident) => { $name::$variant };
    (@pattern $name:ident $variant:ident $held:ident $holds:ty) => { $name::$variant($held) };
    (@write $key:literal $held:ident $detail:ident) => { Some($crate::document::Tree::Text($key.to_owned())) };
    (@write $key:literal $held:ident $detail:ident $holds:ty) => {
        $crate::design::value::Value::write($held, $detail)
            .map(|tree| $crate::document::Tree::Mapping(vec![($key.to_owned(), tree)]))
    };
    (@from $name:ident $variant:ident $held:ident) => {
        $held.is_none().then_some($name::$variant)
    };
    (@from $name:ident $variant:ident $held:ident $holds:ty) => {
        <$holds as $crate::design::value::Value>::from_full($held?).map($name::$variant)
    };
    (@shape) => { None };
    (@shape $holds:ty) => { Some(<$holds as $crate::design::value::Value>::shape()) };
}

pub(crate) use {choice, section};

/// Reads one field; a key without a value stands for its default.
///
/// This and those below are functions, not part of the macro, and stay so: there are a hundred
/// fields of a few types, and each copy would weigh on the page.
#[inline(never)]
pub(super) fn read_field<T: Value>(
    entries: &[Entry],
    key: &str,
    default: Option<fn() -> T>,
    whole: Span,
    path: &Path,
    reader: &mut Reader,
) -> Option<T> {
    let entry = entries.iter().find(|entry| entry.key == key);
    match (entry, default) {
        (Some(entry), Some(default)) if entry.value.is_null() => Some(default()),
        (Some(entry), _) => T::read(&entry.value, &path.key(key), reader),
        (None, Some(default)) => Some(default()),
        (None, None) => {
            reader.missing(whole, &path.key(key), &format!("`{key}` is missing"));
            None
        }
    }
}

/// Writes one field: everything, or only what differs from its default.
#[inline(never)]
pub(super) fn write_field<T: Value>(
    entries: &mut Vec<(String, Tree)>,
    key: &str,
    value: &T,
    default: Option<fn() -> T>,
    detail: Detail,
) {
    if detail == Detail::Short && default.is_some_and(|default| default() == *value) {
        return;
    }
    if let Some(tree) = value.write(detail) {
        entries.push((key.to_owned(), tree));
    }
}

/// Describes one field.
#[inline(never)]
pub(super) fn shape_field<T: Value>(
    key: &'static str,
    doc: &'static str,
    default: Option<fn() -> T>,
) -> Field {
    Field {
        key,
        doc,
        required: default.is_none(),
        default: default.and_then(|default| default().write(Detail::Full)),
        shape: T::shape(),
    }
}

/// Takes the next field of what was written in full: its value, or its absence.
#[inline(never)]
pub(super) fn take_field<T: Value>(
    entries: &mut slice::Iter<'_, (String, Tree)>,
    key: &str,
) -> Option<T> {
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
pub(super) fn word_of(tree: &Tree) -> Option<(&str, Option<&Tree>)> {
    match tree {
        Tree::Text(word) => Some((word, None)),
        Tree::Mapping(entries) => match entries.as_slice() {
            [(word, holds)] => Some((word, Some(holds))),
            _ => None,
        },
        Tree::Plain(_) | Tree::Sequence(_) => None,
    }
}
