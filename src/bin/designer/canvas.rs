//! The canvas: the window onto the drawing, its pointer and its keys.

use super::actions::{button, run};
use super::asked::{ContextMenu, context};
use super::bar::target;
use super::board::Board;
use super::carrying::{Carrying, Hint};
use super::choosing::{begin_marquee, enclose, pressed_on};
use super::drag::Dragged;
use super::edge;
use super::hand::{self, Move};
use super::hold::Hold;
use super::icons;
use super::live::live;
use super::mode;
use super::number::{moved, number};
use super::overview::{Layers, minimap};
use super::several;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{Action, Cargo, Point, Thing, View};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// A pointer that went down and what has come of it.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "facts of one press, independent of each other")]
struct Press {
    pointer: i32,
    at: (i32, i32),
    /// Where that is on the drawing.
    place: Point,
    last: (i32, i32),
    thing: Option<Thing>,
    /// It shifts the drawing, wherever it went down: a finger beside all things, the middle button, any
    /// button while Space is held.
    pans: bool,
    /// It only shifts: it selects nothing.
    shifts: bool,
    /// It takes machines up.
    grips: bool,
    /// It has moved far enough to be no click.
    moving: bool,
}

#[component]
pub fn Canvas() -> impl IntoView {
    let page = page();
    let presses = StoredValue::new(Vec::<Press>::new());
    let hold = Hold::new();
    watch_size(page);
    Effect::new(move |_| {
        // The drawing fits itself until the person has moved it.
        page.window.track();
        page.scene.with(|scene| scene.bounds);
        if !page.moved.get_untracked() {
            page.fit();
        }
    });
    let down = move |event: web_sys::PointerEvent| {
        if event.button() > 1 || on_control(&event) {
            return;
        }
        let at = (event.client_x(), event.client_y());
        let seen = page.on_canvas(at.0, at.1);
        let place = page.view.get_untracked().on_drawing(seen);
        let thing = page.scene.with_untracked(|scene| scene.thing_at(place));
        let shifts = event.button() == 1 || page.space.press();
        let thing = thing.filter(|_| !shifts);
        let touch = event.pointer_type() == "touch";
        if event.button() == 1 {
            // Some browsers scroll by it.
            event.prevent_default();
        }
        let press = Press {
            pointer: event.pointer_id(),
            at,
            place,
            last: at,
            thing,
            pans: shifts || touch,
            shifts,
            grips: hand::grips(page, thing, place, touch),
            moving: false,
        };
        take(presses, press.pointer);
        // A second finger pinches.
        if presses.with_value(Vec::is_empty) {
            hold.down(page, &event, thing);
        } else {
            hold.end();
        }
        presses.update_value(|presses| presses.push(press));
    };
    let moved = move |event: web_sys::PointerEvent| {
        if pointer_moved(page, presses, hold, &event) {
            hold.moved(page);
        }
    };
    let menu = move |event: web_sys::MouseEvent| {
        let at = page.on_canvas(event.client_x(), event.client_y());
        let place = page.view.get_untracked().on_drawing(at);
        let focused =
            target::<web_sys::Element>(&event).and_then(|element| super::keys::thing_of(&element));
        let thing = focused.or_else(|| page.scene.with_untracked(|scene| scene.thing_at(place)));
        presses.update_value(Vec::clear);
        context(page, &event, thing);
    };
    let up = move |event: web_sys::PointerEvent| {
        hold.end();
        let press = take(presses, event.pointer_id());
        page.hint.set(None);
        page.dragged.set_value(None);
        let Some(press) = press else { return };
        if page.hand.with_untracked(Option::is_some) {
            hand::ask(page, Move::Drop);
            press.thing.inspect(|thing| focus_on(*thing));
        } else if page.carried.get_untracked().is_some() {
            page.let_go();
        } else if page.marquee.with_untracked(Option::is_some) {
            enclose(page);
        } else if !press.moving && !press.shifts && !hold.opened() {
            pressed_on(page, press.thing, &event);
        }
    };
    let lost = move |event: web_sys::PointerEvent| {
        hold.end();
        take(presses, event.pointer_id());
        page.cancel();
    };
    let wheel = move |event: web_sys::WheelEvent| {
        event.prevent_default();
        if event.ctrl_key() || event.meta_key() {
            let at = page.on_canvas(event.client_x(), event.client_y());
            page.zoom((-event.delta_y() * 0.002).exp().clamp(0.5, 2.0), Some(at));
        } else {
            // Some mice count lines, not pixels.
            let unit = if event.delta_mode() == 1 { 20.0 } else { 1.0 };
            let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
            let (x, y) = if event.shift_key() && x == 0.0 { (y, 0.0) } else { (x, y) };
            page.view.update(|view| *view = view.panned(-x, -y));
            page.moved.set(true);
        }
        // What is dragged stays under the pointer.
        if let Some(dragged) = page.dragged.get_value() {
            page.drag_on(dragged);
        }
    };
    view! {
        <main
            class="canvas-area"
            aria-label="Canvas"
            class:carrying=move || page.carried.get().is_some() || page.hand.with(Option::is_some)
            class:panning=move || page.space.held()
        >
            <div
                class="canvas"
                node_ref=page.canvas
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=up
                on:pointercancel=lost
                on:wheel=wheel
                on:contextmenu=menu
                on:mousedown=move |event| {
                    // A press that only shifts the drawing leaves the focus where it is.
                    if page.space.held_now() {
                        event.prevent_default();
                    }
                }
                // What the finger pressed may have opened a panel under it: the click that the browser makes of it
                // would press what lies there.
                on:touchend=move |event| {
                    if event.cancelable() && !on_control(&event) {
                        event.prevent_default();
                    }
                }
            >
                <Board />
                <Carrying />
            </div>
            {mode::added(page)}
            <Hint />
            {several::selection_chip(page)}
            {minimap(page)}
            <Zoom />
            // In a landmark, though the menu of the outline is here too.
            <ContextMenu />
        </main>
    }
}

