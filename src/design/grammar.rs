//! Two macros in which the parts of a design are written down once: struct, reading, writing,
//! default, schema and inspector all come from the same lines.

/// A mapping with fixed keys. A field with `= value` may be left out; one without must be given.
/// `pub struct Name: Default` asks that every field has a default, and gives the part one.
macro_rules! section {
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
                    #[allow(unused_mut, unused_assignments)]
                    let mut default: Option<$type> = None;
                    $(default = Some($default);)?
                    let $field: Option<$type> = match entries.iter().find(|entry| entry.key == $key) {
                        // A key without a value stands for its default.
                        Some(entry) if !(entry.value.is_null() && default.is_some()) => {
                            <$type as $crate::design::value::Value>::read(&entry.value, &path.key($key), reader)
                        }
                        _ => {
                            if default.is_none() {
                                reader.missing(node.span, &path.key($key), concat!("`", $key, "` is missing"));
                            }
                            default
                        }
                    };
                )+
                Some(Self { $($field: $field?),+ })
            }

            fn write(&self, detail: $crate::design::value::Detail) -> Option<$crate::document::Tree> {
                let mut entries = Vec::new();
                $(
                    #[allow(unused_mut, unused_assignments)]
                    let mut default: Option<$type> = None;
                    $(default = Some($default);)?
                    if detail == $crate::design::value::Detail::Full || default.as_ref() != Some(&self.$field) {
                        if let Some(tree) = $crate::design::value::Value::write(&self.$field, detail) {
                            entries.push(($key.to_owned(), tree));
                        }
                    }
                )+
                Some($crate::document::Tree::Mapping(entries))
            }

            fn shape() -> $crate::design::shape::Shape {
                $crate::design::shape::Shape::Section(vec![$({
                    #[allow(unused_mut, unused_assignments)]
                    let mut default: Option<Option<$crate::document::Tree>> = None;
                    $(
                        let value: $type = $default;
                        default = Some($crate::design::value::Value::write(&value, $crate::design::value::Detail::Full));
                    )?
                    $crate::design::shape::Field {
                        key: $key,
                        doc: concat!($($field_doc),+).trim_ascii(),
                        required: default.is_none(),
                        default: default.flatten(),
                        shape: <$type as $crate::design::value::Value>::shape(),
                    }
                }),+])
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
    (@shape) => { None };
    (@shape $holds:ty) => { Some(<$holds as $crate::design::value::Value>::shape()) };
}

pub(crate) use {choice, section};
