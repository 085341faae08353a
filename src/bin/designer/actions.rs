//! Runs what the table of actions says, and makes buttons of it.

use super::asked::Asked;
use super::canvas::focus_on;
use super::dialog::Opened;
use super::disk::Disk;
use super::hand::{self, Move};
use super::maker::Wish;
use super::problems;
use super::state::Page;
use super::{clipboard, keep, keys, on_disk, storage, theme};
use leptos::prelude::*;
use presswright::design::{Document, Edit, starts};
use presswright::editor::{Action, Doing, Here, Panel, Tab, Thing, View, nearest};
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

/// Does it to a thing, or says why not.
pub fn run_on(page: Page, action: Action, thing: Option<Thing>) {
    let doing = here(page, thing, |here| action.doing(here));
    let doing = match doing {
        Ok(doing) => doing,
        Err(reason) => {
            if action == Action::Export {
                let draft = page.editor.with_untracked(|editor| editor.draft().is_some());
                show_tab(page, if draft { Tab::Text } else { Tab::Problems });
            }
            return page.refuse(reason);
        }
    };
    page.refusal.set(None);
    keep_focus(page);
    if let Some((title, edit)) = page.editor.with_untracked(|editor| doing.edit(editor.design())) {
        page.attempt(&title, &edit);
    }
    match doing {
        Doing::Edit { show, .. } => {
            if let Some(thing) = show {
                page.show(thing);
            }
        }
        Doing::Select { things, focus } => {
            if things.is_empty() {
                page.several.set(false);
            }
            page.choose(things);
            if let Some(thing) = focus {
                focus_on(thing);
                page.bring_into_sight(thing);
            }
        }
        Doing::FixAll => {}
        Doing::Undo => page.undo(),
        Doing::Redo => page.redo(),
        Doing::Show(thing) => {
            page.show(thing);
            if action == Action::Settings {
                into_settings(60);
            }
        }
        Doing::Step(thing) => {
            focus_on(thing);
            page.bring_into_sight(thing);
        }
        Doing::Problem(index) => problems::go(page, index),
        Doing::ZoomTo(rect) => {
            page.view.set(View::around(rect, page.window.get_untracked()));
            page.moved.set(true);
        }
        Doing::Ask(question) => page.asked.set(Some(Asked::Choose(question, thing))),
        Doing::Arrange(how, machines) => hand::ask(page, Move::Arrange(how, machines)),
        Doing::Page => own(page, action, thing),
    }
}

/// The focus goes to the head of the settings, once they are there: what draws them may have to be fetched.
fn into_settings(frames: u32) {
    request_animation_frame(move || {
        if document().get_element_by_id("settings").is_some() {
            problems::focus("settings");
        } else if frames > 0 {
            into_settings(frames - 1);
        }
    });
}

/// Makes a change that was chosen.
pub fn change(page: Page, title: &str, edit: &Edit) {
    keep_focus(page);
    page.attempt(title, edit);
}

/// What the page does by itself.
fn own(page: Page, action: Action, thing: Option<Thing>) {
    match action {
        Action::Cancel => page.cancel(),
        Action::Fit => page.fit(),
        Action::ActualSize => page.zoom(1.0 / page.view.get_untracked().scale, None),
        Action::ZoomIn => page.zoom(1.2, None),
        Action::ZoomOut => page.zoom(1.0 / 1.2, None),
        Action::Minimap => page.minimap.update(|shown| *shown = !*shown),
        Action::Layer(layer) => page.left_out.update(|left_out| *left_out ^= layer.bit()),
        Action::Theme => theme::switch(page),
        Action::Tab(tab) => {
            show_tab(page, tab);
            request_animation_frame(move || problems::focus(&format!("tab-{tab:?}")));
        }
        Action::Panel(panel) => toggle(page, panel),
        Action::Mode(mode) => page.mode.set(mode),
        Action::Fail | Action::BringBack => match page.rehearsal.get_untracked() {
            Some(rehearsal) => (rehearsal.act)(rehearsal, page, action, thing),
            None => page.refuse("Things fail in Rehearse.".to_owned()),
        },
        Action::Designs => page.opened.set(Some(Opened::Designs)),
        Action::Share => page.opened.set(Some(Opened::Share)),
        Action::Open if on_disk::writable() => disk(page, Disk::Open),
        Action::Save => disk(page, Disk::Save),
        Action::SaveAs => disk(page, Disk::SaveAs),
        Action::Open => {
            if let Some(input) = page.file.get_untracked() {
                input.click();
            }
        }
        Action::Export => page.maker.ask(page, Wish::Zip),
        Action::Preset(place) => {
            let Some(preset) = starts().nth(place) else { return };
            match Document::read(preset.text) {
                Ok(document) => {
                    keep::begin(page, &format!("Preset {}", preset.name), document);
                }
                Err(unreadable) => storage::fail(page, &unreadable.to_string()),
            }
        }
        Action::Copy | Action::Cut | Action::Duplicate => clipboard::take(page, action, thing),
        Action::Paste => clipboard::paste(page),
        Action::Several => several(page, thing),
        Action::Manifests => {
            page.browsing.wanted.set(thing);
            show_tab(page, Tab::Files);
        }
        Action::Menu => page.asked.set(Some(Asked::menu_of(thing))),
        Action::Shortcuts => page.asked.set(Some(Asked::Shortcuts)),
        Action::SingleKeys => keys::switch_single(page),
        _ => {}
    }
}

/// Presses select beside the others from now on, or no more; the thing is the first of them.
fn several(page: Page, thing: Option<Thing>) {
    page.several.update(|on| *on = !*on);
    if !page.several.get_untracked() {
        return page.say("A press selects one thing again.");
    }
    let meant = page.editor.with_untracked(|editor| editor.meant(thing));
    page.editor.update(|editor| editor.select_all(meant));
    page.say("Each press selects one more thing, or takes it out.");
}

/// Opens a file that can be written back, or saves to one.
pub fn disk(page: Page, wanted: Disk) {
    spawn_local(async move {
        match super::disk::disk().await {
            Ok(run) => run(page, wanted),
            Err(not_fetched) => storage::fail(page, &not_fetched.to_string()),
        }
    });
}

/// The signal of a panel.
pub fn open(page: Page, panel: Panel) -> RwSignal<bool> {
    match panel {
        Panel::Outline => page.outline,
        Panel::Settings => page.inspector,
        Panel::Dock => page.dock,
    }
}

fn toggle(page: Page, panel: Panel) {
    let shown = !open(page, panel).get_untracked();
    alone(page, panel);
    open(page, panel).set(shown);
}

fn show_tab(page: Page, tab: Tab) {
    alone(page, Panel::Dock);
    page.tab.set(tab);
    page.dock.set(true);
}

/// Closes the other panels where there is room for one: style/shell.css.
fn alone(page: Page, panel: Panel) {
    let phone = window().match_media("(max-width: 700px)").ok().flatten();
    if phone.is_some_and(|query| query.matches()) {
        for other in [Panel::Outline, Panel::Settings, Panel::Dock] {
            if other != panel {
                open(page, other).set(false);
            }
        }
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

fn on_thing(element: &web_sys::Element) -> bool {
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
