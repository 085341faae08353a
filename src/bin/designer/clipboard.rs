//! The clipboard: the browser's own, and one of the page's where the browser gives none.
//!
//! Keys come as the browser's events of copying and pasting, which open the clipboard without asking
//! anybody; commands and menus have to ask for it. What is done with it is a part of its own, which is
//! fetched when something is selected: an event does not wait.

use super::clipping::{Clipping, clipping};
use super::keys;
use super::part::NotFetched;
use super::state::Page;
use leptos::ev;
use leptos::prelude::*;
use presswright::editor::{Action, Focus, Thing};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Takes the browser's events, except where somebody copies or pastes text.
pub fn listen(page: Page) {
    let copied = window_event_listener(ev::copy, move |event| by_event(page, &event, Action::Copy));
    let cut = window_event_listener(ev::cut, move |event| by_event(page, &event, Action::Cut));
    let pasted =
        window_event_listener(ev::paste, move |event| by_event(page, &event, Action::Paste));
    on_cleanup(move || {
        copied.remove();
        cut.remove();
        pasted.remove();
    });
    Effect::new(move |_| {
        if page.selection.get().is_some() && page.clipping.with_value(Option::is_none) {
            // What comes of it is said when it is wanted.
            with_part(page, |_| {});
        }
    });
}

/// Has the part do something, at once if it is here.
fn with_part(page: Page, then: impl FnOnce(Result<Clipping, NotFetched>) + 'static) {
    match page.clipping.get_value() {
        Some(here) => then(Ok(here)),
        None => spawn_local(async move {
            let fetched = clipping().await;
            if let Ok(here) = fetched {
                page.clipping.set_value(Some(here));
            }
            then(fetched);
        }),
    }
}

fn by_event(page: Page, event: &web_sys::ClipboardEvent, action: Action) {
    let focused = document().active_element();
    let focus = keys::focus(page, focused.as_ref());
    let on_thing = matches!(focus, Some(Focus::Drawing | Focus::Outline));
    let free = on_thing || matches!(focus, Some(Focus::Nothing | Focus::Control | Focus::Letters));
    let marked = || {
        let selection = window().get_selection().ok().flatten();
        selection.is_some_and(|selection| !selection.is_collapsed())
    };
    if event.default_prevented() || !free || (action != Action::Paste && !on_thing && marked()) {
        return;
    }
    event.prevent_default();
    let data = event.clipboard_data();
    if action == Action::Paste {
        return put(page, data.and_then(|data| data.get_data("text/plain").ok()));
    }
    let thing = focused.as_ref().and_then(keys::thing_of);
    let thing = thing.or(page.selection.get_untracked());
    match (page.clipping.get_value(), data) {
        (Some(here), Some(data)) => {
            if let Some(text) = (here.take)(page, action, thing) {
                let _ = data.set_data("text/plain", &text);
            }
        }
        // The event does not wait for the part.
        _ => take(page, action, thing),
    }
}

/// Copies, cuts or duplicates what is meant.
pub fn take(page: Page, action: Action, thing: Option<Thing>) {
    with_part(page, move |part| match part {
        Ok(here) => {
            if let Some(text) = (here.take)(page, action, thing) {
                give(page, text);
            }
        }
        Err(missing) => page.refuse(missing.to_string()),
    });
}

/// Pastes, by a command or a menu.
pub fn paste(page: Page) {
    spawn_local(async move {
        let text = match system() {
            Some(clipboard) => JsFuture::from(clipboard.read_text()).await.ok(),
            None => None,
        };
        put(page, text.and_then(|text| text.as_string()));
    });
}

/// Pastes a text, or where the browser gives none what was copied in this page.
fn put(page: Page, text: Option<String>) {
    let Some(text) = text.or_else(|| page.clipboard.get_value()) else {
        return page.refuse(
            "The browser refuses its clipboard, and nothing was copied in this tab. Allow it, or press Ctrl+V."
                .to_owned(),
        );
    };
    with_part(page, move |part| match part {
        Ok(here) => (here.put)(page, &text),
        Err(missing) => page.refuse(missing.to_string()),
    });
}

/// Gives a text to the browser's clipboard. Where that is refused, it can be pasted in this page.
fn give(page: Page, text: String) {
    spawn_local(async move {
        let given = match system() {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        if !given {
            page.said.update(|said| {
                *said = format!("{said} The browser refuses its clipboard: paste it in this tab.");
            });
        }
    });
}

/// The browser's clipboard; there is none on a page that did not come by https.
fn system() -> Option<web_sys::Clipboard> {
    let navigator = window().navigator();
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    clipboard.dyn_into().ok()
}
