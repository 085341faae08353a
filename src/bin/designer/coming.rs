//! How the page begins. The document has a first picture of itself (index.html); beside it the page is drawn in
//! pieces, so that the browser is never busy for long, and takes its place once it is whole.

use super::live::{Live, live_while};
use super::state::Page;
use js_sys::Promise;
use leptos::mount::mount_to;
use leptos::prelude::*;
use presswright::editor::Point;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What is drawn one after the other; each piece takes about as long as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    Nothing,
    Bar,
    Panels,
    Canvas,
    Machines,
    Pods,
    /// What is fetched: what saves, the worker, and the panels beside the drawing.
    Rest,
}

const SEEN: [Piece; 5] = [Piece::Bar, Piece::Panels, Piece::Canvas, Piece::Machines, Piece::Pods];

/// In milliseconds: what was drawn is painted by then, and a press that waited for it is answered.
const A_BREATH: i32 = 60;

/// Draws the page in pieces, puts it where the first picture was, and goes on with the rest.
pub fn begin(page: Page, holder: web_sys::HtmlElement) {
    spawn_local(async move {
        for piece in SEEN {
            pause(0).await;
            page.drawn.set(piece);
        }
        pause(0).await;
        take_over(&holder);
        pause(A_BREATH).await;
        page.drawn.set(Piece::Rest);
    });
}

/// Draws a view out of sight, until it takes the place of the first picture.
pub fn draw<V: IntoView>(view: impl FnOnce(web_sys::HtmlElement) -> V + 'static) {
    // It cannot fail: the name is a name.
    let Ok(holder) = document().create_element("div") else { return };
    let holder: web_sys::HtmlElement = holder.unchecked_into();
    let inside = holder.clone();
    mount_to(holder, move || view(inside)).forget();
}

/// A piece of the page, once it is its turn.
pub fn from<V: IntoAny>(
    page: Page,
    piece: Piece,
    draw: impl FnMut() -> V + Send + 'static,
) -> Live {
    live_while(move || page.drawn.get() >= piece, draw)
}

/// The size that the canvas is going to have: the first picture has the same places.
pub fn canvas() -> Point {
    let element = document().query_selector("#coming .canvas-area").ok().flatten();
    element.map_or_else(Point::default, |element| Point {
        x: f64::from(element.client_width()),
        y: f64::from(element.client_height()),
    })
}

/// All at once, so that nothing is seen in between.
fn take_over(holder: &web_sys::HtmlElement) {
    let Some(body) = document().body() else { return };
    while let Some(node) = holder.first_child() {
        if body.append_child(&node).is_err() {
            return;
        }
    }
    remove_picture();
}

/// Takes the first picture away.
pub fn remove_picture() {
    if let Some(picture) = document().get_element_by_id("coming") {
        picture.remove();
    }
}

/// Lets the browser do what waits: a frame, a press.
pub async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |done, _| {
        // It cannot fail: a window has a clock.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}
