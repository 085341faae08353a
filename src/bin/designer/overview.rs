//! The whole drawing, small, with a frame around what is seen of it; and what is left out of it.

use super::actions::run;
use super::bar::target;
use super::icons;
use super::live::{Live, each, live_while};
use super::number::{number, pixels};
use super::part::{Draw, fetched_in, part};
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{Action, Layer, Point, Rect};
use std::fmt::Write as _;

/// The most that it takes of the window, in pixels.
const MOST: Point = Point { x: 180.0, y: 140.0 };

/// A map of the drawing where the window shows only a part of it: a press goes there.
pub fn minimap(page: Page) -> Live {
    let partly = move || {
        let bounds = page.scene.with(|scene| scene.bounds);
        // Until the person moves it the drawing fits itself, and at first it has not yet.
        let moved = page.moved.get() && !page.narrow.get();
        moved && !page.view.get().shows(bounds, page.window.get())
    };
    live_while(move || page.minimap.get() && partly(), || fetched_in("minimap", map))
}

part!(map in near: Draw = || view! { <Minimap /> }.into_any());

#[component]
fn Minimap() -> impl IntoView {
    let page = page();
    let bounds = move || page.scene.with(|scene| scene.bounds);
    let scale = move || {
        let all = bounds();
        (MOST.x / all.w.max(1.0)).min(MOST.y / all.h.max(1.0))
    };
    let go = move |event: web_sys::PointerEvent| {
        if event.buttons() & 1 == 0 {
            return;
        }
        event.prevent_default();
        if let Some(map) =
            target::<web_sys::Element>(&event).and_then(|it| it.closest("svg").ok()?)
        {
            let _ = map.set_pointer_capture(event.pointer_id());
            let corner = map.get_bounding_client_rect();
            let (all, scale) = (bounds(), scale());
            let at = Point {
                x: all.x + (f64::from(event.client_x()) - corner.left()) / scale,
                y: all.y + (f64::from(event.client_y()) - corner.top()) / scale,
            };
            let window = page.window.get_untracked();
            page.view.update(|view| *view = view.centred(at, window));
            page.moved.set(true);
        }
    };
    let viewed = move || {
        let Rect { x, y, w, h } = bounds();
        format!("{} {} {} {}", number(x), number(y), number(w), number(h))
    };
    let wide = move || pixels(bounds().w * scale());
    let high = move || pixels(bounds().h * scale());
    // One path each: a thousand machines are two elements.
    let machines = move || page.scene.with(|s| outline(s.machines.iter().map(|it| it.rect)));
    let pods = move || page.scene.with(|s| outline(s.pods.iter().map(|it| it.rect)));
    let frame = Memo::new(move |_| page.view.get().seen_of(page.window.get()));
    view! {
        <svg
            class="minimap"
            aria-hidden="true"
            viewBox=viewed
            style=("width", wide)
            style=("height", high)
            on:pointerdown=go
            on:pointermove=go
        >
            <path class="machines" d=machines />
            <path class="pods" d=pods />
            <rect
                class="frame"
                x=move || number(frame.get().x)
                y=move || number(frame.get().y)
                width=move || number(frame.get().w)
                height=move || number(frame.get().h)
            />
        </svg>
    }
}

fn outline(rects: impl Iterator<Item = Rect>) -> String {
    rects.fold(String::new(), |mut path, Rect { x, y, w, h }| {
        let (x, y, w, h) = (number(x), number(y), number(w), number(h));
        let _ = write!(path, "M{x} {y}h{w}v{h}h-{w}z");
        path
    })
}

/// How a layer's lines look, and what they say.
fn legend(layer: Layer) -> (&'static str, &'static str) {
    match layer {
        Layer::Traffic => ("traffic", "who calls whom"),
        Layer::Discovery => ("discovery", "how replicas find each other"),
        Layer::Storage => ("claim", "from pod to folder"),
        Layer::Findings => ("none", ""),
    }
}

/// What of the drawing is shown, and what its lines mean.
#[component]
pub fn Layers() -> impl IntoView {
    let page = page();
    let line = move |layer: Layer| {
        let action = Action::Layer(layer);
        let (class, about) = legend(layer);
        view! {
            <li>
                <label>
                    <input
                        type="checkbox"
                        prop:checked=move || page.left_out.get() & layer.bit() == 0
                        on:change=move |_| run(page, action)
                    />
                    <svg class="sample" viewBox="0 0 40 12" aria-hidden="true">
                        <path class=format!("link {class}") d="M2 6H37" marker-end=format!("url(#end-{class})") />
                    </svg>
                    {action.name()}
                    <small>{about}</small>
                </label>
            </li>
        }
    };
    view! {
        <button class="quiet square" popovertarget="layers" aria-label="Layers" title="Layers: what is drawn">
            {icons::icon(icons::LAYERS)}
        </button>
        <div id="layers" class="menu" popover="auto">
            <ul aria-label="What is drawn">
                {each(Layer::ALL, line)}
                <li>
                    <label>
                        <input
                            type="checkbox"
                            prop:checked=move || page.minimap.get()
                            on:change=move |_| run(page, Action::Minimap)
                        />
                        {Action::Minimap.titled(Action::Minimap.name(), page.mac)}
                    </label>
                </li>
            </ul>
        </div>
    }
}
