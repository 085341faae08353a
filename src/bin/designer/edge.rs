//! The drawing shifts by itself while what is dragged is held at the edge of the canvas. What does it is
//! in the part that moves machines.

use super::part::part;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{Edge, Point, edge_speed};
use wasm_bindgen_futures::spawn_local;

part!(edging in placing: fn(Page) = begin);

/// The pointer of a drag has moved.
pub fn watch(page: Page) {
    if page.edging.get_value() || pointer(page).is_none() {
        return;
    }
    page.edging.set_value(true);
    spawn_local(async move {
        match edging().await {
            Ok(begin) => begin(page),
            // With the next movement it is tried again.
            Err(_) => page.edging.set_value(false),
        }
    });
}

/// Where the pointer is, while it is at the edge.
fn pointer(page: Page) -> Option<Point> {
    let dragged = page.dragged.get_value().filter(|_| page.drags())?;
    let at = page.on_canvas(dragged.at.0, dragged.at.1);
    (edge_speed(at, page.window.get_untracked()) != Point::default()).then_some(at)
}

fn begin(page: Page) {
    let calm = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    let calm = calm.is_some_and(|query| query.matches());
    step(page, Edge::default(), js_sys::Date::now(), calm);
}

/// Shifts the drawing at each frame, and what is dragged with it.
fn step(page: Page, mut edge: Edge, before: f64, calm: bool) {
    request_animation_frame(move || {
        let Some(at) = pointer(page) else { return page.edging.set_value(false) };
        let now = js_sys::Date::now();
        let (window, view) = (page.window.get_untracked(), page.view.get_untracked());
        let shift = edge.shift(at, window, (now - before) / 1000.0, calm);
        // Machines may be put where nothing is yet.
        let held = page.hand.with_untracked(Option::is_some);
        let drawing = (!held).then(|| page.scene.with_untracked(|scene| scene.bounds));
        let next = view.edged(shift, drawing, window);
        if next != view {
            page.view.set(next);
            page.moved.set(true);
            if let Some(dragged) = page.dragged.get_value() {
                page.drag_on(dragged);
            }
        }
        step(page, edge, now, calm);
    });
}
