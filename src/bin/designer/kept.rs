//! The designs that the browser keeps: public/designs.js, as this program calls it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What the page starts with.
    pub type First;
    /// How many designs cannot be read, being of another version, or broken.
    #[wasm_bindgen(method, getter)]
    pub fn broken(this: &First) -> u32;
    #[wasm_bindgen(method, getter)]
    pub fn design(this: &First) -> Option<Kept>;

    /// A design that is kept.
    pub type Kept;
    #[wasm_bindgen(method, getter)]
    pub fn id(this: &Kept) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn text(this: &Kept) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn draft(this: &Kept) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub fn stamp(this: &Kept) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn note(this: &Kept) -> String;
    /// The time of the last save, as a person in this place writes it. In a list alone.
    #[wasm_bindgen(method, getter)]
    pub fn when(this: &Kept) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn steps(this: &Kept) -> String;

    #[wasm_bindgen(js_namespace = presswrightDesigns)]
    pub fn tab() -> String;
    #[wasm_bindgen(js_namespace = presswrightDesigns, catch)]
    pub async fn first() -> Result<First, JsValue>;
    /// The newest first.
    #[wasm_bindgen(js_namespace = presswrightDesigns, catch)]
    pub async fn list() -> Result<js_sys::Array, JsValue>;
    /// Takes a design away, and gives what `restore` brings back.
    #[wasm_bindgen(js_namespace = presswrightDesigns, catch)]
    pub async fn remove(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = presswrightDesigns, catch)]
    pub async fn restore(removed: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = presswrightDesigns, catch)]
    pub async fn load(id: &str) -> Result<Option<Kept>, JsValue>;
    #[wasm_bindgen(js_namespace = presswrightDesigns)]
    pub fn shows(id: &str, text: &str);
    #[wasm_bindgen(js_namespace = presswrightDesigns, catch)]
    pub async fn save(
        id: &str,
        seen: &str,
        stamp: &str,
        text: &str,
        draft: Option<String>,
        note: Option<String>,
        steps: &str,
    ) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = presswrightDesigns)]
    pub fn listen(heard: &Closure<dyn Fn(String, Option<String>)>);
}

/// Why nothing is saved.
pub fn reason(error: &JsValue) -> String {
    let error = error.dyn_ref::<js_sys::Error>();
    let name = error.map(|error| String::from(error.name())).unwrap_or_default();
    match name.as_str() {
        "VersionError" => "A newer version of Presswright keeps its designs in this browser. This page does not touch them, and saves nothing: reload it.".to_owned(),
        "QuotaExceededError" => "This browser does not let the page save your work: its storage is full. Delete designs that you no longer need.".to_owned(),
        _ => format!(
            "This browser does not let the page save your work (storage is denied or broken{}).",
            error.map_or_else(String::new, |error| format!(": {}", String::from(error.message())))
        ),
    }
}
