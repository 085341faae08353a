//! The file that is shown: its text or what differs in it, and what can be done with it.

use super::super::icons;
use super::super::live::{live, live_option, live_while};
use super::super::state::Page;
use super::super::storage;
use super::differences::Differences;
use super::reader::Reader;
use super::{Shared, objects_in};
use leptos::prelude::*;
use presswright::editor::Thing;
use presswright::editor::files::{FileChange, object_at};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What a line of the file is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The object, by kind and name.
    pub title: String,
    pub thing: Thing,
}

#[component]
pub fn Viewer(shared: Shared) -> impl IntoView {
    let page = shared.page;
    let shown = shared.shown;
    let text =
        Memo::new(move |_| shown.get().and_then(|path| shared.text(&path)).unwrap_or_default());
    let change = Memo::new(move |_| {
        shown.get().and_then(|path| shared.changes.with(|changes| changes.get(&path).copied()))
    });
    // Of a file that changed its differences are shown, until the person wants the whole.
    let whole = RwSignal::new(false);
    Effect::new(move |_| {
        if page.browsing.lines.with(Option::is_some) {
            whole.set(true);
        }
    });
    let differs = Memo::new(move |_| change.get() == Some(FileChange::Changed));
    let compared = Memo::new(move |_| differs.get() && !whole.get());
    let searching = RwSignal::new(0_u32);
    let standing = RwSignal::new(None::<Standing>);
    Effect::new(move |_| {
        shown.track();
        standing.set(None);
    });
    let line = move |number: Option<usize>| {
        let found = number.and_then(|number| stands_at(shared, number));
        page.focus.set(found.as_ref().map(|standing| standing.thing));
        // Who goes on to the button below is still told what it is about.
        if found.is_some() {
            standing.set(found);
        }
    };
    let has_objects = move || {
        let shown = shown.get();
        shared.entries.with(|entries| {
            entries
                .iter()
                .any(|entry| Some(&entry.path) == shown.as_ref() && !entry.objects.is_empty())
        })
    };
    let note = move || match change.get()? {
        FileChange::New => Some("This file is new."),
        FileChange::Removed => Some("This file is no longer in the bundle. This is what it was."),
        FileChange::Changed => None,
    };
    view! {
        <div class="viewer">
            <header>
                <b class="mono">{live(move || shown.get())}</b>
                {live_while(move || differs.get(), move || view! {
                    <button aria-pressed=move || compared.get().to_string() on:click=move |_| whole.update(|whole| *whole = !*whole)>
                        "Differences"
                    </button>
                })}
                {live_while(move || !compared.get(), move || view! {
                    <button on:click=move |_| searching.update(|times| *times += 1)>{icons::icon(icons::SEARCH)} "Search"</button>
                })}
                <button on:click=move |_| copy(page, shown.get_untracked(), text.get_untracked())>{icons::icon(icons::COPY)} "Copy"</button>
                <button on:click=move |_| download(page, shown.get_untracked(), &text.get_untracked())>{icons::icon(icons::DOWNLOAD)} "Download"</button>
            </header>
            {live_option(move || note().map(|note| view! { <p class="note">{note}</p> }))}
            {live_while(move || compared.get(), move || view! { <Differences shared text /> })}
            {live_while(move || !compared.get(), move || view! { <Reader shared text searching line /> })}
            <footer id="file-line">
                {live(move || match standing.get() {
                    Some(Standing { title, thing }) => {
                        let name = page.editor.with_untracked(|editor| thing.name(editor.design(), editor.topology()));
                        view! {
                            <span><b class="mono">{title}</b></span>
                            <button class="link" on:click=move |_| show_and_go(page, thing)>{format!("Show {name} on the drawing")}</button>
                        }.into_any()
                    }
                    None if has_objects() => view! { <span>"Press an object, or Enter on it, to see on the drawing what it is of."</span> }.into_any(),
                    None => ().into_any(),
                })}
            </footer>
        </div>
    }
}

/// The object at a line of the file that is shown.
pub fn stands_at(shared: Shared, line: usize) -> Option<Standing> {
    let path = shared.shown.get_untracked()?;
    let made = shared.made.get_untracked()?;
    let (_, text) = made.files.iter().find(|(own, _)| *own == path)?;
    let object = objects_in(&made, &path).nth(object_at(text, line)?)?;
    Some(Standing { title: object.title(), thing: object.thing() })
}

/// Selects a thing and brings it into sight; the focus stays in the files.
pub fn show(page: Page, thing: Thing) {
    page.editor.update(|editor| editor.select(Some(thing)));
    page.bring_into_sight(thing);
    let name = page.editor.with_untracked(|editor| thing.name(editor.design(), editor.topology()));
    page.say(format!("{name} is selected."));
}

/// The same, and the focus goes there.
fn show_and_go(page: Page, thing: Thing) {
    page.show(thing);
    super::super::canvas::focus_on(thing);
}

fn copy(page: Page, path: Option<String>, text: String) {
    let Some(path) = path else { return };
    let copying = JsFuture::from(window().navigator().clipboard().write_text(&text));
    spawn_local(async move {
        match copying.await {
            Ok(_) => page.say(format!("{path} is copied.")),
            Err(_) => storage::fail(
                page,
                "The browser does not let the page copy. Mark the text and copy it.",
            ),
        }
    });
}

fn download(page: Page, path: Option<String>, text: &str) {
    let Some(path) = path else { return };
    let name = path.rsplit('/').next().unwrap_or(&path);
    // Of another kind a browser would put an end to the name: `Vagrantfile.txt`.
    match storage::download(name, "application/octet-stream", text.as_bytes()) {
        Ok(()) => page.say(format!("{name} is downloaded.")),
        Err(_) => storage::fail(page, "The browser refused the download."),
    }
}
