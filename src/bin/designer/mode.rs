//! What a way to look adds to the drawing. Each is a part that is fetched when it is first chosen.

use super::live::{Live, live_option};
use super::part::fetched;
use super::rehearse::rehearse;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::Mode;

/// What is added to the canvas.
pub fn added(page: Page) -> Live {
    live_option(move || match page.mode.get() {
        // The course stands beside the canvas: main.rs.
        Mode::Design | Mode::Learn => None,
        Mode::Rehearse => Some(fetched(rehearse)),
    })
}
