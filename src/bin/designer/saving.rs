//! Saving: at every change, with its history, and never over what another tab has saved.
//!
//! A part of the page that comes after the first paint; what was changed before it is here it saves
//! when it comes.

use super::arrival;
use super::icons;
use super::keep::{Keeping, Turn, left_alone, read, state};
use super::kept::{self, reason};
use super::live::live_option;
use super::on_disk;
use super::part::{Draw, part};
use super::state::{Page, page};
use super::storage;
use leptos::prelude::*;
use presswright::design::Document;
use presswright::editor::{Behind, Editor, Keeper, Save};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;

part!(saving: Draw = || view! { <KeepingLine /> }.into_any());

/// Saves at every change, and follows what other tabs do.
fn follow(page: Page) {
    if let Some(fault) = page.fault.try_update_value(Option::take).flatten() {
        page.keeping.set(Keeping::Unsaved(reason(&fault)));
    }
    if let Some(journal) = page.journal.try_update_value(Option::take).flatten() {
        page.editor.update(|editor| editor.recall(&journal));
    }
    page.turn.set_value(Some(turn));
    // What comes from outside begins a design, so it waits for this part.
    arrival::follow(page);
    shows(page);
    if let Some(waiting) = page.waiting.try_update_value(Option::take).flatten() {
        // The file that it came from is known already.
        let file = page.on_disk.get_untracked();
        turn(page, waiting);
        page.on_disk.set(file);
    } else {
        on_disk::recall(page);
    }
    Effect::new(move |_| {
        if page.on_disk.with(Option::is_some) {
            // A design that is in a file is kept, though nothing was changed in it.
            if page.keeper.with_value(|keeper| keeper.id().is_none()) {
                save(page);
            }
            on_disk::remember(page);
        }
    });
    Effect::new(move |_| {
        page.editor.track();
        save_change(page);
    });
    let heard = Closure::new(move |id: String, stamp: Option<String>| {
        page.keeper.update_value(|keeper| match stamp {
            Some(stamp) => keeper.heard(&id, &stamp),
            None => keeper.heard_deleted(&id),
        });
        if let Some(behind) = page.keeper.with_value(Keeper::behind) {
            page.keeping.set(Keeping::Behind(behind));
        }
    });
    kept::listen(&heard);
    heard.forget();
}

fn turn(page: Page, turn: Turn) {
    match turn {
        Turn::Begin { title, document } => begin(page, &title, *document),
        Turn::Open(id) => open(page, id),
        Turn::Keep => save(page),
    }
}

/// Saves what was not yet saved.
fn save_change(page: Page) {
    let state = state(page);
    if page.as_saved.with_value(|saved| *saved != state) {
        page.as_saved.set_value(state);
        save(page);
    }
}

fn save(page: Page) {
    if let Some(save) = page.keeper.try_update_value(Keeper::changed) {
        perform(page, save);
    }
}

fn perform(page: Page, save: Save) {
    let (text, draft, journal) = page.editor.with_untracked(|editor| {
        let draft = editor.draft().map(|draft| draft.text.clone());
        (editor.text().to_owned(), draft, editor.journal())
    });
    let note = save.parted.is_some().then(|| "Kept apart from another tab's change".to_owned());
    kept::shows(&save.id, &text);
    if let Some(from) = save.parted.clone() {
        page.keeping.set(Keeping::Parted(from));
        page.say("Another tab changed this design. Your change is kept as a design of its own.");
    }
    spawn_local(async move {
        let stamp = save.stamp.to_string();
        match kept::save(&save.id, &save.seen, &stamp, &text, draft, note, &journal).await {
            Ok(true) => {
                page.keeper.update_value(|keeper| keeper.saved(&save.id, &save.stamp));
                if matches!(page.keeping.get_untracked(), Keeping::Unsaved(_)) {
                    page.keeping.set(Keeping::Saved);
                }
            }
            Ok(false) => {
                let apart = page.keeper.try_update_value(|keeper| keeper.refused(&save.id));
                if let Some(save) = apart.flatten() {
                    perform(page, save);
                }
            }
            Err(error) => page.keeping.set(Keeping::Unsaved(reason(&error))),
        }
    });
}

