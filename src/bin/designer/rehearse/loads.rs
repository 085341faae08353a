//! What was set for a load stays while something else is looked at, and is forgotten with the rehearsal.

use crate::load::Load;
use leptos::prelude::*;
use presswright::editor::rehearsal::load::{Course, Loading};
use std::sync::Arc;

/// What a load is compared with.
#[derive(Clone, Debug)]
pub struct Before {
    pub course: Arc<Course>,
    /// A person kept it; else it is how things were before the last change of the design.
    pub kept: bool,
}

#[derive(Clone, Copy)]
pub struct Loads {
    /// While that part is here.
    pub here: RwSignal<Option<Load>>,
    pub loading: RwSignal<Loading>,
    pub before: RwSignal<Option<Before>>,
    /// The second that is looked at.
    pub at: RwSignal<u32>,
    /// A link with a load, until it is taken.
    pub coming: RwSignal<Option<String>>,
}

impl Loads {
    pub fn new() -> Loads {
        Loads {
            here: RwSignal::new(None),
            loading: RwSignal::new(Loading::default()),
            before: RwSignal::new(None),
            at: RwSignal::new(0),
            coming: RwSignal::new(None),
        }
    }
}
