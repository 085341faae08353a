//! The file of this machine in which the design is saved, if the person has chosen one.

use super::keep::Keeping;
use super::state::Page;
use leptos::prelude::*;
use presswright::editor::Editor;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

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

#[wasm_bindgen]
extern "C" {
    /// A file that is kept with a design: public/exports.js.
    type Held;
    #[wasm_bindgen(method, getter)]
    fn handle(this: &Held) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Held) -> String;
    #[wasm_bindgen(method, getter)]
    fn text(this: &Held) -> String;

    #[wasm_bindgen(js_namespace = presswrightExports)]
    fn hold(id: &str, handle: &JsValue, name: &str, text: &str);
    #[wasm_bindgen(js_namespace = presswrightExports)]
    async fn held(id: &str) -> Option<Held>;
}

fn id(page: Page) -> Option<String> {
    page.keeper.with_value(|keeper| keeper.id().map(str::to_owned))
}

/// Keeps the file with the design, so that a reload does not forget it.
pub fn remember(page: Page) {
    let Some(id) = id(page) else { return };
    page.on_disk.with_untracked(|file| {
        if let Some(OnDisk { handle, name, text }) = file {
            hold(&id, handle, name, text);
        }
    });
}

/// Finds the file that was kept with the design that is open. Whether the page may still write to it the
/// browser says when it does.
pub fn recall(page: Page) {
    let Some(asked) = id(page) else { return };
    spawn_local(async move {
        let Some(file) = held(&asked).await else { return };
        // Another may be open by now, or saved elsewhere.
        let free = page.on_disk.with_untracked(Option::is_none);
        if free && id(page).as_ref() == Some(&asked) {
            let (handle, name, text) = (file.handle(), file.name(), file.text());
            page.on_disk.set(Some(OnDisk { handle, name, text }));
        }
    });
}
