//! What was set for a start stays while something else is looked at, and is forgotten with the rehearsal.

use crate::deploy::Deploy;
use leptos::prelude::*;
use presswright::editor::rehearsal::deploy::Starting;

#[derive(Clone, Copy)]
pub struct Deploys {
    /// While that part is here.
    pub here: RwSignal<Option<Deploy>>,
    pub starting: RwSignal<Starting>,
    /// The moment that is looked at, in milliseconds.
    pub at: RwSignal<u64>,
    /// How many times as fast as it would be it is played.
    pub speed: RwSignal<u32>,
    /// A link with a start, until it is taken.
    pub coming: RwSignal<Option<String>>,
}

impl Deploys {
    pub fn new() -> Deploys {
        Deploys {
            here: RwSignal::new(None),
            starting: RwSignal::new(Starting::default()),
            at: RwSignal::new(0),
            speed: RwSignal::new(10),
            coming: RwSignal::new(None),
        }
    }
}
