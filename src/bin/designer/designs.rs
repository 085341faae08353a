//! The designs in this browser: open, begin, duplicate, delete.

use super::dialog::close;
use super::keep::{Turn, begin, turn};
use super::kept::{self, Kept};
use super::live::{Live, each, live, live_option};
use super::part::{Draw, part};
use super::problems::focus;
use super::state::{Page, page};
use super::storage;
use leptos::prelude::*;
use presswright::design::{Document, Edit, PRESETS, starts};
use presswright::document::Path;
use presswright::editor::{Editor, Keeper, Thing, in_a_few_words};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

part!(designs: Draw = || view! { <Designs /> }.into_any());

/// Its look comes with it.
const STYLE: &str = include_str!("../../../style/designs.css");

/// A design of the list.
#[derive(Clone)]
struct Row {
    id: String,
    text: String,
    /// What it is, or why it cannot be read.
    design: Result<Readable, String>,
    /// How it came to be, where that is not plain.
    note: String,
    when: String,
}

#[derive(Clone)]
struct Readable {
    name: String,
    about: String,
}

#[derive(Clone)]
enum List {
    Coming,
    Missing,
    Here(Vec<Row>),
}

#[derive(Clone)]
struct Deleted {
    id: String,
    name: String,
    was_open: bool,
}

/// The list's own state.
#[derive(Clone, Copy)]
struct Shown {
    page: Page,
    list: RwSignal<List>,
    /// What was deleted last.
    deleted: RwSignal<Option<Deleted>>,
    /// All of it.
    rest: StoredValue<Option<JsValue>, LocalStorage>,
}

#[component]
fn Designs() -> impl IntoView {
    let shown = Shown {
        page: page(),
        list: RwSignal::new(List::Coming),
        deleted: RwSignal::new(None),
        rest: StoredValue::new_local(None),
    };
    refresh(shown, None);
    view! {
        <style>{STYLE}</style>
        <div class="designs">
            <h2>"Designs in this browser"</h2>
            <p class="deleted" role="status">{deleted_line(shown)}</p>
            {live(move || match shown.list.get() {
                List::Coming => view! { <p>"They are being read."</p> }.into_any(),
                List::Missing => view! { <p>"This browser keeps no designs for the page."</p> }.into_any(),
                List::Here(rows) => list(shown, rows).into_any(),
            })}
            <h3>"Begin a new one"</h3>
            <ul>
                {each(starts(), |preset| view! {
                    <li>
                        <button class="row" on:click=move |_| new_from(shown.page, preset.name, preset.text)>
                            <b>{preset.name}</b>
                            <span>{preset.title}</span>
                        </button>
                    </li>
                })}
            </ul>
            <p>"A design.yaml or a bundle that is opened, or dropped on the page, begins a new one too."</p>
        </div>
    }
}

fn list(shown: Shown, rows: Vec<Row>) -> impl IntoView {
    let open = shown.page.keeper.with_value(|keeper| keeper.id().map(str::to_owned));
    let unsaved = open.is_none().then(|| {
        view! { <p>"What is open now is saved with its first change."</p> }
    });
    view! {
        {unsaved}
        <ul id="designs" tabindex="-1" aria-label="Designs">
            {each(rows, |row| {
                let is_open = open.as_deref() == Some(&row.id);
                view! { <li class="design">{entry(shown, row, is_open)}</li> }
            })}
        </ul>
    }
}

fn entry(shown: Shown, row: Row, open: bool) -> impl IntoView {
    let Row { id, text, design, note, when } = row;
    let named = design.as_ref().map_or_else(|_| "this design".to_owned(), |it| it.name.clone());
    let rest = (!note.is_empty()).then(|| view! { <span>{format!("{note}.")}</span> });
    let delete = {
        let (id, named) = (id.clone(), named.clone());
        move |_| delete(shown, id.clone(), named.clone())
    };
    let first = match design {
        Ok(Readable { name, about }) => {
            let duplicated = (name.clone(), text.clone());
            view! {
                <button
                    class="row"
                    aria-current=open.then_some("true")
                    on:click=move |_| {
                        close(shown.page);
                        if !open {
                            turn(shown.page, Turn::Open(id.clone()));
                        }
                    }
                >
                    <b>{name}</b>
                    <span>{about}</span>
                    {rest}
                    <span class="when">
                        {if open { format!("Open now, saved {when}") } else { format!("Saved {when}") }}
                    </span>
                </button>
                {open.then(|| view! { <button on:click=move |_| rename(shown.page)>"Rename"</button> })}
                <button
                    aria-label=format!("Duplicate {named}")
                    on:click=move |_| duplicate(shown, &duplicated.0, &duplicated.1)
                >"Duplicate"</button>
            }
            .into_any()
        }
        Err(reason) => view! {
            <div class="row">
                <b>"It cannot be read"</b>
                <span>{reason}</span>
                <span class="when">{format!("Saved {when}")}</span>
            </div>
            <button on:click=move |_| {
                let _ = storage::download("design.yaml", "text/yaml", text.as_bytes());
            }>"Download"</button>
        }
        .into_any(),
    };
    view! {
        {first}
        <button aria-label=format!("Delete {named}") on:click=delete>"Delete"</button>
    }
}

