//! Settings that stay in the browser, and what comes from files and goes into them.

use super::keep;
use super::maker::Wish;
use super::state::{Notice, Page};
use leptos::prelude::*;
use presswright::design::Document;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

fn local() -> Result<web_sys::Storage, JsValue> {
    window().local_storage()?.ok_or(JsValue::NULL)
}

pub fn read(key: &str) -> Option<String> {
    local().ok()?.get_item(key).ok().flatten()
}

pub fn write(key: &str, text: &str) -> Result<(), JsValue> {
    local()?.set_item(key, text)
}

/// A file was dropped on the page.
pub fn dropped(page: Page, event: &web_sys::DragEvent) {
    event.prevent_default();
    let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
    if let Some(file) = file {
        open_file(page, file);
    }
}

/// Opens a design.yaml or a bundle. What cannot be opened changes nothing.
pub fn open_file(page: Page, file: web_sys::File) {
    const MOST: f64 = 64.0 * 1024.0 * 1024.0;
    spawn_local(async move {
        let name = file.name();
        if file.size() > MOST {
            fail(page, &format!("{name} is larger than 64 MiB; a bundle is far smaller."));
            return;
        }
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
            fail(page, &format!("{name} could not be read by the browser."));
            return;
        };
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        if bytes.starts_with(b"PK") {
            page.maker.ask(page, Wish::Open { name, bytes });
        } else {
            match String::from_utf8(bytes) {
                Ok(text) => open_text(page, &name, &text),
                Err(_) => fail(page, &format!("{name} is neither a design.yaml nor a bundle.")),
            }
        }
    });
}

/// Opens the text of a design, of an older format too.
pub fn open_text(page: Page, name: &str, text: &str) {
    let newer = presswright::design::modernise(text);
    match Document::read(newer.as_deref().unwrap_or(text)) {
        Ok(document) => keep::begin(page, &format!("Opened {name}"), document),
        Err(unreadable) => {
            let first = unreadable.to_string();
            fail(page, &format!("{name} was not opened: {first}. Nothing was changed."));
        }
    }
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
