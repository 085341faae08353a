//! The shelf at the left: what can be added, and what has no box on the drawing.

use super::icons;
use super::state::{Page, page};
use leptos::prelude::*;
use presswright::editor::{Cargo, Thing, add_export, scale_edit};
use presswright::topology::Tier;
use wasm_bindgen::JsCast;

#[component]
pub fn Shelf() -> impl IntoView {
    let page = page();
    let has_export = Memo::new(move |_| page.editor.with(|editor| editor.design().nfs.is_some()));
    let show = |thing: Thing, name: &'static str| {
        view! {
            <button
                class=format!("tool {}", icons::colour(thing.tier()))
                aria-pressed=move || (page.selection.get() == Some(thing)).to_string()
                on:click=move |_| page.show(thing)
            >{icons::icon(icons::of_thing(thing))} {name}</button>
        }
    };
    view! {
        <nav class="shelf" aria-label="Shelf">
            <NewMachine />
            <button
                class="tool etcd"
                title="Add a member of etcd"
                on:click=move |_| scale(page, Tier::Etcd, true)
            >
                <span class="adds">{icons::icon(icons::HEXAGON)}</span>
                "Member"
            </button>
            <button
                class="tool storage"
                title=move || if has_export.get() { "Settings of the NFS export" } else { "Add an NFS export" }
                on:click=move |_| show_or_add_export(page)
            >
                <span class:adds=move || !has_export.get()>{icons::icon(icons::FOLDER)}</span>
                "NFS"
            </button>
            <hr />
            {show(Thing::Cluster, "Cluster")}
            {show(Thing::WayIn, "Way in")}
            {show(Thing::Wordpress, "WordPress")}
            {show(Thing::Percona, "Percona")}
            {show(Thing::Etcd, "etcd")}
            {show(Thing::Backups, "Backups")}
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
        if far || page.carried.get_untracked().is_some() {
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
            add_machine(page);
        }
    };
    view! {
        <button
            class="tool machine grab"
            title="Add a worker: press, or drag it onto the drawing"
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

pub fn add_machine(page: Page) {
    let (edit, name) = page.editor.with_untracked(|editor| {
        let design = editor.design();
        (design.add_worker(), presswright::design::free_name(design, "node-"))
    });
    let index = page.editor.with_untracked(|editor| editor.design().machines.len());
    if page.apply(&format!("Added {name}"), &edit).is_ok() {
        page.show(Thing::Machine(index));
    }
}

/// One more or one fewer of a tier.
pub fn scale(page: Page, tier: Tier, more: bool) {
    let edit = page.editor.with_untracked(|editor| scale_edit(editor.design(), tier, more));
    match edit {
        Some((title, edit)) => page.attempt(&title, &edit),
        None => page.say("It cannot be more or fewer."),
    }
}

fn show_or_add_export(page: Page) {
    let has = page.editor.with_untracked(|editor| editor.design().nfs.is_some());
    let edit = page.editor.with_untracked(|editor| add_export(editor.design()));
    match edit {
        Some(edit) if !has => page.attempt("Added an NFS export", &edit),
        None if !has => page.say("An NFS export needs a machine."),
        _ => {}
    }
    page.show(Thing::Export);
}
