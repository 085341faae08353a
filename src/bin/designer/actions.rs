//! Has done what the table of actions says, and makes buttons of it. What does it is a part of its own.

use super::acting::acting;
use super::canvas::focus_on;
use super::problems;
use super::state::Page;
use super::{keys, storage};
use leptos::prelude::*;
use presswright::design::Edit;
use presswright::editor::{Action, Here, Panel, Thing, nearest};
use wasm_bindgen_futures::spawn_local;

/// Reads what is before the person.
pub fn here<T>(page: Page, thing: Option<Thing>, read: impl FnOnce(&Here) -> T) -> T {
    page.editor.with_untracked(|editor| {
        page.scene.with_untracked(|scene| {
            read(&Here {
                editor,
                scene,
                thing,
                carrying: page.drags(),
                problem: page.problem.get_untracked(),
            })
        })
    })
}

/// Does it, to what is selected.
pub fn run(page: Page, action: Action) {
    run_on(page, action, page.selection.get_untracked());
}

/// Does it to a thing, or says why not; where what does it is not here yet, once it is.
pub fn run_on(page: Page, action: Action, thing: Option<Thing>) {
    if let Some(act) = page.acting.get_value() {
        return act(page, action, thing);
    }
    spawn_local(async move {
        match acting().await {
            Ok(act) => {
                page.acting.set_value(Some(act));
                act(page, action, thing);
            }
            Err(missing) => storage::fail(page, &missing.to_string()),
        }
    });
}

/// Makes a change that was chosen.
pub fn change(page: Page, title: &str, edit: &Edit) {
    keep_focus(page);
    page.attempt(title, edit);
}

/// The signal of a panel.
pub fn open(page: Page, panel: Panel) -> RwSignal<bool> {
    match panel {
        Panel::Outline => page.outline,
        Panel::Settings => page.inspector,
        Panel::Dock => page.dock,
    }
}

/// A change draws the things anew. The focus stays on the one that had it, or goes to the nearest, on
/// the drawing or in the outline.
pub fn keep_focus(page: Page) {
    let Some(focused) = document().active_element() else { return };
    if focused.closest(".inspector").ok().flatten().is_some() {
        // What was pressed may have been mended away.
        return request_animation_frame(|| {
            if document().active_element().is_none_or(|now| now.tag_name() == "BODY") {
                problems::focus("settings");
            }
        });
    }
    if !on_thing(&focused) {
        return;
    }
    let Some(thing) = keys::thing_of(&focused) else { return };
    let outlined = focused.id().starts_with("in-");
    let before = page.scene.with_untracked(|scene| scene.rect_of(thing));
    request_animation_frame(move || {
        let lost = document().active_element().is_none_or(|now| now.tag_name() == "BODY");
        if !lost || page.asked.with_untracked(Option::is_some) {
            return;
        }
        let exists =
            page.editor.with_untracked(|editor| thing.exists(editor.design(), editor.topology()));
        let next = page.scene.with_untracked(|scene| {
            let drawn = outlined || scene.rect_of(thing).is_some();
            let near = || before.and_then(|rect| nearest(scene, rect.middle()));
            if exists && drawn { Some(thing) } else { near() }
        });
        match next.or(page.tab_stop.get_untracked()) {
            Some(next) if outlined => problems::focus(&format!("in-{}", next.id())),
            Some(next) => focus_on(next),
            None => {}
        }
    });
}

pub fn on_thing(element: &web_sys::Element) -> bool {
    let id = element.id();
    id.starts_with("on-") || id.starts_with("in-")
}

/// A button that does it: named as in the table, or by `name`; with its keys.
pub fn button(
    page: Page,
    action: Action,
    name: &'static str,
    class: &'static str,
    inner: impl IntoAny,
) -> AnyView {
    view! {
        <button
            class=class
            aria-label=name
            title=action.titled(action.name(), page.mac)
            aria-keyshortcuts=action.shortcuts(page.mac)
            on:click=move |_| run(page, action)
        >{inner.into_any()}</button>
    }
    .into_any()
}

/// A button that opens and closes a panel.
pub fn panel_button(page: Page, panel: Panel, class: &'static str, inner: impl IntoAny) -> AnyView {
    pressed_button(page, Action::Panel(panel), class, inner.into_any())
}

/// A button that is pressed as long as what it does is so.
pub fn pressed_button(page: Page, action: Action, class: &'static str, inner: AnyView) -> AnyView {
    let pressed = move || match action {
        Action::Panel(panel) => open(page, panel).get(),
        Action::Mode(mode) => page.mode.get() == mode,
        _ => false,
    };
    view! {
        <button
            class=class
            title=action.titled(action.name(), page.mac)
            aria-label=action.name()
            aria-keyshortcuts=action.shortcuts(page.mac)
            aria-pressed=move || pressed().to_string()
            on:click=move |_| run(page, action)
        >{inner}</button>
    }
    .into_any()
}
