//! A finger that rests on a thing opens its menu. Not every browser does that by itself.

use super::asked::{close, open_menu};
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::Thing;
use std::time::Duration;

/// As long as systems take for it.
const REST: Duration = Duration::from_millis(500);

/// A finger that may rest.
#[derive(Clone, Copy)]
pub struct Hold {
    waiting: StoredValue<Option<TimeoutHandle>>,
    opened: StoredValue<bool>,
}

impl Hold {
    pub fn new() -> Hold {
        Hold { waiting: StoredValue::new(None), opened: StoredValue::new(false) }
    }

    /// A pointer went down; only fingers rest.
    pub fn down(self, page: Page, event: &web_sys::PointerEvent, thing: Option<Thing>) {
        self.end();
        self.opened.set_value(false);
        if event.pointer_type() != "touch" {
            return;
        }
        let at = (event.client_x(), event.client_y());
        let rested = move || {
            self.waiting.set_value(None);
            self.opened.set_value(true);
            open_menu(page, thing, Some(at));
        };
        self.waiting.set_value(set_timeout_with_handle(rested, REST).ok());
    }

    /// It moved. Where it had rested before, it takes what it rests on along: the menu is not what was wanted.
    pub fn moved(self, page: Page) {
        self.end();
        if self.opened() && page.drags() {
            close(page);
        }
    }

    /// It moved away, or went up.
    pub fn end(self) {
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    }

    /// The finger left the screen: where it opened a menu, the click that the browser makes of it would
    /// press what of the menu lies under it.
    pub fn lifted(self, event: &web_sys::Event) {
        if self.opened() && event.cancelable() {
            event.prevent_default();
        }
    }

    /// Whether it rested: then it is no press.
    pub fn opened(self) -> bool {
        self.opened.get_value()
    }
}
