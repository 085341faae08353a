//! The shelf at the left: what can be added, and what has no box on the drawing.

use super::actions::run;
use super::icons;
use super::state::page;
use leptos::prelude::*;
use presswright::editor::{Action, Cargo, Thing};
use presswright::topology::Tier;
use wasm_bindgen::JsCast;

#[component]
pub fn Shelf() -> impl IntoView {
    let page = page();
    let has_export = Memo::new(move |_| page.editor.with(|editor| editor.design().nfs.is_some()));
    let show = |thing: Thing| {
        let action = Action::Show(thing);
        view! {
            <button
                class=format!("tool {}", icons::colour(thing.tier()))
                aria-pressed=move || (page.selection.get() == Some(thing)).to_string()
                on:click=move |_| run(page, action)
            >{icons::icon(icons::of_thing(thing))} {action.name()}</button>
        }
    };
    view! {
        <nav class="shelf" aria-label="Shelf">
            <NewMachine />
            <button
                class="tool etcd"
                title=Action::Scale(Tier::Etcd, true).name()
                on:click=move |_| run(page, Action::Scale(Tier::Etcd, true))
            >
                <span class="adds">{icons::icon(icons::HEXAGON)}</span>
                "Member"
            </button>
            <button
                class="tool storage"
                title=move || export(has_export.get()).name()
                on:click=move |_| run(page, export(has_export.get_untracked()))
            >
                <span class:adds=move || !has_export.get()>{icons::icon(icons::FOLDER)}</span>
                "NFS"
            </button>
            <hr />
            {show(Thing::Cluster)}
            {show(Thing::WayIn)}
            {show(Thing::Wordpress)}
            {show(Thing::Percona)}
            {show(Thing::Etcd)}
            {show(Thing::Backups)}
        </nav>
    }
}

/// A machine: pressed it is added, dragged it is dropped on the drawing.
#[component]
fn NewMachine() -> impl IntoView {
    let page = page();
    let from = StoredValue::new(None::<(i32, i32)>);
    let dragged = StoredValue::new(false);
    let down = move |event: web_sys::PointerEvent| {
        if event.button() == 0 {
            from.set_value(Some((event.client_x(), event.client_y())));
            if let Some(element) =
                event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let moved = move |event: web_sys::PointerEvent| {
        let Some((x, y)) = from.get_value() else { return };
        let far = (event.client_x() - x).abs() + (event.client_y() - y).abs() > 6;
        if page.carried.get_untracked().is_some() {
            page.carry_on(event.client_x(), event.client_y());
        } else if far {
            page.carry(Cargo::NewMachine, "New machine", None, event.client_x(), event.client_y());
        }
    };
    let up = move |event: web_sys::PointerEvent| {
        from.set_value(None);
        if page.carried.get_untracked().is_none() {
            return;
        }
        let at = page.on_canvas(event.client_x(), event.client_y());
        let window = page.window.get_untracked();
        if (0.0..=window.x).contains(&at.x) && (0.0..=window.y).contains(&at.y) {
            page.let_go();
        } else {
            page.cancel();
        }
        // The click that follows is the end of this drag.
        dragged.set_value(true);
    };
    let click = move |_| {
        if dragged.get_value() {
            dragged.set_value(false);
        } else {
            run(page, Action::AddMachine);
        }
    };
    view! {
        <button
            class="tool machine grab"
            title=Action::AddMachine.titled("Add a worker: press, or drag it onto the drawing", page.mac)
            aria-keyshortcuts=Action::AddMachine.shortcuts(page.mac)
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| {
                from.set_value(None);
                page.cancel();
            }
            on:click=click
        >
            <span class="adds">{icons::icon(icons::SERVER)}</span>
            "Machine"
        </button>
    }
}

/// What the button of the export does.
fn export(there_is_one: bool) -> Action {
    if there_is_one { Action::Show(Thing::Export) } else { Action::AddExport }
}
