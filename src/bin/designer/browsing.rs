//! Where a person is in the files. It outlives the panel, which is made anew when it is opened.

use leptos::prelude::*;
use presswright::editor::Thing;
use presswright::editor::files::Lines;
use std::collections::BTreeSet;

/// With what the files are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compared {
    #[default]
    Nothing,
    /// With those before the last step.
    LastChange,
    /// With those that were exported last.
    LastExport,
}

/// Lines that a person asked to see, in the file that is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    pub lines: Lines,
    /// Whether the keyboard's focus goes there.
    pub focus: bool,
}

#[derive(Clone, Copy)]
pub struct Browsing {
    /// The file that is shown.
    pub chosen: RwSignal<Option<String>>,
    /// The rows of the tree that were closed or opened.
    pub turned: RwSignal<BTreeSet<String>>,
    pub compared: RwSignal<Compared>,
    /// A thing whose place in the files is to be shown.
    pub wanted: RwSignal<Option<Thing>>,
    pub lines: RwSignal<Option<Wanted>>,
}

impl Browsing {
    pub fn new() -> Browsing {
        Browsing {
            chosen: RwSignal::new(None),
            turned: RwSignal::new(BTreeSet::new()),
            compared: RwSignal::new(Compared::Nothing),
            wanted: RwSignal::new(None),
            lines: RwSignal::new(None),
        }
    }
}
