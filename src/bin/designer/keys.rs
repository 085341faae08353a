//! Keys that work wherever the focus is. Which they are is in the table of actions.

use super::actions::run_on;
use super::asked::Asked;
use super::state::Page;
use super::storage;
use leptos::ev;
use leptos::prelude::*;
use presswright::editor::{Action, Focus, Question, Stroke, Thing, pressed};
use wasm_bindgen::JsCast;

/// Where it is kept that shortcuts of a single key are off.
const SINGLE: &str = "presswright.single-keys";

/// Whether shortcuts of a single key are on, as they are until somebody switches them off.
pub fn single() -> bool {
    storage::read(SINGLE).as_deref() != Some("off")
}

/// Switches them on or off.
pub fn switch_single(page: Page) {
    page.single_keys.update(|on| *on = !*on);
    let word = if page.single_keys.get_untracked() { "on" } else { "off" };
    // A browser that keeps nothing keeps it until the page is closed.
    let _ = storage::write(SINGLE, word);
    page.say(format!("Shortcuts of a single key are {word}."));
}

/// Whether the keyboard is one of Apple's.
pub fn mac() -> bool {
    let platform = window().navigator().platform().unwrap_or_default();
    platform.starts_with("Mac") || platform.starts_with("iP")
}

pub fn listen(page: Page) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if !event.default_prevented() {
            down(page, &event);
        }
    });
    let up = window_event_listener(ev::keyup, move |event| {
        if let Some(thing) = page.space.up(&event) {
            run_on(page, Action::Toggle, Some(thing));
        }
    });
    let away = window_event_listener(ev::blur, move |_| page.space.release());
    on_cleanup(move || {
        handle.remove();
        up.remove();
        away.remove();
    });
}

pub fn stroke(event: &web_sys::KeyboardEvent) -> Stroke {
    Stroke {
        key: event.key(),
        code: event.code(),
        control: event.ctrl_key(),
        meta: event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
    }
}

fn down(page: Page, event: &web_sys::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let thing = target.as_ref().and_then(thing_of);
    let Some(focus) = focus(page, target.as_ref()) else { return };
    let stroke = stroke(event);
    let single = page.single_keys.get_untracked();
    if page.space.down(event, focus, thing) {
        return event.prevent_default();
    }
    let Some(action) = pressed(&stroke, focus, single, page.mac) else { return };
    // Enter does what a press does.
    let fails = action == Action::Settings && page.rehearsal.get_untracked().is_some();
    let action = if fails { Action::Fail } else { action };
    match action {
        // The browser tells of these by events of their own, which open the clipboard: clipboard.rs.
        Action::Copy | Action::Cut | Action::Paste => return,
        // With nothing to leave, Esc belongs to whoever else wants it.
        Action::Cancel => {
            let here = matches!(focus, Focus::Drawing | Focus::Outline | Focus::Nothing);
            let selected = page.selected.with_untracked(|all| !all.is_empty());
            let wanted = page.drags() || (here && selected);
            if !wanted {
                return;
            }
        }
        _ => {}
    }
    event.prevent_default();
    if !event.repeat() || action.repeats() {
        run_on(page, action, thing.or(page.selection.get_untracked()));
    }
}

/// Where the focus is; nothing where a dialog or a menu has its own keys.
pub fn focus(page: Page, target: Option<&web_sys::Element>) -> Option<Focus> {
    match page.asked.get_untracked() {
        Some(Asked::Choose(Question::Command | Question::Find, _)) => return Some(Focus::Asking),
        Some(_) => return None,
        None => {}
    }
    // Tab leads out of a dialog, to the browser's own bar and to the page behind it; its keys stay away.
    if document().query_selector("dialog:modal").ok().flatten().is_some() {
        return None;
    }
    let Some(target) = target else { return Some(Focus::Nothing) };
    let is = |selector: &str| target.matches(selector).unwrap_or_default();
    Some(if is("body") {
        Focus::Nothing
    } else if is("[id^=on-]") {
        Focus::Drawing
    } else if is("[id^=in-]") {
        Focus::Outline
    } else if is(
        "textarea:read-write, [contenteditable], [contenteditable] *, input:not([type=checkbox], [type=radio], [type=button], [type=file])",
    ) {
        Focus::Text
    } else if is("select, [role=treeitem]") {
        Focus::Letters
    } else {
        Focus::Control
    })
}

/// The thing of the drawing or of the outline that an element stands for.
pub fn thing_of(element: &web_sys::Element) -> Option<Thing> {
    let element = element.closest("[id^=on-], [id^=in-]").ok().flatten()?;
    Thing::of_id(element.id().get(3..)?)
}
