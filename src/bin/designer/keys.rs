//! Keys that work wherever the focus is.

use super::state::Page;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

pub fn listen(page: Page) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let held = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "Escape" => page.cancel(),
            "z" | "Z" if held && !types_text(&event) => {
                event.prevent_default();
                if event.shift_key() { page.redo() } else { page.undo() }
            }
            "y" if held && !types_text(&event) => {
                event.prevent_default();
                page.redo();
            }
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether the key goes to a field that has an undo of its own.
fn types_text(event: &web_sys::KeyboardEvent) -> bool {
    let Some(target) = event.target() else { return false };
    if let Some(area) = target.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        return !area.read_only();
    }
    target
        .dyn_ref::<web_sys::HtmlInputElement>()
        .is_some_and(|input| matches!(input.type_().as_str(), "text" | "search"))
}
