//! Opens what came from outside: it becomes a new design, and nothing is overwritten.

use super::arrival::Arrived;
use super::dialog::Opened;
use super::folder;
use super::keep;
use super::maker::Wish;
use super::on_disk::OnDisk;
use super::part::part;
use super::rehearse;
use super::state::Page;
use super::storage::{self, open_text, read_text};
use super::why::Why;
use leptos::prelude::*;
use presswright::bundle::open_files;
use presswright::design::{Document, preset};
use presswright::editor::Mode;
use presswright::rules::rule;
use presswright::share::word::unpack;
use presswright::share::{is_picture, open_picture, word_of};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

part!(received: fn(Page, Arrived) = receive);

fn receive(page: Page, arrived: Arrived) {
    spawn_local(async move {
        match arrived {
            Arrived::Link => open_link(page),
            Arrived::Files(files) => {
                let files = files.into_iter().map(|file| (file.name(), file)).collect();
                open_several(page, "What was dropped", files).await;
            }
            Arrived::Chosen(file, handle) => open_file(page, &file, Some(handle)).await,
            Arrived::Folders(entries) => match folder::designs(&entries).await {
                Ok(files) => open_several(page, "The folder", files).await,
                Err(reason) => not_opened(page, "The folder", &reason),
            },
        }
    });
}

/// Opens the design in the address, and takes it out of there: a reload would open it once more.
fn open_link(page: Page) {
    let fragment = window().location().hash().unwrap_or_default();
    if fragment.is_empty() {
        return;
    }
    // A chapter or an exercise: the course opens it, and takes it out.
    if fragment.starts_with("#learn") || fragment.starts_with("#exercise") {
        return page.mode.set(Mode::Learn);
    }
    take_out();
    if let Some(name) = fragment.strip_prefix("#preset=") {
        return open_preset(page, name);
    }
    if let Some(code) = fragment.strip_prefix("#rule=") {
        return open_rule(page, code);
    }
    let opened = unpack(word_of(&fragment))
        .map_err(|error| error.to_string())
        .and_then(|text| read_text(&text).map_err(|error| error.to_string()));
    match opened {
        Ok(document) => {
            keep::begin(page, "Opened the design of the link", document);
            rehearse::open(page, &fragment);
        }
        Err(reason) => not_opened(page, "The link", &reason),
    }
}

/// Begins a design from a preset.
fn open_preset(page: Page, name: &str) {
    let found = preset(name).and_then(|preset| Document::read(preset.text).ok());
    match found {
        Some(document) => keep::begin(page, &format!("Opened the preset {name}"), document),
        None => not_opened(page, "The link", "there is no preset of that name"),
    }
}

/// Shows the page of a rule, whatever is found in the design.
fn open_rule(page: Page, code: &str) {
    match rule(&code.to_ascii_uppercase()) {
        Some((rule, _)) => {
            let (id, message) = ("linked-rule".to_owned(), "What this rule finds.".to_owned());
            page.why_told.set_value(None);
            page.why.set(Some(Why { id, code: rule.code, message }));
            page.opened.set(Some(Opened::Rule));
        }
        None => not_opened(page, "The link", "there is no rule of that code"),
    }
}

/// Takes what stands behind `#` out of the address.
pub fn take_out() {
    let location = window().location();
    let rest = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
    if let Ok(history) = window().history() {
        // A browser that refuses shows the long address, and no more.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&rest));
    }
}

/// Opens a file, or of several the design of a bundle.
async fn open_several(page: Page, name: &str, mut files: Vec<(String, File)>) {
    if files.len() == 1
        && let Some((_, file)) = files.pop()
    {
        return open_file(page, &file, None).await;
    }
    let mut read = Vec::new();
    for (path, file) in files {
        match bytes(&file).await {
            Ok(bytes) => read.push((path, bytes)),
            Err(reason) => return not_opened(page, &path, &reason),
        }
    }
    let files = read.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    match open_files(files) {
        Ok(text) => {
            open_text(page, "design.yaml", &text);
        }
        Err(error) => not_opened(page, name, &error.to_string()),
    }
}

/// Opens a design.yaml, a bundle or a picture. What cannot be opened changes nothing.
///
/// A design.yaml with what the browser writes it by is saved back from then on.
async fn open_file(page: Page, file: &File, handle: Option<JsValue>) {
    let name = file.name();
    match bytes(file).await {
        Err(reason) => not_opened(page, &name, &reason),
        Ok(bytes) if bytes.starts_with(b"PK") => page.maker.ask(page, Wish::Open { name, bytes }),
        Ok(bytes) if is_picture(&bytes) => match open_picture(&bytes) {
            Ok(text) => {
                open_text(page, &name, &text);
            }
            Err(error) => not_opened(page, &name, &error.to_string()),
        },
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => {
                if open_text(page, &name, &text)
                    && let Some(handle) = handle
                {
                    page.on_disk.set(Some(OnDisk { handle, name, text }));
                }
            }
            Err(_) => not_opened(page, &name, "it is no design.yaml, no bundle and no picture"),
        },
    }
}

async fn bytes(file: &File) -> Result<Vec<u8>, String> {
    const MOST: f64 = 64.0 * 1024.0 * 1024.0;
    if file.size() > MOST {
        return Err("it is larger than 64 MiB; a bundle is far smaller".to_owned());
    }
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => Ok(js_sys::Uint8Array::new(&buffer).to_vec()),
        Err(_) => Err("the browser could not read it".to_owned()),
    }
}

fn not_opened(page: Page, name: &str, reason: &str) {
    let reason = reason.trim_end_matches('.').trim_end_matches(" Nothing was opened");
    let reason = reason.trim_end_matches('.');
    storage::fail(page, &format!("{name} was not opened: {reason}. Nothing was changed."));
}
