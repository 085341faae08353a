//! What a pointer selects: a press, and a rectangle that is drawn.

use super::actions::run_on;
use super::canvas::focus_on;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{Action, Marquee, Point, Thing};

/// The place on the drawing of a point of the window.
pub fn on_drawing(page: Page, at: (i32, i32)) -> Point {
    page.view.get_untracked().on_drawing(page.on_canvas(at.0, at.1))
}

/// A mouse that moves off where nothing is carried draws a rectangle; with Shift what is selected
/// stays so.
pub fn begin_marquee(page: Page, at: (i32, i32), event: &web_sys::PointerEvent) {
    let adds = event.shift_key() || event.ctrl_key() || event.meta_key();
    let before = if adds { page.selected.get_untracked() } else { Vec::new() };
    page.marquee.set(Some(Marquee::begin(on_drawing(page, at), before)));
}

/// Selects what the rectangle encloses.
pub fn enclose(page: Page) {
    let Some(marquee) = page.marquee.get_untracked() else { return };
    let things = page.scene.with_untracked(|scene| marquee.selected(scene));
    let last = things.last().copied();
    page.marquee.set(None);
    page.choose(things);
    // Keys go on from there.
    last.inspect(|thing| focus_on(*thing));
}

/// A thing was pressed, or the drawing beside all.
pub fn pressed_on(page: Page, thing: Option<Thing>, event: &web_sys::PointerEvent) {
    let toggles = if page.mac { event.meta_key() } else { event.ctrl_key() };
    let beside = toggles || event.shift_key() || page.several.get_untracked();
    let selected = thing.is_some_and(|thing| page.selected.with_untracked(|s| s.contains(&thing)));
    match thing {
        // Shift only adds.
        Some(_) if beside && event.shift_key() && !toggles && selected => {}
        Some(_) if beside => run_on(page, Action::Toggle, thing),
        None if beside => {}
        _ => page.press(thing),
    }
    thing.inspect(|thing| focus_on(*thing));
}