/// The press of a pointer, which ends with it.
fn take(presses: StoredValue<Vec<Press>>, pointer: i32) -> Option<Press> {
    presses.try_update_value(|presses| {
        let at = presses.iter().position(|press| press.pointer == pointer)?;
        Some(presses.swap_remove(at))
    })?
}

/// Whether it has moved far enough to mean something.
fn pointer_moved(
    page: Page,
    presses: StoredValue<Vec<Press>>,
    hold: Hold,
    event: &web_sys::PointerEvent,
) -> bool {
    let now = (event.client_x(), event.client_y());
    let all = presses.get_value();
    let own = |press: &&Press| press.pointer == event.pointer_id();
    let Some(press) = all.iter().find(own).copied() else { return false };
    // Esc ends a drag while the button is still down.
    let (dx, dy) = (now.0 - press.last.0, now.1 - press.last.1);
    let far = (now.0 - press.at.0).abs() + (now.1 - press.at.1).abs() > 5;
    if !press.moving && !far {
        return false;
    }
    presses.update_value(|presses| {
        for press in presses.iter_mut().filter(|press| press.pointer == event.pointer_id()) {
            press.moving = true;
            press.last = now;
        }
    });
    let other = all.iter().find(|press| press.pointer != event.pointer_id());
    if let Some(other) = other {
        page.cancel();
        pinch(page, press.last, now, other.last);
        return true;
    }
    if press.grips {
        if !press.moving {
            capture(page, event.pointer_id());
            hand::take(page, press.thing);
        }
    } else {
        // Where things fill the width of a phone, a finger that did not rest on one means to scroll.
        let scrolls = press.pans && page.narrow.get_untracked() && !hold.opened();
        let press = Press { thing: press.thing.filter(|_| !scrolls), ..press };
        let cargo = press.thing.and_then(|thing| {
            let cargo = page.editor.with_untracked(|editor| Cargo::of(editor.design(), thing))?;
            Some((thing, cargo))
        });
        if !press.moving {
            capture(page, event.pointer_id());
            begin(page, &press, cargo, event);
        }
        if cargo.is_none() && press.pans {
            page.view.update(|view| *view = view.panned(f64::from(dx), f64::from(dy)));
            page.moved.set(true);
        }
    }
    // Esc puts back what is dragged: the rest of the movement means nothing.
    if page.drags() {
        page.drag_on(Dragged { from: press.place, at: now, free: event.alt_key() });
        edge::watch(page);
    }
    true
}

