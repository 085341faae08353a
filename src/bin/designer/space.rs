//! The space bar: held, it lets the mouse shift the drawing; pressed on a thing, it selects it too.

use leptos::prelude::*;
use presswright::editor::{Focus, Thing};

/// What the space bar is doing.
#[derive(Clone, Copy)]
pub struct Space {
    held: RwSignal<bool>,
    /// The thing that is selected when it goes up, unless the drawing was shifted meanwhile.
    thing: StoredValue<Option<Thing>>,
}

impl Space {
    pub fn new() -> Space {
        Space { held: RwSignal::new(false), thing: StoredValue::new(None) }
    }

    /// A key went down. Whether it is the space bar and nobody else's.
    pub fn down(self, event: &web_sys::KeyboardEvent, focus: Focus, thing: Option<Thing>) -> bool {
        let with = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.key() != " " || with {
            return false;
        }
        match focus {
            Focus::Drawing | Focus::Nothing => {
                if !event.repeat() {
                    self.held.set(true);
                    self.thing.set_value(thing.filter(|_| focus == Focus::Drawing));
                }
                true
            }
            // A button takes it, and a press on the drawing takes the focus from the button.
            Focus::Control => {
                self.held.set(true);
                false
            }
            _ => false,
        }
    }

    /// A key went up: the thing that is to be selected by it.
    pub fn up(self, event: &web_sys::KeyboardEvent) -> Option<Thing> {
        if event.key() != " " {
            return None;
        }
        let thing = self.thing.get_value();
        self.release();
        thing
    }

    /// It is held no more.
    pub fn release(self) {
        self.held.set(false);
        self.thing.set_value(None);
    }

    /// A pointer went down on the drawing: whether it is to shift it.
    pub fn press(self) -> bool {
        self.thing.set_value(None);
        self.held_now()
    }

    pub fn held_now(self) -> bool {
        self.held.get_untracked()
    }

    pub fn held(self) -> bool {
        self.held.get()
    }
}
