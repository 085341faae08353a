//! Files that are opened, changed and written back: the File System Access API.
//!
//! <https://wicg.github.io/file-system-access/>. What another program wrote meanwhile is not overwritten
//! without a question. Where there is no such API, a file is downloaded.

use super::arrival::{Arrived, arrive};
use super::dialog::Opened;
use super::on_disk::{OnDisk, standing, writable};
use super::part::part;
use super::state::Page;
use super::storage;
use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

/// What is wanted of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// One is chosen and opened.
    Open,
    /// The design is written to the one that it came from; to one that is chosen, if there is none.
    Save,
    /// It is written to one that is chosen.
    SaveAs,
    /// It is written, whatever another program has written.
    Overwrite,
    /// What another program has written is opened.
    OpenAgain,
}

part!(disk: fn(Page, Disk) = run);

#[wasm_bindgen]
extern "C" {
    /// A file that the person has chosen.
    type Handle;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Handle) -> String;
    #[wasm_bindgen(method, catch, js_name = getFile)]
    async fn file(this: &Handle) -> Result<File, JsValue>;
    #[wasm_bindgen(method, catch, js_name = requestPermission)]
    async fn request_permission(this: &Handle, how: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createWritable)]
    async fn create_writable(this: &Handle) -> Result<Writable, JsValue>;

    /// What is written appears in the file when it is closed, as a whole.
    type Writable;
    #[wasm_bindgen(method, catch)]
    async fn write(this: &Writable, text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn close(this: &Writable) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = showOpenFilePicker)]
    async fn choose_to_open() -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_name = showSaveFilePicker)]
    async fn choose_to_save(how: &Object) -> Result<Handle, JsValue>;
}

/// Why nothing was written or opened.
#[derive(Clone, Debug, thiserror::Error)]
enum NotDone {
    /// The person closed the dialog.
    #[error("nothing was chosen")]
    Cancelled,
    /// Another program wrote to it.
    #[error("it was changed on disk")]
    Changed,
    #[error(
        "{0} was not saved: the browser was not allowed to change it. Save again and allow it, save it elsewhere (Ctrl+Shift+S), or download it."
    )]
    Forbidden(String),
    #[error("{0} is no longer where it was. Save it elsewhere: Ctrl+Shift+S.")]
    Gone(String),
    #[error("{0} could not be written: {1}. What was in it is as it was; save it elsewhere.")]
    Unwritten(String, String),
    #[error("The browser could not open a file: {0}.")]
    Unopened(String),
}

fn run(page: Page, wanted: Disk) {
    spawn_local(async move {
        let done = match wanted {
            Disk::Open => open(page).await,
            Disk::Save | Disk::SaveAs if !writable() => return download(page),
            Disk::Save => match page.on_disk.get_untracked() {
                Some(file) => write(page, file, false).await,
                None => save_as(page).await,
            },
            Disk::SaveAs => save_as(page).await,
            Disk::Overwrite => match page.on_disk.get_untracked() {
                Some(file) => write(page, file, true).await,
                None => Ok(()),
            },
            Disk::OpenAgain => match page.on_disk.get_untracked() {
                Some(file) => open_handle(page, &file.handle.unchecked_into()).await,
                None => Ok(()),
            },
        };
        match done {
            Ok(()) | Err(NotDone::Cancelled) => {}
            Err(NotDone::Changed) => page.opened.set(Some(Opened::Overwrite)),
            Err(error @ NotDone::Unopened(_)) => storage::fail(page, &error.to_string()),
            Err(error) => {
                storage::fail(page, &error.to_string());
                // It can be had another way.
                let text = page.editor.with_untracked(standing);
                page.notice.update(|notice| {
                    if let Some(notice) = notice {
                        notice.kept = Some(text);
                    }
                });
            }
        }
    });
}

async fn open(page: Page) -> Result<(), NotDone> {
    let chosen = choose_to_open().await.map_err(|error| failed(&error, NotDone::Unopened))?;
    open_handle(page, &chosen.get(0).unchecked_into()).await
}

async fn open_handle(page: Page, handle: &Handle) -> Result<(), NotDone> {
    let file = handle.file().await.map_err(|_| NotDone::Gone(handle.name()))?;
    arrive(page, Arrived::Chosen(file, JsValue::from(handle)));
    Ok(())
}

async fn save_as(page: Page) -> Result<(), NotDone> {
    let how = Object::new();
    set(&how, "suggestedName", &"design.yaml".into());
    let handle = choose_to_save(&how).await.map_err(|error| failed(&error, NotDone::Unopened))?;
    let (name, text) = (handle.name(), String::new());
    // The person was asked already whether it is to be overwritten.
    write(page, OnDisk { handle: handle.into(), name, text }, true).await
}

async fn write(page: Page, mut file: OnDisk, whatever: bool) -> Result<(), NotDone> {
    let text = page.editor.with_untracked(standing);
    let handle: &Handle = file.handle.unchecked_ref();
    let how = Object::new();
    set(&how, "mode", &"readwrite".into());
    let allowed = handle.request_permission(&how).await;
    if !allowed.is_ok_and(|allowed| allowed == "granted") {
        return Err(NotDone::Forbidden(file.name));
    }
    if !whatever {
        let now = handle.file().await.map_err(|_| NotDone::Gone(file.name.clone()))?;
        let now = JsFuture::from(now.text()).await.ok().and_then(|now| now.as_string());
        if now.as_ref() != Some(&file.text) && now.as_ref() != Some(&text) {
            return Err(NotDone::Changed);
        }
    }
    let written = async {
        let writable = handle.create_writable().await?;
        writable.write(&text).await?;
        writable.close().await
    };
    written.await.map_err(|error| NotDone::Unwritten(file.name.clone(), reason(&error)))?;
    page.say(format!("Saved in {}.", file.name));
    file.text = text;
    page.on_disk.set(Some(file));
    Ok(())
}

fn download(page: Page) {
    let text = page.editor.with_untracked(standing);
    match storage::download("design.yaml", "text/yaml", text.as_bytes()) {
        Ok(()) => page.say("design.yaml is downloaded."),
        Err(_) => storage::fail(page, "The browser refused the download."),
    }
}

/// A dialog that was closed is no failure.
fn failed(error: &JsValue, make: fn(String) -> NotDone) -> NotDone {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    if name.as_deref() == Some("AbortError") { NotDone::Cancelled } else { make(reason(error)) }
}

fn reason(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| error.message().into())
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // It cannot fail: the object is ours.
    let _ = Reflect::set(object, &name.into(), value);
}
