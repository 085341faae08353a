//! Settings that stay in the browser, and what comes from files and goes into them.

use super::keep;
use super::state::{Notice, Page};
use leptos::prelude::*;
use presswright::design::{Document, Unreadable};
use wasm_bindgen::JsValue;

fn local() -> Result<web_sys::Storage, JsValue> {
    window().local_storage()?.ok_or(JsValue::NULL)
}

pub fn read(key: &str) -> Option<String> {
    local().ok()?.get_item(key).ok().flatten()
}

pub fn write(key: &str, text: &str) -> Result<(), JsValue> {
    local()?.set_item(key, text)
}

/// Opens the text of a design, of an older format too. Says whether it could be.
pub fn open_text(page: Page, name: &str, text: &str) -> bool {
    match read_text(text) {
        Ok(document) => {
            keep::begin(page, &format!("Opened {name}"), document);
            true
        }
        Err(unreadable) => {
            let first = unreadable.to_string();
            fail(page, &format!("{name} was not opened: {first}. Nothing was changed."));
            false
        }
    }
}

/// Reads the text of a design, of an older format too.
pub fn read_text(text: &str) -> Result<Document, Unreadable> {
    let newer = presswright::design::modernise(text);
    Document::read(newer.as_deref().unwrap_or(text))
}

pub fn fail(page: Page, text: &str) {
    page.say(text);
    page.notice.set(Some(Notice { text: text.to_owned(), kept: None }));
}

/// Hands the person a file.
pub fn download(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    use wasm_bindgen::JsCast;
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has taken its own hold of the blob by then.
    set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&url);
        },
        std::time::Duration::from_secs(20),
    );
    Ok(())
}