fn deleted_line(shown: Shown) -> Live {
    live_option(move || {
        shown.deleted.get().map(|deleted| {
            view! {
                {format!("{} is deleted. ", deleted.name)}
                <button id="undo-delete" on:click=move |_| restore(shown, deleted.clone())>"Undo"</button>
            }
        })
    })
}

/// Reads the list anew, and then puts the focus on the element of that id.
fn refresh(shown: Shown, then: Option<&'static str>) {
    spawn_local(async move {
        let list = match kept::list().await {
            Ok(records) => List::Here(records.iter().map(|it| row(&it.unchecked_into())).collect()),
            Err(_) => List::Missing,
        };
        // Whoever asked may have closed the dialog by now.
        let _ = shown.list.try_set(list);
        if let Some(id) = then {
            request_animation_frame(move || focus(id));
        }
    });
}

fn row(kept: &Kept) -> Row {
    let text = kept.text();
    let design = Document::read(&text)
        .map(|document| Readable {
            name: document.design().name.to_string(),
            about: in_a_few_words(document.design()),
        })
        .map_err(|unreadable| format!("{unreadable}."));
    Row { id: kept.id(), text, design, note: kept.note(), when: kept.when() }
}

fn new_from(page: Page, name: &str, text: &str) {
    match Document::read(text) {
        Ok(document) => {
            close(page);
            begin(page, &format!("Preset {name}"), document);
        }
        Err(unreadable) => storage::fail(page, &unreadable.to_string()),
    }
}

/// The name is a setting of the design.
fn rename(page: Page) {
    close(page);
    page.show(Thing::Cluster);
    request_animation_frame(|| request_animation_frame(|| focus("field-name")));
}

fn duplicate(shown: Shown, name: &str, text: &str) {
    let taken = shown.list.with_untracked(|list| match list {
        List::Here(rows) => {
            rows.iter().flat_map(|row| row.design.clone()).map(|it| it.name).collect()
        }
        _ => Vec::new(),
    });
    let free = (2..1000).map(|count| format!("{name}-{count}")).find(|name| !taken.contains(name));
    let copied = Document::read(text).map_err(|error| error.to_string()).and_then(|document| {
        let mut design = document.design().clone();
        let edit = Edit::text(Path::top().key("name"), &free.unwrap_or_default());
        design.apply(&edit).map_err(|error| error.to_string())?;
        Ok(Editor::new(document.reconciled(&design)))
    });
    let copy = match copied {
        Ok(copy) => copy,
        Err(reason) => return storage::fail(shown.page, &format!("Not duplicated: {reason}.")),
    };
    let Some(save) = shown.page.keeper.try_update_value(Keeper::another) else { return };
    spawn_local(async move {
        let stamp = save.stamp.to_string();
        let (text, journal) = (copy.text(), copy.journal());
        match kept::save(&save.id, "", &stamp, text, None, None, &journal).await {
            Ok(_) => shown.page.say(format!("Duplicated as {}.", copy.design().name)),
            Err(fault) => storage::fail(shown.page, &kept::reason(&fault)),
        }
        refresh(shown, None);
    });
}

fn delete(shown: Shown, id: String, name: String) {
    let page = shown.page;
    spawn_local(async move {
        let rest = match kept::remove(&id).await {
            Ok(rest) => rest,
            Err(fault) => return storage::fail(page, &kept::reason(&fault)),
        };
        shown.rest.set_value(Some(rest));
        let was_open = page.keeper.with_value(|keeper| keeper.id() == Some(&id));
        if was_open {
            turn_from(shown, &id);
        }
        shown.deleted.set(Some(Deleted { id, name, was_open }));
        refresh(shown, Some("undo-delete"));
    });
}

/// What is open was deleted: turns to the newest of the others, or begins with the first preset.
fn turn_from(shown: Shown, id: &str) {
    let next = shown.list.with_untracked(|list| match list {
        List::Here(rows) => {
            rows.iter().find(|row| row.id != id && row.design.is_ok()).map(|row| row.id.clone())
        }
        _ => None,
    });
    match next {
        Some(next) => turn(shown.page, Turn::Open(next)),
        None => {
            let preset = PRESETS.first().map_or("", |preset| preset.text);
            if let Ok(document) = Document::read(preset) {
                begin(shown.page, "A new design", document);
            }
        }
    }
}

fn restore(shown: Shown, deleted: Deleted) {
    let Some(rest) = shown.rest.try_update_value(Option::take).flatten() else { return };
    spawn_local(async move {
        match kept::restore(&rest).await {
            Ok(()) => {
                shown.deleted.set(None);
                if deleted.was_open {
                    turn(shown.page, Turn::Open(deleted.id));
                }
                focus("designs");
            }
            Err(fault) => storage::fail(shown.page, &kept::reason(&fault)),
        }
        refresh(shown, None);
    });
}
