//! What of the drawing is in sight.

use super::state::Page;
use leptos::prelude::*;
use presswright::editor::{Point, Thing, View};

impl Page {
    /// Shifts the drawing as far as a thing needs to be seen.
    pub fn bring_into_sight(self, thing: Thing) {
        let rect = self.scene.with_untracked(|scene| scene.rect_of(thing));
        if let Some(rect) = rect {
            let window = self.uncovered();
            self.view.update(|view| *view = view.showing(rect, window));
        }
    }

    /// The size of the canvas without what a sheet from below covers of it.
    fn uncovered(self) -> Point {
        const SHEETS: &str = ".inspector, .dock, .outline";
        let window = self.window.get_untracked();
        let sheet = document().query_selector(SHEETS).ok().flatten();
        let (Some(canvas), Some(sheet)) = (self.canvas.get_untracked(), sheet) else {
            return window;
        };
        let (own, over) = (canvas.get_bounding_client_rect(), sheet.get_bounding_client_rect());
        let below = over.width() >= own.width() && over.top() > own.top();
        let y = if below { window.y.min(over.top() - own.top()) } else { window.y };
        Point { y, ..window }
    }

    pub fn fit(self) {
        let (window, narrow) = (self.window.get_untracked(), self.narrow.get_untracked());
        let bounds = self.scene.with_untracked(|scene| scene.bounds);
        if window.x > 0.0 && window.y > 0.0 {
            self.view.set(View::fit(bounds, window, narrow));
            self.moved.set(false);
        }
    }

    pub fn zoom(self, factor: f64, at: Option<Point>) {
        let window = self.window.get_untracked();
        let at = at.unwrap_or(Point { x: window.x / 2.0, y: window.y / 2.0 });
        self.view.update(|view| *view = view.zoomed(factor, at));
        self.moved.set(true);
    }

    /// The place on the canvas of a point of the window.
    pub fn on_canvas(self, x: i32, y: i32) -> Point {
        let corner = self.canvas.get_untracked().map(|canvas| {
            let rect = canvas.get_bounding_client_rect();
            Point { x: rect.left(), y: rect.top() }
        });
        let corner = corner.unwrap_or_default();
        Point { x: f64::from(x) - corner.x, y: f64::from(y) - corner.y }
    }
}
