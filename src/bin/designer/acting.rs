//! Does what the table of actions says. A part of the page: nobody acts before the first paint.

use super::actions::{here, keep_focus, on_thing, open};
use super::asked::Asked;
use super::canvas::focus_on;
use super::dialog::Opened;
use super::disk::Disk;
use super::hand::{self, Move};
use super::maker::Wish;
use super::part::part;
use super::problems;
use super::state::Page;
use super::{clipboard, keep, keys, on_disk, storage, theme};
use leptos::prelude::*;
use presswright::design::{Document, starts};
use presswright::editor::{Action, Doing, Mode, Panel, Tab, Thing, View};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

// With the dock: both come right after the first paint.
part!(acting in dock: Acting = act);

/// The part's end.
pub type Acting = fn(Page, Action, Option<Thing>);

/// Does it to a thing, or says why not.
fn act(page: Page, action: Action, thing: Option<Thing>) {
    if matches!(action, Action::Export | Action::Save | Action::SaveAs | Action::Share) {
        take_typed();
    }
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
    if action == Action::Export
        && let Some(field) = not_taken()
    {
        page.inspector.set(true);
        problems::focus(&field.id());
        return page.refuse(
            "This field holds what was not taken, and would not be exported. Mend it, or leave it with Esc."
                .to_owned(),
        );
    }
    if action == Action::FixAll && page.mode.get_untracked() == Mode::Learn {
        return page.refuse("The course mends one fault after the other.".to_owned());
    }
    page.hint.set(None);
    keep_focus(page);
    if let Some((title, edit)) = page.editor.with_untracked(|editor| doing.edit(editor.design())) {
        page.attempt(&title, &edit);
    }
    match doing {
        Doing::Edit { show, .. } => {
            if let Some(thing) = show {
                page.show(thing);
                goes_on_from(thing);
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

/// What is being typed in a field of the settings is given to the design first.
fn take_typed() {
    let typing =
        document().active_element().filter(|on| on.matches(".field input").unwrap_or_default());
    if let Some(field) = typing.and_then(|on| on.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.blur();
        let _ = field.focus();
    }
}

/// A field of the settings whose text the design did not take.
fn not_taken() -> Option<web_sys::Element> {
    document().query_selector(".field.refused input").ok().flatten()
}

/// Where keys went to the drawing or the outline, they go on from what is new.
fn goes_on_from(thing: Thing) {
    let focused = document().active_element().filter(|focused| focused.tag_name() != "BODY");
    if focused.as_ref().is_some_and(|focused| !on_thing(focused)) {
        return;
    }
    let outlined = focused.is_some_and(|focused| focused.id().starts_with("in-"));
    // It is drawn first.
    request_animation_frame(move || {
        if outlined {
            problems::focus(&format!("in-{}", thing.id()));
        } else {
            focus_on(thing);
        }
    });
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
        Action::Mode(mode) => {
            alone(page, None);
            page.mode.set(mode);
        }
        Action::Fail | Action::BringBack | Action::Play | Action::Event(_) => {
            match page.rehearsal.get_untracked() {
                Some(rehearsal) => (rehearsal.act)(rehearsal, page, action, thing),
                None if matches!(action, Action::Fail | Action::BringBack) => {
                    page.refuse("Things fail in Rehearse.".to_owned());
                }
                None => page.refuse("A start is played in Rehearse.".to_owned()),
            }
        }
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

fn toggle(page: Page, panel: Panel) {
    let shown = !open(page, panel).get_untracked();
    alone(page, Some(panel));
    open(page, panel).set(shown);
}

fn show_tab(page: Page, tab: Tab) {
    alone(page, Some(Panel::Dock));
    page.tab.set(tab);
    page.dock.set(true);
}

/// Closes the other panels where there is room for one: style/shell.css.
pub fn alone(page: Page, panel: Option<Panel>) {
    let phone = window().match_media("(max-width: 700px)").ok().flatten();
    if phone.is_some_and(|query| query.matches()) {
        for other in [Panel::Outline, Panel::Settings, Panel::Dock] {
            if Some(other) != panel {
                open(page, other).set(false);
            }
        }
    }
}