/// A press has become a movement: what that takes up, draws or is refused.
fn begin(page: Page, press: &Press, cargo: Option<(Thing, Cargo)>, event: &web_sys::PointerEvent) {
    if let Some((thing, cargo)) = cargo {
        let name = page.editor.with_untracked(|e| thing.name(e.design(), e.topology()));
        return page.carry(cargo, &name, Some(thing), event.client_x(), event.client_y());
    }
    let refusal = press
        .thing
        .and_then(|thing| page.editor.with_untracked(|e| Cargo::refusal(e.design(), thing)));
    if refusal.is_none() && !press.pans {
        begin_marquee(page, press.at, event);
    }
    page.hint.set(refusal.map(|refusal| (refusal.to_owned(), "no")));
}

/// Two fingers: what is between them stays between them.
fn pinch(page: Page, before: (i32, i32), now: (i32, i32), still: (i32, i32)) {
    let apart = |a: (i32, i32)| f64::hypot(f64::from(a.0 - still.0), f64::from(a.1 - still.1));
    let (old, new) = (apart(before), apart(now));
    let at = page.on_canvas(i32::midpoint(now.0, still.0), i32::midpoint(now.1, still.1));
    let (dx, dy) = (f64::from(now.0 - before.0) / 2.0, f64::from(now.1 - before.1) / 2.0);
    page.view.update(|view| *view = view.panned(dx, dy));
    if old > 1.0 && new > 1.0 {
        page.zoom(new / old, Some(at));
    }
    page.moved.set(true);
}

fn capture(page: Page, pointer: i32) {
    if let Some(canvas) = page.canvas.get_untracked() {
        let _ = canvas.set_pointer_capture(pointer);
    }
}

/// Whether the pointer is on a control that takes its own clicks.
fn on_control(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("[data-control]").ok().flatten())
        .is_some()
}

/// Puts the keyboard's focus on a thing of the drawing.
pub fn focus_on(thing: Thing) {
    let element = document().get_element_by_id(&format!("on-{}", thing.id()));
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::SvgElement>().ok())
    {
        let _ = element.focus();
    }
}

/// Whether text would be too small to read with machines side by side.
pub fn is_narrow(width: f64) -> bool {
    width < 720.0
}

/// Keeps the size of the canvas, and whether it is narrow.
fn watch_size(page: Page) {
    Effect::new(move |_| {
        let Some(canvas) = page.canvas.get() else { return };
        let measure = move || {
            let Some(canvas) = page.canvas.get_untracked() else { return };
            let size =
                Point { x: f64::from(canvas.client_width()), y: f64::from(canvas.client_height()) };
            if size != page.window.get_untracked() && size.x > 0.0 {
                page.narrow.set(is_narrow(size.x));
                page.window.set(size);
            }
        };
        let watching = Closure::<dyn FnMut()>::new(measure);
        if let Ok(observer) = web_sys::ResizeObserver::new(watching.as_ref().unchecked_ref()) {
            observer.observe(&canvas);
        }
        // It lives as long as the page.
        watching.forget();
        measure();
    });
}

#[component]
fn Zoom() -> impl IntoView {
    let page = page();
    let percent = move || format!("{} %", number((page.view.get().scale * 100.0).round()));
    view! {
        <div class="zoom" role="group" aria-label="Zoom">
            <Layers />
            {button(page, Action::ZoomOut, Action::ZoomOut.name(), "quiet square", icons::icon(icons::MINUS))}
            <button
                class="quiet"
                title=Action::ActualSize.titled(Action::ActualSize.name(), page.mac)
                aria-label=move || format!("{}, to 100 %", percent())
                aria-keyshortcuts=Action::ActualSize.shortcuts(page.mac)
                on:click=move |_| run(page, Action::ActualSize)
            >{live(percent)}</button>
            {button(page, Action::ZoomIn, Action::ZoomIn.name(), "quiet square", icons::icon(icons::PLUS))}
            {button(page, Action::Fit, "Fit", "quiet", "Fit")}
            {button(page, Action::Shortcuts, Action::Shortcuts.name(), "quiet square help", "?")}
        </div>
    }
}

/// How the drawing is shifted and sized.
pub fn placed(view: View) -> String {
    format!("{} scale({})", moved(view.shift.x, view.shift.y), number(view.scale))
}
