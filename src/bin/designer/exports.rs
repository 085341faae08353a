//! What was exported last of each design: public/exports.js, as this program calls it.

use super::maker::Texts;
use super::state::Page;
use js_sys::Array;
use leptos::prelude::Update;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen]
extern "C" {
    /// An export that is kept.
    type Kept;
    /// Path, text, path, text, and so on.
    #[wasm_bindgen(method, getter)]
    fn files(this: &Kept) -> Array;
    /// When it was made, as a person in this place writes it.
    #[wasm_bindgen(method, getter)]
    fn when(this: &Kept) -> String;

    #[wasm_bindgen(js_namespace = presswrightExports, js_name = remember)]
    async fn keep(id: &str, files: &Array);
    #[wasm_bindgen(js_namespace = presswrightExports, js_name = last)]
    async fn kept(id: &str) -> Option<Kept>;
}

/// Keeps what was exported just now.
pub fn remember(page: Page, id: String, files: Texts) {
    let flat: Array =
        files.iter().flat_map(|(path, text)| [path, text]).map(JsValue::from).collect();
    spawn_local(async move {
        keep(&id, &flat).await;
        page.maker.exports.update(|exports| *exports += 1);
    });
}

/// What was exported last of a design, and when.
pub async fn last(id: &str) -> Option<(Texts, String)> {
    let kept = kept(id).await?;
    let flat = kept.files().to_vec();
    let pairs = flat.chunks_exact(2);
    let texts = pairs
        .map(|pair| match pair {
            [path, text] => Some((path.as_string()?, text.as_string()?)),
            _ => None,
        })
        .collect::<Option<Texts>>()?;
    Some((texts, kept.when()))
}
