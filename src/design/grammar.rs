//! Two macros in which the parts of a design are written down once: struct, reading, writing,
//! default, schema and inspector all come from the same lines.

/// A mapping with fixed keys. A field with `= value` may be left out; one without must be given.
/// `pub struct Name: Default` asks that every field has a default, and gives the part one.
macro_rules! section {
    (@field $type:ty, $key:literal, $doc:expr) => {
        const { &$crate::design::field::Required::<$type>::new($key, $doc) }
    };
    (@field $type:ty, $key:literal, $doc:expr, $default:expr) => {
        const { &$crate::design::field::Optional::<$type>::new($key, $doc, || $default) }
    };
    (@given $field:ident) => { $field? };
    (@given $field:ident, $default:expr) => { $field };
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
                let mut given = $crate::design::field::Given::of(node, path, &[$($key),+], reader)?;
                $(
                    let $field = section!(@field $type, $key, concat!($($field_doc),+) $(, $default)?)
                        .read(&mut given);
                )+
                Some(Self { $($field: section!(@given $field $(, $default)?)),+ })
            }

            fn write(&self, detail: $crate::design::value::Detail) -> Option<$crate::document::Tree> {
                let mut entries = Vec::new();
                $(
                    section!(@field $type, $key, concat!($($field_doc),+) $(, $default)?)
                        .write(&self.$field, detail, &mut entries);
                )+
                Some($crate::document::Tree::Mapping(entries))
            }

            const SHAPE: $crate::design::shape::Shape = $crate::design::shape::Shape::Section(const {
                &[$(
                    section!(@field $type, $key, concat!($($field_doc),+) $(, $default)?).described()
                ),+]
            });

            fn from_full(tree: &$crate::document::Tree) -> Option<Self> {
                let $crate::document::Tree::Mapping(entries) = tree else { return None };
                let mut entries = entries.iter();
                $(let $field = $crate::design::field::take(&mut entries, $key)?;)+
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

            const SHAPE: $crate::design::shape::Shape = $crate::design::shape::Shape::Choice(const {
                &[$($crate::design::shape::Variant {
                    key: $key,
                    doc: concat!($($variant_doc),+).trim_ascii(),
                    holds: choice!(@shape $($holds)?),
                }),+]
            });

            #[allow(unused_variables)]
            fn from_full(tree: &$crate::document::Tree) -> Option<Self> {
                let (word, holds) = $crate::design::field::word_of(tree)?;
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
        $reader.stands_alone($held, $path, $key).then_some($name::$variant)
    };
    (@read $name:ident $variant:ident $key:literal $held:ident $node:ident $path:ident $reader:ident $holds:ty) => {{
        let (held, path) = $reader.held($node, $held, $path, $key)?;
        <$holds as $crate::design::value::Value>::read(held, &path, $reader).map($name::$variant)
    }};
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
    (@shape $holds:ty) => { Some(<$holds as $crate::design::value::Value>::SHAPE) };
}

pub(crate) use {choice, section};
