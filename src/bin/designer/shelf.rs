//! The shelf at the left: what can be added, and what has no box on the drawing.

use super::actions::run;
use super::icons;
use super::state::page;
use leptos::prelude::*;
use presswright::design::Design;
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
            <Tool
                class="machine"
                name="Machine"
                icon=icons::SERVER
                has_export
                adds=|_| true
                action=|_| Action::AddMachine
                title="Add a machine"
                cargo=|_| (Cargo::NewMachine, "New machine")
            />
            <Tool
                class="etcd"
                name="Member"
                icon=icons::HEXAGON
                has_export
                adds=|_| true
                action=|_| Action::Scale(Tier::Etcd, true)
                title="Add a member of etcd"
                cargo=|_| (Cargo::NewMember, "New member")
            />
            <Tool
                class="storage"
                name="NFS"
                icon=icons::FOLDER
                has_export
                adds=|has_export| !has_export
                action=export
                title="NFS export"
                cargo=|design| (Cargo::export(design), "NFS export")
            />
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

/// What is pressed to add it, or dragged to where it should stand on the drawing. What
/// the export's does depends on whether there is one.
#[component]
fn Tool(
    class: &'static str,
    name: &'static str,
    icon: &'static str,
    has_export: Memo<bool>,
    adds: fn(bool) -> bool,
    action: fn(bool) -> Action,
    title: &'static str,
    cargo: fn(&Design) -> (Cargo, &'static str),
) -> impl IntoView {
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
            let (cargo, name) = page.editor.with_untracked(|editor| cargo(editor.design()));
            page.carry(cargo, name, None, event.client_x(), event.client_y());
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
            run(page, action(has_export.get_untracked()));
        }
    };
    view! {
        <button
            class=format!("tool {class} grab")
            title=move || action(has_export.get()).titled(&format!("{title}: press, or drag it onto the drawing"), page.mac)
            aria-keyshortcuts=move || action(has_export.get()).shortcuts(page.mac)
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| {
                from.set_value(None);
                page.cancel();
            }
            on:click=click
        >
            <span class:adds=move || adds(has_export.get())>{icons::icon(icon)}</span>
            {name}
        </button>
    }
}

/// What the button of the export does.
fn export(there_is_one: bool) -> Action {
    if there_is_one { Action::Show(Thing::Export) } else { Action::AddExport }
}