/// Begins a design: a preset, a file, a link. The one that was open stays as it is.
fn begin(page: Page, title: &str, document: Document) {
    save_change(page);
    page.keeper.update_value(Keeper::began);
    turned(page, Editor::new(document));
    save(page);
    page.say(format!("{title}."));
}

/// Turns to a design that is kept.
fn open(page: Page, id: String) {
    save_change(page);
    spawn_local(async move {
        match kept::load(&id).await {
            Ok(Some(design)) => match read(&design) {
                Ok(mut editor) => {
                    editor.recall(&design.steps());
                    page.keeper.update_value(|keeper| keeper.opened(&id, &design.stamp()));
                    let name = editor.design().name.to_string();
                    turned(page, editor);
                    on_disk::recall(page);
                    page.say(format!("{name} is open."));
                }
                Err(unreadable) => page.notice.set(Some(left_alone(&design, &unreadable))),
            },
            Ok(None) => storage::fail(page, "This design is no longer in this browser."),
            Err(error) => storage::fail(page, &reason(&error)),
        }
    });
}

fn turned(page: Page, editor: Editor) {
    page.editor.update(|now| now.turn_to(editor));
    page.as_saved.set_value(state(page));
    page.on_disk.set(None);
    shows(page);
    page.keeping.set(Keeping::Saved);
    page.moved.set(false);
    page.notice.set(None);
}

fn shows(page: Page) {
    page.keeper.with_value(|keeper| {
        page.editor
            .with_untracked(|editor| kept::shows(keeper.id().unwrap_or_default(), editor.text()));
    });
}

/// What the person should know of how the design is kept, and what they can do.
#[component]
fn KeepingLine() -> impl IntoView {
    let page = page();
    follow(page);
    let name = move || page.editor.with_untracked(|editor| editor.design().name.to_string());
    let own = move |()| {
        save(page);
        page.keeping.set(Keeping::Saved);
    };
    let button = |words: &'static str, act: Box<dyn Fn()>| {
        view! { <button on:click=move |_| act()>{words}</button> }.into_any()
    };
    let line = move |keeping: Keeping| {
        let (text, acts) = match keeping {
            Keeping::Saved => return None,
            Keeping::Unsaved(reason) => (
                format!("{reason} You can go on; download the design to keep it."),
                vec![button("Download design.yaml", Box::new(move || download(page)))],
            ),
            Keeping::Behind(Behind::Changed) => (
                format!(
                    "{} was changed in another tab. Here it stands as it was before; a change here begins a design of its own.",
                    name()
                ),
                vec![
                    button("Show the other tab's version", Box::new(move || again(page))),
                    button("Keep this version as a design of its own", Box::new(move || own(()))),
                ],
            ),
            Keeping::Behind(Behind::Deleted) => (
                format!("{} was deleted in another tab.", name()),
                vec![button("Keep it", Box::new(move || own(())))],
            ),
            Keeping::Parted(from) => (
                format!(
                    "{} was changed in another tab, too. Nothing was overwritten: what you have here is now a design of its own.",
                    name()
                ),
                vec![
                    button(
                        "Show the other tab's version",
                        Box::new(move || turn(page, Turn::Open(from.clone()))),
                    ),
                    button(
                        "Stay with this one",
                        Box::new(move || page.keeping.set(Keeping::Saved)),
                    ),
                ],
            ),
        };
        Some(view! {
            <div class="notice" role="alert">
                {icons::icon(icons::WARNING)}
                <span>{text}</span>
                {acts}
            </div>
        })
    };
    live_option(move || line(page.keeping.get()))
}

/// Opens the design that is open as the store has it now.
fn again(page: Page) {
    if let Some(id) = page.keeper.with_value(|keeper| keeper.id().map(str::to_owned)) {
        turn(page, Turn::Open(id));
    }
}

fn download(page: Page) {
    let text = page.editor.with_untracked(|editor| editor.text().to_owned());
    if storage::download("design.yaml", "text/yaml", text.as_bytes()).is_err() {
        storage::fail(page, "The browser refused the download.");
    }
}
