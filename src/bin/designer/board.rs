//! The drawing itself. Every place and word in it comes from the scene.

use super::canvas::{focus_on, placed};
use super::figure::{
    Ghost, chain_label, chain_line, export, folder, machine, note, pod, rail, waiting, way_in_mark,
};
use super::live::{each, live, live_option};
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::design::Edit;
use presswright::document::Path;
use presswright::editor::{Direction, Thing, neighbour};

#[component]
pub fn Board() -> impl IntoView {
    let page = page();
    let label = move || {
        page.editor.with(|editor| {
            format!(
                "Drawing of {}: {} machines, {} pods. Arrow keys go from thing to thing.",
                editor.design().name,
                editor.topology().hosts.len(),
                editor.topology().pods.len()
            )
        })
    };
    let scene = page.scene;
    view! {
        <svg class="board" role="group" aria-label=label class:calm=move || page.lit.with(|lit| lit.lines.is_empty())>
            <g transform=move || placed(page.view.get())>
                {live_option(move || scene.with(|s| s.way_in.clone()).map(|way_in| way_in_mark(page, way_in)))}
                {live(move || each(scene.with(|s| s.machines.clone()), |m| machine(page, m)))}
                {live_option(move || scene.with(|s| s.waiting.clone()).map(waiting))}
                {live(move || each(scene.with(|s| s.rails.clone()), |r| rail(page, r)))}
                {live_option(move || scene.with(|s| s.export.clone()).map(|e| export(page, e)))}
                {live(move || each(scene.with(|s| s.folders.clone()), |f| folder(page, f)))}
                {live(move || each(page.lit.with(|lit| lit.lines.clone()), chain_line))}
                {live(move || each(scene.with(|s| s.pods.clone()), |p| pod(page, p)))}
                {live_option(move || page.lit.with(|lit| lit.lines.first().cloned()).map(chain_label))}
                {live(move || each(scene.with(|s| s.notes.clone()), note))}
                <Ghost />
            </g>
        </svg>
    }
}

/// What every thing of the drawing that can be selected has: a name, a state, its keys.
pub fn stop(
    page: Page,
    thing: Thing,
    spoken: String,
    class: String,
    inner: impl IntoAny,
) -> impl IntoView {
    let selected = move || page.selection.get() == Some(thing);
    let tab = move || if page.tab_stop.get() == Some(thing) { "0" } else { "-1" };
    view! {
        <g
            id=format!("on-{}", thing.id())
            class=class
            class:selected=selected
            class:lit=move || page.lit.with(|lit| lit.things.contains(&thing))
            class:taken=move || page.carried.with(|c| c.as_ref().is_some_and(|c| c.from == Some(thing)))
            role="button"
            tabindex=tab
            aria-label=spoken
            aria-pressed=move || selected().to_string()
            on:focus=move |_| page.focus.set(Some(thing))
            on:blur=move |_| page.focus.set(None)
            on:pointerenter=move |_| page.focus.set(Some(thing))
            on:pointerleave=move |_| page.focus.set(None)
            on:keydown=move |event| key(page, thing, &event)
            on:click=move |event| {
                // A screen reader presses without a pointer.
                if event.detail() == 0 {
                    page.select(Some(thing));
                }
            }
        >{inner.into_any()}</g>
    }
}

fn key(page: Page, thing: Thing, event: &web_sys::KeyboardEvent) {
    let direction = match event.key().as_str() {
        "ArrowLeft" => Direction::Left,
        "ArrowRight" => Direction::Right,
        "ArrowUp" => Direction::Up,
        "ArrowDown" => Direction::Down,
        "Enter" | " " => {
            event.prevent_default();
            page.select(Some(thing));
            return;
        }
        "Delete" | "Backspace" => {
            event.prevent_default();
            remove(page, thing);
            return;
        }
        _ => return,
    };
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    event.prevent_default();
    if let Some(next) = page.scene.with_untracked(|scene| neighbour(scene, thing, direction)) {
        focus_on(next);
        let rect = page.scene.with_untracked(|scene| scene.rect_of(next));
        if let Some(rect) = rect {
            let window = page.window.get_untracked();
            page.view.update(|view| *view = view.showing(rect, window));
        }
    }
}

/// Takes a machine, a member or the export away; nothing else can be.
pub fn remove(page: Page, thing: Thing) {
    let (name, edit) = page.editor.with_untracked(|editor| {
        let design = editor.design();
        let edit = match thing {
            Thing::Machine(index) => Some(design.remove_machine(index)),
            Thing::Member(index) => {
                Some(Edit::Remove { list: Path::top().key("etcd").key("members"), index })
            }
            Thing::Export if design.nfs.is_some() => Some(Edit::default(Path::top().key("nfs"))),
            _ => None,
        };
        (thing.name(design, editor.topology()), edit)
    });
    match edit {
        Some(edit) => {
            page.attempt(&format!("Removed {name}"), &edit);
            // Its element is gone, and the focus with it.
            request_animation_frame(move || {
                if let Some(next) = page.tab_stop.get_untracked() {
                    focus_on(next);
                }
            });
        }
        None => page.say(format!("{name} cannot be removed by itself.")),
    }
}
