//! The script of the text editor: how it is fetched, and what it holds.

use crate::part::NotFetched;
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The script. `cargo xtask` says its name; a page that is built without has none.
pub const SCRIPT: Option<&str> = option_env!("PRESSWRIGHT_TEXT_EDITOR");

/// What the script puts into the page: text-editor/src/main.js.
const GLOBAL: &str = "presswrightText";

#[wasm_bindgen]
extern "C" {
    /// An editor that is open.
    #[derive(Clone)]
    pub type TextEditor;

    /// Opens one with a text. `tell` is told what a person does, by a name and a list of values;
    /// `help` is the id of what describes the keys.
    #[wasm_bindgen(js_namespace = presswrightText)]
    pub fn open(parent: &web_sys::Element, tell: &Function, text: &str, help: &str) -> TextEditor;

    /// Makes changes: first unit, unit behind it, text, and so on.
    #[wasm_bindgen(method)]
    pub fn change(this: &TextEditor, flat: &Array);

    /// Shows what is wrong: each a list of units, severity, message, hint and names of actions.
    #[wasm_bindgen(method)]
    pub fn diagnose(this: &TextEditor, findings: &Array);

    /// Marks the lines of two units; -1 marks none.
    #[wasm_bindgen(method)]
    pub fn mark(this: &TextEditor, from: i32, to: i32);

    /// Selects a part and goes there.
    #[wasm_bindgen(method)]
    pub fn go(this: &TextEditor, from: i32, to: i32);

    /// Takes it off the page.
    #[wasm_bindgen(method)]
    pub fn close(this: &TextEditor);

    /// A reader of files that is open.
    #[derive(Clone)]
    pub type FileReader;

    /// Opens one. `tell` is told the line on which a person stands, and that they want to see what it is
    /// of; `help` is the id of what describes it.
    #[wasm_bindgen(js_namespace = presswrightText)]
    pub fn read(parent: &web_sys::Element, tell: &Function, help: &str) -> FileReader;

    /// Shows a file: its path and its text.
    #[wasm_bindgen(method)]
    pub fn show(this: &FileReader, path: &str, text: &str);

    /// Goes to a line, with the focus or without.
    #[wasm_bindgen(method)]
    pub fn go(this: &FileReader, line: u32, focus: bool);

    /// Marks lines: first and last, and so on.
    #[wasm_bindgen(method)]
    pub fn mark(this: &FileReader, lines: &Array);

    /// Opens the search.
    #[wasm_bindgen(method)]
    pub fn search(this: &FileReader);

    /// Takes it off the page.
    #[wasm_bindgen(method, js_name = close)]
    pub fn close_file(this: &FileReader);
}

/// Fetches the script, unless it is here.
pub async fn fetch(file: &str) -> Result<(), NotFetched> {
    if is_here() {
        return Ok(());
    }
    // An element, for a module that failed once may never be asked for again.
    let script = document().create_element("script").map_err(|_| NotFetched)?;
    script.set_attribute("src", file).map_err(|_| NotFetched)?;
    let loaded = Promise::new(&mut |resolve, reject| {
        let _ = script.add_event_listener_with_callback("load", &resolve);
        let _ = script.add_event_listener_with_callback("error", &reject);
        if let Some(head) = document().head() {
            let _ = head.append_child(&script);
        }
    });
    let loaded = JsFuture::from(loaded).await;
    script.remove();
    // A server may have answered with something else.
    if loaded.is_ok() && is_here() { Ok(()) } else { Err(NotFetched) }
}

fn is_here() -> bool {
    Reflect::get(&js_sys::global(), &GLOBAL.into()).is_ok_and(|found| found.is_object())
}
