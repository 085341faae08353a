//! What comes to the page from outside: a link with a design in it, files, what is dropped. What opens
//! it is fetched then.

use super::received::received;
use super::state::Page;
use super::storage;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, DragEvent, File, FileSystemEntry};

/// What came.
pub enum Arrived {
    /// The design in the address.
    Link,
    /// A file that can be written back, with what the browser writes it by.
    Chosen(File, JsValue),
    /// Files, side by side.
    Files(Vec<File>),
    /// Files and folders, of which one is a folder at least.
    Folders(Vec<FileSystemEntry>),
}

/// Opens the link by which the page was opened, and whatever comes while it is open.
pub fn follow(page: Page) {
    link(page);
    let handle = window_event_listener(ev::hashchange, move |_| link(page));
    on_cleanup(move || handle.remove());
    // Before whatever lies below: a text editor would take a file's text for its own.
    let over = Closure::<dyn Fn(DragEvent)>::new(dragged);
    let dropped = Closure::<dyn Fn(DragEvent)>::new(move |event| dropped(page, &event));
    for (name, listener) in [("dragover", &over), ("dragleave", &over), ("drop", &dropped)] {
        let listener = listener.as_ref().unchecked_ref();
        // It cannot fail: the name is a name and the listener a function.
        let _ = window().add_event_listener_with_callback_and_bool(name, listener, true);
    }
    over.forget();
    dropped.forget();
}

fn link(page: Page) {
    if window().location().hash().unwrap_or_default().len() > 1 {
        arrive(page, Arrived::Link);
    }
}

/// Opens what came. A link stays in the address until then.
pub fn arrive(page: Page, arrived: Arrived) {
    spawn_local(async move {
        match received().await {
            Ok(receive) => receive(page, arrived),
            Err(_) => storage::fail(
                page,
                "It is not open yet: the part of the page that does it could not be fetched. With a connection, try again, or reload the page.",
            ),
        }
    });
}

/// Something is dragged over the page, or leaves it.
fn dragged(event: DragEvent) {
    if event.type_() == "dragleave" {
        // From one element of the page into another it goes on.
        if event.related_target().is_none() {
            mark(false);
        }
    } else if files_of(&event).is_some() {
        event.prevent_default();
        mark(true);
    }
}

fn dropped(page: Page, event: &DragEvent) {
    let Some(data) = files_of(event) else { return };
    event.prevent_default();
    event.stop_propagation();
    mark(false);
    // Only now: once this function has ended the browser gives nothing more.
    let items = data.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|at| items.get(at)?.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.iter().any(FileSystemEntry::is_directory) {
        return arrive(page, Arrived::Folders(entries));
    }
    let files = data.files();
    let files = files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at)));
    arrive(page, Arrived::Files(files.collect()));
}

/// What is dragged, if it is files: a text is not for the page.
fn files_of(event: &DragEvent) -> Option<DataTransfer> {
    let data = event.data_transfer()?;
    data.types().includes(&"Files".into(), 0).then_some(data)
}

/// Says on the page that a drop opens what is dragged: style/shell.css.
fn mark(over: bool) {
    if let Some(body) = document().body() {
        // It cannot fail: the name is a name.
        let _ = body.toggle_attribute_with_force("data-dropping", over);
    }
}
