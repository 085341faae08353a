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
    pub fn steps(this: &Kept) -> String;

    #[wasm_bindgen(js_namespace = presswrightDesigns)]
    pub fn tab() -> String;
    #[wasm_bindgen(js_namespace = presswrightDesigns, catch)]
    pub async fn first() -> Result<First, JsValue>;
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
