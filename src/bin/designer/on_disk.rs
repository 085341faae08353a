//! The file of this machine in which the design is saved, if the person has chosen one.

use super::keep::Keeping;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::Editor;
use wasm_bindgen::JsValue;

/// A file that the browser lets the page write to.
#[derive(Clone, Debug)]
pub struct OnDisk {
    /// What the browser calls a `FileSystemFileHandle`.
    pub handle: JsValue,
    pub name: String,
    /// Its text as it was read or written last.
    pub text: String,
}

/// The text as it stands before the person, one that cannot be read too.
pub fn standing(editor: &Editor) -> String {
    editor.draft().map_or_else(|| editor.text().to_owned(), |draft| draft.text.clone())
}

/// Where the design is saved, for the bar.
pub fn words(page: Page) -> String {
    let kept = page.keeping.with(|keeping| !matches!(keeping, Keeping::Unsaved(_)));
    let text = page.editor.with(standing);
    page.on_disk.with(|file| match file {
        Some(file) if file.text == text => format!("Saved in {}", file.name),
        Some(file) => format!("Changed since it was saved in {}", file.name),
        None if kept => "Saved in this browser".to_owned(),
        None => "Not saved".to_owned(),
    })
}

/// Whether the browser has files that are written back.
pub fn writable() -> bool {
    js_sys::Reflect::has(&window(), &"showSaveFilePicker".into()).unwrap_or_default()
}
